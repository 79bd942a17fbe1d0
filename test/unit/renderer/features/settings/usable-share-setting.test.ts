import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, expect, it } from 'vitest'
import UsableShareSetting from '../../../../../src-renderer/features/settings/UsableShareSetting.vue'
import { useSettingsStore } from '../../../../../src-renderer/stores/settings.ts'
import { openWindow } from '../../../../helpers/open-window.ts'
import { stubWindow } from '../../../../helpers/still-window.ts'

beforeEach(stubWindow)

async function openSetting() {
  const { bridge, pinia } = openWindow({ settings: { minUsableShare: 0.3 } })
  await useSettingsStore().load()
  const wrapper = mount(UsableShareSetting, { global: { plugins: [pinia] }, attachTo: document.body })
  const field = wrapper.get<HTMLInputElement>('[data-testid="min-usable-share"]')
  const type = async (text: string): Promise<void> => {
    await field.setValue(text)
    await field.trigger('change')
    await flushPromises()
  }
  return { bridge, wrapper, field, type }
}

it('shows the limit in percent and saves it as a share', async () => {
  const { bridge, field, type } = await openSetting()
  expect(field.element.value).toBe('30')
  await type('45')
  expect(bridge.settings.minUsableShare).toBe(0.45)
})

it.each(['', '101', '-1', '12.5', 'some'])('refuses “%s” and says what it takes', async (text) => {
  const { bridge, wrapper, type } = await openSetting()
  await type(text)
  expect(bridge.settings.minUsableShare).toBe(0.3)
  expect(wrapper.get('[role="alert"]').text()).toContain('from 0 to 100')
})
