import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, expect, it } from 'vitest'
import WindowStrideSetting from '../../../../../src-renderer/features/settings/WindowStrideSetting.vue'
import { useSettingsStore } from '../../../../../src-renderer/stores/settings.ts'
import { openWindow } from '../../../../helpers/open-window.ts'
import { stubWindow } from '../../../../helpers/still-window.ts'

beforeEach(stubWindow)

async function openSetting(windowStride: number | null) {
  const { bridge, pinia } = openWindow({ settings: { windowStride } })
  await useSettingsStore().load()
  const wrapper = mount(WindowStrideSetting, { global: { plugins: [pinia] }, attachTo: document.body })
  const choose = async (label: string): Promise<void> => {
    const button = wrapper.findAll('[role="radio"]').find((known) => known.text() === label)
    await button?.trigger('click')
    await flushPromises()
  }
  return { bridge, wrapper, choose }
}

it('goes from end to end to overlapping windows and back', async () => {
  const { bridge, wrapper, choose } = await openSetting(null)
  expect(wrapper.find('[data-testid="window-stride"]').exists()).toBe(false)
  await choose('Overlapping')
  expect(bridge.settings.windowStride).toBe(16)
  await choose('End to end')
  expect(bridge.settings.windowStride).toBeNull()
})

it('takes a distance within a window only', async () => {
  const { bridge, wrapper } = await openSetting(16)
  const field = wrapper.get<HTMLInputElement>('[data-testid="window-stride"]')
  await field.setValue('8')
  await field.trigger('change')
  await flushPromises()
  expect(bridge.settings.windowStride).toBe(8)
  await field.setValue('32')
  await field.trigger('change')
  await flushPromises()
  expect(bridge.settings.windowStride).toBe(8)
  expect(wrapper.get('[role="alert"]').text()).toContain('from 1 to 31')
})
