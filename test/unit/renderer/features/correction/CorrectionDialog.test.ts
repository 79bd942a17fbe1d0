import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'
import { AppError } from '#shared/errors.ts'
import CorrectionDialog from '../../../../../src-renderer/features/correction/CorrectionDialog.vue'
import {
  correctionOf,
  someoneNew,
  textProblem,
} from '../../../../../src-renderer/features/correction/correction-words.ts'
import { useAppStore } from '../../../../../src-renderer/stores/app.ts'
import { useCorrectionsStore } from '../../../../../src-renderer/stores/corrections.ts'
import type { AskedCorrection } from '../../../../../src-renderer/stores/corrections.ts'
import { useRatersStore } from '../../../../../src-renderer/stores/raters.ts'
import { useLibraryStore } from '../../../../../src-renderer/stores/library.ts'
import { removalHandlers } from '../../../../helpers/fake-removal.ts'
import { openWindow } from '../../../../helpers/open-window.ts'
import { stubWindow } from '../../../../helpers/still-window.ts'

beforeEach(stubWindow)

const patient = { id: 1, code: 'P001' }
const visit = {
  ...{ id: 1, patientId: 1, patientCode: 'P001', visitLabel: 'baseline', visitDate: '2026-01-05' },
  synthetic: false,
}

async function openDialog(asked: AskedCorrection) {
  const { bridge, pinia } = openWindow()
  bridge.use(removalHandlers(bridge))
  await useLibraryStore().load()
  useCorrectionsStore().asked = asked
  mount(CorrectionDialog, { props: { asked }, global: { plugins: [pinia] }, attachTo: document.body })
  await flushPromises()
  const get = (id: string): HTMLElement =>
    document.querySelector<HTMLElement>(`[data-testid="${id}"]`) ?? expect.fail(`no ${id}`)
  const type = async (text: string) => {
    const input = get('correction-text') as HTMLInputElement
    input.value = text
    input.dispatchEvent(new Event('input'))
    await flushPromises()
  }
  const send = async () => {
    document.querySelector('form')?.requestSubmit()
    await flushPromises()
  }
  const sent = () =>
    bridge.calls.filter(({ channel }) => channel === 'correction.correct').map(({ request }) => request)
  const text = () => document.querySelector('[role="dialog"]')?.textContent ?? ''
  return { bridge, get, type, send, sent, text }
}

describe('a correction', () => {
  it('renames a patient as one step, and says that it can be taken back', async () => {
    const { type, send, sent } = await openDialog({ kind: 'rename-patient', patient })
    const { saves } = useAppStore()
    await type('P999')
    await send()
    expect(sent()).toEqual([
      { patientCode: 'P001', visitLabel: null, to: { patientCode: 'P999' }, mayMerge: false },
    ])
    expect(useAppStore().saves).toBe(saves + 1)
    expect(useCorrectionsStore().asked).toBeNull()
    expect(useLibraryStore().sessions.some(({ patientCode }) => patientCode === 'P999')).toBe(true)
  })

  it('is not sent while it cannot be: what is so already, a wrong code, the code of another patient', async () => {
    const { get, type, send, sent, text } = await openDialog({ kind: 'rename-patient', patient })
    expect(get('correct').hasAttribute('disabled')).toBe(true)
    await type('Jane Doe')
    expect(text()).toContain('A patient code has up to 64 letters')
    await type('P002')
    expect(text()).toContain('merge P001 into P002 instead')
    await send()
    expect(sent()).toEqual([])
  })

  it('gives a rater another code, but not that of another one', async () => {
    const { bridge, type, send, text } = await openDialog({
      kind: 'rename-rater',
      rater: { id: 1, code: 'AB' },
    })
    if (bridge.study !== null)
      bridge.study.raters = [
        { id: 1, code: 'AB' },
        { id: 2, code: 'CD' },
      ]
    await useRatersStore().load()
    await type('A B')
    expect(text()).toContain('A rater code has')
    await type('CD')
    expect(text()).toContain('merge AB into CD instead')
    await type('XY')
    await send()
    const sent = bridge.calls.filter(({ channel }) => channel === 'correction.renameRater')
    expect(sent.map(({ request }) => request)).toEqual([{ from: 'AB', to: 'XY' }])
    expect(useRatersStore().raters.map(({ code }) => code)).toEqual(['XY', 'CD'])
  })

  it('stays open with what main answers', async () => {
    const { bridge, type, send, text } = await openDialog({ kind: 'rename-visit', visit })
    bridge.use({
      'correction.correct': () => {
        throw new AppError('conflict', 'Patient P001 has a visit “week 4” already.')
      },
    })
    await type('week 4')
    await send()
    expect(text()).toContain('Patient P001 has a visit “week 4” already.')
    await type('week 5')
    expect(text()).not.toContain('already')
  })
})

describe('what is asked of main', () => {
  it('is a merge of two patients, another visit name, a date or none, another patient or a new one', () => {
    const of = { patientCode: 'P001', visitLabel: 'baseline' }
    expect(correctionOf({ kind: 'merge-patients', patient }, { text: '', chosen: 'P002' })).toEqual({
      ...{ patientCode: 'P001', visitLabel: null, to: { patientCode: 'P002' }, mayMerge: true },
    })
    expect(correctionOf({ kind: 'rename-visit', visit }, { text: ' week 2 ', chosen: null })).toEqual({
      ...{ ...of, to: { visitLabel: 'week 2' }, mayMerge: false },
    })
    expect(correctionOf({ kind: 'date-visit', visit }, { text: '', chosen: null })).toEqual({
      ...{ ...of, to: { visitDate: null }, mayMerge: false },
    })
    expect(correctionOf({ kind: 'date-visit', visit }, { text: '2026-01-05', chosen: null })).toBeNull()
    expect(correctionOf({ kind: 'move-visit', visit }, { text: 'P009', chosen: someoneNew })).toEqual({
      ...{ ...of, to: { patientCode: 'P009' }, mayMerge: true },
    })
    expect(correctionOf({ kind: 'move-visit', visit }, { text: '', chosen: null })).toBeNull()
    const video = { videoId: 4, fileName: 'a.mp4', sessionId: 1 }
    expect(correctionOf({ kind: 'move-video', video }, { text: '', chosen: null })).toBeNull()
    expect(correctionOf({ kind: 'move-video', video }, { text: '', chosen: '2' })).toEqual({
      ...{ videoId: 4, sessionId: 2 },
    })
  })

  it('is refused before it is sent where it is not written as it should be', () => {
    expect(textProblem({ kind: 'date-visit', visit }, { text: '8.3.2026', chosen: null })).toContain(
      '2026-03-08',
    )
    expect(
      textProblem({ kind: 'rename-visit', visit }, { text: 'x'.repeat(81), chosen: null }),
    ).not.toBeNull()
    expect(textProblem({ kind: 'move-visit', visit }, { text: 'a b', chosen: someoneNew })).not.toBeNull()
    expect(textProblem({ kind: 'move-visit', visit }, { text: 'a b', chosen: 'P002' })).toBeNull()
  })
})
