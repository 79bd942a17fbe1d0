import { describe, expect, it, vi } from 'vitest'
import type { TextPlace } from '../../../../src-main/app/text-menu-template.ts'
import { textMenuTemplate } from '../../../../src-main/app/text-menu-template.ts'

const flags = {
  ...{ canUndo: false, canRedo: false, canCut: true, canCopy: true, canPaste: true },
  ...{ canDelete: true, canSelectAll: true, canEditRichly: false },
}

function aMenu(place: Partial<TextPlace>) {
  const run = vi.fn()
  return {
    run,
    entries: textMenuTemplate({ isEditable: true, selectionText: '', editFlags: flags, ...place }, run),
  }
}

describe('the menu of text', () => {
  it('can undo, redo, cut, copy, paste and select all in a field', () => {
    expect(aMenu({}).entries.flatMap(({ label }) => label ?? [])).toEqual([
      ...['Undo', 'Redo', 'Cut', 'Copy', 'Paste', 'Select all'],
    ])
  })

  it('leaves undo to the window, which knows whose history it is', () => {
    const { entries, run } = aMenu({})
    const undo = entries.find(({ id }) => id === 'undo')
    expect(undo).not.toHaveProperty('role')
    ;(undo!.click as () => void)()
    expect(run).toHaveBeenCalledExactlyOnceWith('undo')
  })

  it('offers what the field can do now', () => {
    const { entries } = aMenu({ editFlags: { ...flags, canCut: false, canPaste: false } })
    expect(entries.filter(({ enabled }) => enabled === false).map(({ id }) => id)).toEqual([
      ...['text.cut', 'text.paste'],
    ])
  })

  it('copies selected text that cannot be changed, and is not there without any', () => {
    const [copy, ...others] = aMenu({ isEditable: false, selectionText: 'looks down' }).entries
    expect([copy?.role, others]).toEqual(['copy', []])
    expect(aMenu({ isEditable: false, selectionText: ' ' }).entries).toEqual([])
  })
})
