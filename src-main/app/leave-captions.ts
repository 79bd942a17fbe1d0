import { writeFile } from 'node:fs/promises'
import type { IpcParsedRequest } from '#shared/ipc/contract.ts'
import type { Desktop } from './desktop.ts'
import type { EmitEvent } from './emit-event.ts'

type Answer = IpcParsedRequest<'caption.left'>
type UnsavedCaption = Answer['unsaved'][number]

export interface LeaveCaptionsOptions {
  readonly emit: EmitEvent
  /** Whether there is a window in which something may have been typed. */
  readonly isTyped: () => boolean
  readonly desktop: Pick<Desktop, 'ask' | 'chooseTarget' | 'copyText'>
  /** Ends when a window that has not answered by then is taken for one that hangs. */
  readonly patience: () => Promise<void>
}

/** Stands between what is typed and everything that ends the window or closes its study. */
export interface LeaveCaptions {
  /** Has the window save what is typed, and asks the user about what cannot be saved. False: everything stays open. */
  mayLeave(): Promise<boolean>
  /** What the window answered. */
  answer(answer: Answer): void
}

const MOST_NAMED = 5

/** In the order of the question's buttons. */
const ways = ['stay', 'retry', 'copy', 'save', 'leave'] as const
const buttons = ['Stay here', 'Try again', 'Copy the text', 'Save as a text file…', 'Go on without it']

function asText(unsaved: readonly UnsavedCaption[]): string {
  return unsaved.map(({ label, text }) => `${label}:\n${text}\n`).join('\n')
}

function question(unsaved: readonly UnsavedCaption[], note: string | null) {
  const named = unsaved.slice(0, MOST_NAMED).map(({ label, reason }) => `${label}. ${reason}`.trim())
  const more = unsaved.length > MOST_NAMED ? [`… and ${String(unsaved.length - MOST_NAMED)} more`] : []
  const parts = [[...named, ...more].join('\n'), note ?? 'Its text is nowhere but in this window.']
  return {
    message:
      unsaved.length === 1
        ? 'One caption could not be saved.'
        : `${String(unsaved.length)} captions could not be saved.`,
    detail: parts.join('\n\n'),
    buttons,
    defaultButton: ways.indexOf('retry'),
  }
}

const noAnswer = {
  message: 'The window does not answer.',
  detail: 'What was typed last may not be saved.',
  buttons: ['Wait', 'Close all the same'],
  defaultButton: 0,
}

/** Windows' editors take lines for lines with these. */
const lineEnds = (text: string): string => text.replaceAll(/\r?\n/gu, '\r\n')

export function createLeaveCaptions(options: LeaveCaptionsOptions): LeaveCaptions {
  const { emit, isTyped, desktop, patience } = options
  const waiting = new Map<number, (unsaved: readonly UnsavedCaption[]) => void>()
  let lastId = 0
  let asking: Promise<boolean> | null = null

  /** Null when the window does not answer. */
  async function unsavedInWindow(): Promise<readonly UnsavedCaption[] | null> {
    lastId += 1
    const askId = lastId
    const answered = new Promise<readonly UnsavedCaption[]>((resolve) => waiting.set(askId, resolve))
    emit('caption.leave', { askId })
    try {
      return await Promise.race([answered, patience().then(() => null)])
    } finally {
      waiting.delete(askId)
    }
  }

  /** What became of it, in a sentence; null when the user thought better of it. */
  async function saveAside(unsaved: readonly UnsavedCaption[]): Promise<string | null> {
    const file = await desktop.chooseTarget({
      title: 'Where to save the text of the captions',
      name: 'unsaved captions.txt',
      kind: { name: 'Text', extensions: ['txt'] },
    })
    if (file === null) return null
    try {
      await writeFile(file, lineEnds(asText(unsaved)), 'utf8')
      return 'The text is in the file that you chose.'
    } catch {
      return 'The file could not be written. Choose another place.'
    }
  }

  async function ask(): Promise<boolean> {
    let note: string | null = null
    while (isTyped()) {
      const unsaved = await unsavedInWindow()
      if (unsaved === null) {
        if ((await desktop.ask(noAnswer)) === 1) return true
        continue
      }
      if (unsaved.length === 0) return true
      const way = ways[await desktop.ask(question(unsaved, note))] ?? 'stay'
      if (way === 'stay' || way === 'leave') return way === 'leave'
      note = null
      if (way === 'copy') {
        desktop.copyText(asText(unsaved))
        note = 'The text is in the clipboard.'
      } else if (way === 'save') note = await saveAside(unsaved)
    }
    return true
  }

  return {
    mayLeave: () => {
      asking ??= ask().finally(() => {
        asking = null
      })
      return asking
    },
    answer: ({ askId, unsaved }) => waiting.get(askId)?.(unsaved),
  }
}
