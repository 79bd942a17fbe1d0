import { flushPromises, mount } from '@vue/test-utils'
import { TooltipProvider } from 'reka-ui'
import { beforeEach, expect, it } from 'vitest'
import { h } from 'vue'
import RaterList from '../../../../../src-renderer/features/settings/RaterList.vue'
import SettingsView from '../../../../../src-renderer/features/settings/SettingsView.vue'
import { useRatersStore } from '../../../../../src-renderer/stores/raters.ts'
import { makeFakeStudy } from '../../../../helpers/fake-study.ts'
import { openWindow } from '../../../../helpers/open-window.ts'
import { stubWindow } from '../../../../helpers/still-window.ts'

beforeEach(stubWindow)

it('the settings list who captions and rates, where there is anybody', async () => {
  const { pinia } = openWindow({ study: makeFakeStudy({ patients: 1 }) })
  const wrapper = mount(
    { render: () => h(TooltipProvider, () => h(SettingsView)) },
    { global: { plugins: [pinia] }, attachTo: document.body },
  )
  await flushPromises()
  expect(wrapper.findComponent(RaterList).exists()).toBe(false)
  await useRatersStore(pinia).load()
  await flushPromises()
  expect(wrapper.getComponent(RaterList).text()).toContain('Raters of this study')
})
