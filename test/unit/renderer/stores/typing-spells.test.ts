import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createCaptionDraft } from '../../../../src-renderer/stores/caption-draft.ts'
import { createTypingSpells, spellPauseMs } from '../../../../src-renderer/stores/typing-spells.ts'
import type { SpelledCaption } from '../../../../src-renderer/stores/typing-spells.ts'
import { useUndoStore } from '../../../../src-renderer/stores/undo.ts'
import { openWindow } from '../../../helpers/open-window.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function openSpells() {
  openWindow()
  const undo = useUndoStore()
  const spells = createTypingSpells(undo)
  const draft = createCaptionDraft({
    read: () => Promise.resolve(null),
    save: () => Promise.reject(new Error('Not asked for here.')),
  })
  draft.adopt(null)
  const caption: SpelledCaption = {
    draft,
    label: 'caption',
    show: () => undefined,
    put: (text) => {
      const before = draft.state.value.text
      draft.edit(text)
      return Promise.resolve(before)
    },
  }
  const type = (text: string, isWhole = false): void => {
    spells.note(caption, isWhole)
    draft.edit(text)
  }
  const undoAll = async (): Promise<string[]> => {
    const texts: string[] = []
    while ((await undo.undo()) !== null) texts.push(draft.state.value.text)
    return texts
  }
  return { undo, spells, type, undoAll }
}

describe('typing spells', () => {
  it('make one step of what is typed without a pause, and another after one', async () => {
    const { type, undoAll } = openSpells()
    type('L')
    vi.advanceTimersByTime(spellPauseMs - 1)
    type('Lo')
    vi.advanceTimersByTime(spellPauseMs)
    type('Loo')
    expect(await undoAll()).toEqual(['Lo', ''])
  })

  it('end where the box is left, and at a paste, which is a step of its own', async () => {
    const { type, spells, undoAll } = openSpells()
    type('a')
    spells.close()
    type('ab')
    type('ab pasted', true)
    type('ab pasted c')
    expect(await undoAll()).toEqual(['ab pasted', 'ab', 'a', ''])
  })

  it('are in the list from the first letter on, before what is changed elsewhere meanwhile', async () => {
    const { type, undo, undoAll } = openSpells()
    type('a')
    undo.record({
      label: 'a score',
      show: () => undefined,
      undo: () => Promise.resolve(),
      redo: () => Promise.resolve(),
    })
    type('ab')
    expect(await undoAll()).toEqual(['a', 'a', ''])
  })

  it('go on from what was undone as new steps', async () => {
    const { type, undo, undoAll } = openSpells()
    type('a')
    await undo.undo()
    type('b')
    expect(undo.canRedo).toBe(false)
    expect(await undoAll()).toEqual([''])
  })
})
