import type { CaptionDraft } from './caption-draft.ts'
import type { UndoableCommand, useUndoStore } from './undo.ts'

/** Pause in typing after which more of it is a change of its own. */
export const spellPauseMs = 2000

/** A caption that is written in, as the undo list sees it. */
export interface SpelledCaption {
  readonly draft: CaptionDraft
  /** In the user's words, e.g. "caption of P001 baseline clip 3". */
  readonly label: string
  readonly show: () => void
  /** Returns the text that was there; throws when main refuses. */
  readonly put: (text: string) => Promise<string>
}

export interface TypingSpells {
  /** Called before the caption takes a new text; `isWhole` for what is a step of its own, such as a paste. */
  note(caption: SpelledCaption, isWhole?: boolean): void
  /** What is typed from now on is a new step. */
  close(): void
}

interface Spell {
  readonly draft: CaptionDraft
  readonly command: UndoableCommand
  readonly textBefore: () => string
  newestMs: number
}

/**
 * Makes steps of the one undo list out of typing: what was typed without a pause is one. The step is in the list from
 * its first letter on, so that the order of changes is right and nothing that was typed is missing from it.
 */
export function createTypingSpells(
  undo: Pick<ReturnType<typeof useUndoStore>, 'record' | 'isNewest' | 'drop'>,
): TypingSpells {
  let spell: Spell | null = null

  function begin({ draft, label, show, put }: SpelledCaption): Spell {
    const { text, status } = draft.state.value
    // Before the study was read, what it turns out to hold is what there was.
    const textBefore = (): string => (status === 'unread' ? (draft.firstHeld() ?? text) : text)
    let textAfter: string | null = null
    const command: UndoableCommand = {
      label,
      show,
      undo: async () => {
        if (spell?.command === command) spell = null
        const replaced = await put(textBefore())
        textAfter ??= replaced
      },
      redo: async () => {
        await put(textAfter ?? '')
      },
    }
    undo.record(command)
    return { draft, command, textBefore, newestMs: performance.now() }
  }

  function close(): void {
    // Typed and taken back by hand: there is nothing to undo.
    if (spell !== null && spell.draft.state.value.text === spell.textBefore()) undo.drop(spell.command)
    spell = null
  }

  function note(caption: SpelledCaption, isWhole = false): void {
    const nowMs = performance.now()
    const goesOn =
      !isWhole &&
      spell !== null &&
      spell.draft === caption.draft &&
      nowMs - spell.newestMs < spellPauseMs &&
      undo.isNewest(spell.command)
    if (!goesOn) {
      close()
      spell = begin(caption)
    }
    if (spell !== null) spell.newestMs = nowMs
    if (isWhole) spell = null
  }

  return { note, close }
}
