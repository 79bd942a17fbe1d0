import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, expect, it } from 'vitest'
import RaterPicker from '../../../../../src-renderer/features/rate/RaterPicker.vue'
import { useRatersStore } from '../../../../../src-renderer/stores/raters.ts'
import { openWindow } from '../../../../helpers/open-window.ts'
import { stubWindow } from '../../../../helpers/still-window.ts'

beforeEach(stubWindow)

it('adds raters who rate together, two of them at least, and goes on as they', async () => {
  const { bridge, pinia } = openWindow()
  const raters = useRatersStore()
  if (bridge.study !== null)
    bridge.study.raters = ['AB', 'CD', 'EF'].map((code, at) => ({ id: at + 1, code }))
  await raters.load()
  const wrapper = mount(RaterPicker, { global: { plugins: [pinia] }, attachTo: document.body })
  await wrapper.get('[data-testid="new-rater"]').trigger('click')
  await flushPromises()
  const panel = () => [...document.querySelectorAll('form')].at(-1) ?? expect.fail('no form')
  const box = (label: string) =>
    [...panel().querySelectorAll('label')].find(({ textContent }) => textContent === label)?.htmlFor ?? ''
  const press = async (label: string) => {
    document.getElementById(box(label))?.click()
    await flushPromises()
  }
  const code = panel().querySelector('input') ?? expect.fail('no field')
  code.value = 'AB-CD'
  code.dispatchEvent(new Event('input'))
  await press('Consensus of several raters')
  await press('AB')
  const button = () => panel().querySelector<HTMLButtonElement>('button.primary')
  expect(button()?.disabled).toBe(true)
  await press('CD')
  expect(button()?.disabled).toBe(false)
  panel().requestSubmit()
  await flushPromises()
  const sent = bridge.calls.find(({ channel }) => channel === 'rater.addConsensus')
  expect(sent?.request).toEqual({ code: 'AB-CD', members: ['AB', 'CD'] })
  expect(raters.current).toMatchObject({ code: 'AB-CD', consensusOf: ['AB', 'CD'] })
})
