import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { AppError } from '../../../../src-shared/errors.ts'
import { useAppStore } from '../../../../src-renderer/stores/app.ts'
import { useCutStore } from '../../../../src-renderer/stores/cut.ts'
import { useStudyResources } from '../../../../src-renderer/stores/study-resources.ts'
import { useUndoStore } from '../../../../src-renderer/stores/undo.ts'
import { useViewStore } from '../../../../src-renderer/stores/view.ts'
import type { JournalPlace } from '../../../../src-shared/domain/journal.ts'
import { newsOf } from '../../../../src-shared/ipc/contract/study.ts'
import { openWindow } from '../../../helpers/open-window.ts'

function counting(label: string, log: string[], place: JournalPlace | null = null) {
  return {
    ...{ label, place },
    undo: () => void log.push(`-${label}`),
    redo: () => void log.push(`+${label}`),
  }
}

async function openSteps(...labels: string[]) {
  const { bridge } = openWindow()
  const log: string[] = []
  for (const label of labels) bridge.journal.write(counting(label, log))
  const undo = useUndoStore()
  await undo.load()
  return { bridge, log, undo }
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('undo', () => {
  it('takes back what main has as the newest step, and does it again in order', async () => {
    const { log, undo } = await openSteps('a', 'b')
    expect([undo.undoLabel, undo.canRedo]).toEqual(['b', false])
    expect(await undo.undo()).toBe('b')
    expect([undo.undoLabel, undo.redoLabel]).toEqual(['a', 'b'])
    expect(await undo.undo()).toBe('a')
    expect([undo.canUndo, await undo.undo()]).toEqual([false, null])
    expect(await undo.redo()).toBe('a')
    expect(log).toEqual(['-b', '-a', '+a'])
  })

  it('goes to the place of what was taken back', async () => {
    const { bridge, undo } = await openSteps()
    const view = useViewStore()
    const places: JournalPlace[] = [
      { kind: 'rater', code: 'CD' },
      { kind: 'scale', scaleId: 'own-scale' },
      { kind: 'prompt-set', name: 'Own words' },
      { kind: 'people', sessionId: 2, person: 'Person B' },
      { kind: 'cut', videoId: 3, clipId: 9 },
      { kind: 'score', sessionId: 1, scaleId: 'panss', itemId: 'n1' },
      { kind: 'caption', clipId: 4 },
    ]
    for (const place of places) bridge.journal.write(counting(place.kind, [], place))
    await undo.undo()
    expect([view.view, view.clipId, view.reviewTab]).toEqual(['review', 4, 'caption'])
    await undo.undo()
    expect([view.view, view.sessionId, view.scorePlace?.itemId]).toEqual(['rate', 1, 'n1'])
    await undo.undo()
    expect([view.view, view.videoId]).toEqual(['cut', 3])
    expect(useCutStore().wanted).toEqual({ videoId: 3, clipId: 9 })
    await undo.undo()
    expect([view.view, view.sessionId]).toEqual(['people', 2])
    expect(view.markedPerson).toEqual({ sessionId: 2, label: 'Person B' })
    await undo.undo()
    expect([view.view, view.promptSetName]).toEqual(['packs', 'Own words'])
    await undo.undo()
    expect([view.view, view.scaleId]).toEqual(['rate', 'own-scale'])
    await undo.undo()
    expect(view.isRaterListOpen).toBe(true)
  })

  it('passes on what main says of a step that was changed since, and can be tried at once', async () => {
    const { bridge, undo } = await openSteps('a')
    const sentence = 'The score was changed since, by CD on 2026-03-02.'
    bridge.use({
      'journal.undo': () => {
        throw new AppError('conflict', sentence)
      },
    })
    await expect(undo.undo()).rejects.toThrow(sentence)
    expect([undo.isBusy, undo.undoLabel]).toEqual([false, 'a'])
  })

  it('does not start a second step while the first still runs', async () => {
    const { log, undo } = await openSteps('a', 'b')
    const first = undo.undo()
    expect(await undo.undo()).toBeNull()
    await first
    expect(log).toEqual(['-b'])
  })

  it('can take back what was saved a moment ago, before main has said what comes next', async () => {
    const { bridge, undo } = await openSteps()
    bridge.journal.write(counting('a', []))
    const asked = (): number => bridge.calls.filter(({ channel }) => channel === 'journal.undoable').length
    const before = asked()
    useAppStore().markSaved('2026-03-02T13:02:11Z')
    expect(undo.canUndo).toBe(true)
    const undoable = { undo: { uid: 'a', label: 'a', place: null }, redo: null }
    useStudyResources().tell({ ...newsOf(['captions']), undoable })
    expect(undo.undoLabel).toBe('a')
    await vi.runAllTimersAsync()
    expect(asked()).toBe(before)
  })

  it('asks main what comes next where it tells nothing of what was saved', async () => {
    const { bridge, undo } = await openSteps()
    bridge.journal.write(counting('a', []))
    useAppStore().markSaved('2026-03-02T13:02:11Z')
    await vi.runAllTimersAsync()
    expect(undo.undoLabel).toBe('a')
  })

  it('knows nothing of the study before, whatever answer is on its way', async () => {
    const { bridge, undo } = await openSteps('a')
    const loading = undo.load()
    bridge.use({ 'journal.undoable': () => ({ undo: null, redo: null }) })
    await Promise.all([useStudyResources().open(), loading])
    expect([undo.canUndo, undo.undoLabel]).toEqual([false, null])
  })
})
