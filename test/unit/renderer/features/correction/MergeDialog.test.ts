import { flushPromises, mount } from '@vue/test-utils'
import type { VueWrapper } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'
import { AppError } from '#shared/errors.ts'
import MergeDialog from '../../../../../src-renderer/features/correction/MergeDialog.vue'
import { useCorrectionsStore } from '../../../../../src-renderer/stores/corrections.ts'
import type { AskedMerge } from '../../../../../src-renderer/stores/corrections.ts'
import { useLibraryStore } from '../../../../../src-renderer/stores/library.ts'
import { useRatersStore } from '../../../../../src-renderer/stores/raters.ts'
import BaseSelect from '../../../../../src-renderer/ui/BaseSelect.vue'
import SegmentedControl from '../../../../../src-renderer/ui/SegmentedControl.vue'
import { removalHandlers } from '../../../../helpers/fake-removal.ts'
import { openWindow } from '../../../../helpers/open-window.ts'
import { stubWindow } from '../../../../helpers/still-window.ts'

beforeEach(stubWindow)

const ofRaters: AskedMerge = { kind: 'raters', rater: { id: 1, code: 'AB' } }

async function openDialog(asked: AskedMerge) {
  const { bridge, pinia } = openWindow()
  bridge.use(removalHandlers(bridge))
  if (bridge.study !== null)
    bridge.study.raters = [
      { id: 1, code: 'AB' },
      { id: 2, code: 'CD' },
    ]
  await Promise.all([useLibraryStore().load(), useRatersStore().load()])
  useCorrectionsStore().askedMerge = asked
  const wrapper = mount(MergeDialog, {
    props: { asked },
    global: { plugins: [pinia] },
    attachTo: document.body,
  })
  await flushPromises()
  // A generic component has no props that a wrapper knows of.
  const select = wrapper.getComponent(BaseSelect) as unknown as VueWrapper
  const options = (): unknown => (select.props() as Record<string, unknown>).options
  const choose = async (id: number) => {
    select.vm.$emit('update:modelValue', id)
    await flushPromises()
  }
  const text = () => document.querySelector('[role="dialog"]')?.textContent ?? ''
  const button = () =>
    document.querySelector<HTMLButtonElement>('[data-testid="merge"]') ?? expect.fail('no button')
  const send = async () => {
    document.querySelector('form')?.requestSubmit()
    await flushPromises()
  }
  const sent = () =>
    bridge.calls.filter(({ channel }) => channel === 'correction.merge').map(({ request }) => request)
  return { bridge, wrapper, options, choose, text, button, send, sent }
}

describe('two raters who are one', () => {
  it('are merged after it was said what goes along, and whose counts where they differ', async () => {
    const { wrapper, options, choose, text, button, send, sent } = await openDialog(ofRaters)
    expect(options()).toEqual([{ value: 2, label: 'CD', hint: undefined }])
    expect(button().disabled).toBe(true)
    await choose(2)
    expect(text()).toContain('12 captions and 7 scores of AB go along.')
    expect(text()).toContain('In 3 places both say the same: one stays.')
    expect(text()).toContain('score of P002 baseline, N1 Blunted affect')
    await send()
    expect([sent(), button().disabled]).toEqual([[], true])
    wrapper.getComponent(SegmentedControl).vm.$emit('update:modelValue', 'from')
    await flushPromises()
    await send()
    expect(sent()).toEqual([{ what: { kind: 'raters', from: 'AB', into: 'CD' }, whose: 'from' }])
    expect(useCorrectionsStore().askedMerge).toBeNull()
    expect(useRatersStore().raters.map(({ code }) => code)).toEqual(['CD'])
  })

  it('stay two, with the reason, where main refuses it', async () => {
    const { bridge, choose, text, button } = await openDialog(ofRaters)
    bridge.use({
      'correction.planMerge': () => {
        throw new AppError('conflict', 'You work blind as AB.')
      },
    })
    await choose(2)
    expect(text()).toContain('You work blind as AB.')
    expect(button().disabled).toBe(true)
  })
})

describe('two visits that are one', () => {
  it('are chosen among those of the patient', async () => {
    const { sessions } = openWindow().bridge.study ?? expect.fail('no study')
    const visit = sessions.find(({ id, patientId }) =>
      sessions.some((other) => other.id !== id && other.patientId === patientId),
    )
    if (visit === undefined) return expect.fail('A patient with two visits is there.')
    const { options, choose, text } = await openDialog({ kind: 'visits', visit })
    const others = sessions.filter(({ id, patientId }) => id !== visit.id && patientId === visit.patientId)
    expect(options()).toMatchObject(others.map(({ id, visitLabel }) => ({ value: id, label: visitLabel })))
    await choose(others[0]?.id ?? 0)
    expect(text()).toContain(`Merge visit ${visit.patientCode} ${visit.visitLabel} into another`)
  })
})
