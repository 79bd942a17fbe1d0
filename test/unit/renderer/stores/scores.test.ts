import { describe, expect, it } from 'vitest'
import { AppError } from '../../../../src-shared/errors.ts'
import { useAppStore } from '../../../../src-renderer/stores/app.ts'
import { unscored, useScoresStore } from '../../../../src-renderer/stores/scores.ts'
import { useUndoStore } from '../../../../src-renderer/stores/undo.ts'
import { useViewStore } from '../../../../src-renderer/stores/view.ts'
import { openWindow } from '../../../helpers/open-window.ts'

/** Session 3 of the fake study has no scores yet. */
const place = { sessionId: 3, raterId: 1, scaleId: 'panss-negative', itemId: 'n1' }

describe('scores', () => {
  it('shows a value at once but calls it saved only after main confirmed', async () => {
    openWindow()
    const scores = useScoresStore()
    await scores.loadSession(3)
    const saving = scores.save({ ...place, value: 4, missingReason: null })
    expect(scores.valueOf(place).value).toBe(4)
    expect(scores.saveStateOf(place)).toEqual({ kind: 'saving' })
    expect(useAppStore().savedUtc).toBeNull()
    await saving
    expect(scores.saveStateOf(place)).toEqual({ kind: 'saved', updatedUtc: '2026-03-02T13:02:11Z' })
    expect(useAppStore().savedUtc).toBe('2026-03-02T13:02:11Z')
  })

  it('goes back to the last saved value when main refuses, and says why', async () => {
    const { bridge } = openWindow()
    const scores = useScoresStore()
    await scores.loadSession(3)
    bridge.use({
      'score.save': () => {
        throw new AppError('disk-full', 'The disk is full.')
      },
    })
    const saving = scores.save({ ...place, value: 4, missingReason: null })
    await expect(saving).rejects.toThrow('The disk is full.')
    expect(scores.valueOf(place)).toEqual(unscored)
    expect(scores.saveStateOf(place)).toEqual({ kind: 'failed', message: 'The disk is full.' })
    expect(useUndoStore().canUndo).toBe(false)
  })

  it('takes a score back to what was there before', async () => {
    openWindow()
    const scores = useScoresStore()
    await scores.loadSession(3)
    await scores.save({ ...place, value: 4, missingReason: null })
    await scores.save({ ...place, value: null, missingReason: 'technical' })
    await useUndoStore().undo()
    await scores.loadSession(3)
    expect(scores.valueOf(place)).toMatchObject({ value: 4, missingReason: null })
    await useUndoStore().undo()
    await scores.loadSession(3)
    expect(scores.valueOf(place)).toEqual(unscored)
  })

  it('shows the item whose score is taken back, from whatever screen', async () => {
    openWindow()
    const [scores, view] = [useScoresStore(), useViewStore()]
    await scores.loadSession(3)
    await scores.save({ ...place, value: 4, missingReason: null })
    view.openClip(1)
    await useUndoStore().undo()
    expect([view.view, view.sessionId]).toEqual(['rate', 3])
    expect(view.scorePlace).toEqual({ sessionId: 3, scaleId: 'panss-negative', itemId: 'n1' })
  })

  it('does not bother main with the value that is there already', async () => {
    const { bridge } = openWindow()
    const scores = useScoresStore()
    await scores.loadSession(3)
    await scores.save({ ...place, value: 4, missingReason: null })
    await scores.save({ ...place, value: 4, missingReason: null })
    expect(bridge.calls.filter((call) => call.channel === 'score.save')).toHaveLength(1)
  })

  it('counts an item with a reason for being missing as done', async () => {
    openWindow()
    const scores = useScoresStore()
    await scores.loadScale('panss-negative')
    expect(scores.doneBySession('panss-negative', 1).get(3)).toBeUndefined()
    await scores.loadSession(3)
    await scores.save({ ...place, value: null, missingReason: 'refused' })
    expect(scores.doneBySession('panss-negative', 1).get(3)).toBe(1)
    expect(scores.doneBySession('panss-negative', 2).get(3)).toBeUndefined()
  })

  it('ignores the answer for a session that is no longer shown', async () => {
    openWindow()
    const scores = useScoresStore()
    const first = scores.loadSession(1)
    await scores.loadSession(2)
    await first
    expect(new Set(scores.scores.map((score) => score.sessionId))).toEqual(new Set([2]))
  })
})
