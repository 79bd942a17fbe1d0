import { shallowReadonly, shallowRef } from 'vue'
import type { ShallowRef } from 'vue'
import { captionTextProblem } from '#shared/domain/caption.ts'
import type { Caption } from '#shared/domain/caption.ts'

/**
 * `unread`: what the study holds is not known yet; text can be typed all the same. `empty`: nothing written yet.
 * `editing`: not yet sent. `saving`: sent, not confirmed. `saved`: main has it on disk. `failed`: main refused or the
 * text cannot be saved as it is; it stays here and is sent again with the next change.
 */
export type DraftStatus = 'unread' | 'empty' | 'editing' | 'saving' | 'saved' | 'failed'

export interface DraftState {
  readonly text: string
  readonly status: DraftStatus
  /** When main confirmed the newest saved text; null before that. */
  readonly savedUtc: string | null
  /** Why the last attempt failed. */
  readonly message: string | null
}

/** Main's side of one caption. */
export interface CaptionAtMain {
  /** What the study holds. */
  read(): Promise<Caption | null>
  save(text: string): Promise<Caption>
  /** What is saved from now on is a new step. */
  done(): Promise<unknown>
}

export interface CaptionDraft {
  readonly state: Readonly<ShallowRef<DraftState>>
  readonly isUnsaved: () => boolean
  edit(text: string): void
  /** While a word is being composed (IME, dictation) nothing may change the text under it. */
  setComposing(isComposing: boolean): void
  /** Sends what is unsaved now; true when main has everything. Never rejects. */
  flush(): Promise<boolean>
  /** The same, and what is typed from now on is a new step, also when it is typed before this one is sent. */
  finish(): Promise<boolean>
  /** Puts what the study holds in place of a text that main does not take. Returns that text; null when there is none. */
  dropRefused(): string | null
  /** Takes over what the study holds, unless there is unsaved text here. */
  adopt(caption: Caption | null): void
}

/** Pause in typing after which the text is sent. */
export const saveDelayMs = 400

function stateOf(caption: Caption | null): DraftState {
  return caption === null
    ? { text: '', status: 'empty', savedUtc: null, message: null }
    : { text: caption.text, status: 'saved', savedUtc: caption.updatedUtc, message: null }
}

/** What is typed before the stored caption is there goes on at its end, where the cursor would have been. */
export function withTypedAhead(stored: string, typed: string): string {
  if (stored === '' || typed === '') return stored + typed
  return /\s$/u.test(stored) || /^\s/u.test(typed) ? stored + typed : `${stored} ${typed}`
}

/**
 * One caption while it is typed. It takes text from the moment it is made, before what the study holds is known; that
 * is never overwritten. Saves run one after the other and each sends the newest text, so that an older text can never
 * overwrite a newer one.
 */
export function createCaptionDraft(main: CaptionAtMain): CaptionDraft {
  const state = shallowRef<DraftState>({ text: '', status: 'unread', savedUtc: null, message: null })
  let held: string | null = null
  let isComposing = false
  /** Read while a word was being composed. */
  let waiting: { caption: Caption | null } | null = null
  let timer: ReturnType<typeof setTimeout> | null = null
  let chain: Promise<boolean> = Promise.resolve(true)

  function stopTimer(): void {
    if (timer !== null) clearTimeout(timer)
    timer = null
  }

  const isUnsaved = (): boolean => state.value.text !== (held ?? '')

  function fail(message: string): false {
    state.value = { ...state.value, status: 'failed', message }
    return false
  }

  function takeFirst(caption: Caption | null): void {
    held = caption?.text ?? ''
    const { text } = state.value
    if (text === '') {
      state.value = stateOf(caption)
      return
    }
    state.value = {
      ...state.value,
      text: withTypedAhead(held, text),
      savedUtc: caption?.updatedUtc ?? null,
    }
  }

  function adopt(next: Caption | null): void {
    if (isComposing) {
      waiting = { caption: next }
      return
    }
    if (held === null) takeFirst(next)
    else if (!isUnsaved() && state.value.status !== 'saving') {
      held = next?.text ?? ''
      state.value = stateOf(next)
    }
  }

  /** False when the study cannot be read, or not yet. */
  async function makeKnown(): Promise<boolean> {
    if (held !== null) return true
    try {
      adopt(await main.read())
    } catch (error) {
      return fail(error instanceof Error ? error.message : 'The caption could not be read.')
    }
    // Else a word is being composed: its end sends the text.
    return (held as string | null) !== null
  }

  /** `earlier`: a text before one than the newest, where that is a step of its own. */
  async function save(earlier: string | null = null): Promise<boolean> {
    if (held === null && state.value.text === '') return true
    if (!(await makeKnown())) return false
    const text = earlier ?? state.value.text
    if (text === held) {
      if (text !== state.value.text) return false
      // Typed and taken back before it was sent: what the study holds is what is shown.
      if (state.value.status !== 'saved') {
        const status = state.value.savedUtc === null ? 'empty' : 'saved'
        state.value = { ...state.value, status, message: null }
      }
      return true
    }
    const problem = captionTextProblem(text)
    if (problem !== null) return fail(problem)
    state.value = { ...state.value, status: 'saving', message: null }
    try {
      const saved = await main.save(text)
      held = saved.text
      const isNewer = state.value.text !== text
      state.value = { ...state.value, status: isNewer ? 'editing' : 'saved', savedUtc: saved.updatedUtc }
      return !isNewer
    } catch (error) {
      return fail(error instanceof Error ? error.message : 'The caption could not be saved.')
    }
  }

  function flush(): Promise<boolean> {
    stopTimer()
    chain = chain.then(() => save())
    return chain
  }

  function finish(): Promise<boolean> {
    stopTimer()
    const text = held === null ? null : state.value.text
    chain = chain.then(async () => {
      const isSaved = await save(text)
      // Without it the step ends when typing rests.
      if (state.value.status !== 'failed') await main.done().catch(() => null)
      return isSaved
    })
    return chain
  }

  function dropRefused(): string | null {
    if (held === null || state.value.status !== 'failed' || !isUnsaved()) return null
    const { text, savedUtc } = state.value
    stopTimer()
    state.value = { text: held, status: savedUtc === null ? 'empty' : 'saved', savedUtc, message: null }
    return text
  }

  function edit(text: string): void {
    if (text === state.value.text) return
    stopTimer()
    const problem = captionTextProblem(text)
    state.value = { ...state.value, text, status: problem === null ? 'editing' : 'failed', message: problem }
    if (problem === null) timer = setTimeout(() => void flush(), saveDelayMs)
  }

  function setComposing(composing: boolean): void {
    isComposing = composing
    if (composing || waiting === null) return
    const { caption } = waiting
    waiting = null
    adopt(caption)
    if (isUnsaved()) void flush()
  }

  return {
    state: shallowReadonly(state),
    isUnsaved,
    edit,
    setComposing,
    flush,
    finish,
    dropRefused,
    adopt,
  }
}
