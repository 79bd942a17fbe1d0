import { shallowReadonly, shallowRef } from 'vue'
import type { ShallowRef } from 'vue'
import type { Caption } from '#shared/domain/caption.ts'

/**
 * `empty`: nothing written yet. `editing`: not yet sent. `saving`: sent, not confirmed. `saved`: main has
 * it on disk. `failed`: main refused; the text stays here and is sent again with the next change.
 */
export type DraftStatus = 'empty' | 'editing' | 'saving' | 'saved' | 'failed'

export interface DraftState {
  readonly text: string
  readonly status: DraftStatus
  /** When main confirmed the newest saved text; null before that. */
  readonly savedUtc: string | null
  /** Why the last attempt failed. */
  readonly message: string | null
}

export interface CaptionDraft {
  readonly state: Readonly<ShallowRef<DraftState>>
  readonly isUnsaved: () => boolean
  edit(text: string): void
  /** Sends what is unsaved now; true when main has everything. Never rejects. */
  flush(): Promise<boolean>
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

/**
 * One caption while it is typed. Saves run one after the other and each sends the newest text, so that
 * an older text can never overwrite a newer one.
 */
export function createCaptionDraft(
  caption: Caption | null,
  save: (text: string) => Promise<Caption>,
): CaptionDraft {
  const state = shallowRef(stateOf(caption))
  let savedText = caption?.text ?? ''
  let timer: ReturnType<typeof setTimeout> | null = null
  let chain: Promise<boolean> = Promise.resolve(true)

  function stopTimer(): void {
    if (timer !== null) clearTimeout(timer)
    timer = null
  }

  const isUnsaved = (): boolean => state.value.text !== savedText

  async function saveNewest(): Promise<boolean> {
    const { text } = state.value
    if (text === savedText) {
      // Typed and taken back before it was sent: what the study holds is what is shown.
      if (state.value.status !== 'saved') {
        const status = state.value.savedUtc === null ? 'empty' : 'saved'
        state.value = { ...state.value, status, message: null }
      }
      return true
    }
    state.value = { ...state.value, status: 'saving', message: null }
    try {
      const saved = await save(text)
      savedText = saved.text
      const isNewer = state.value.text !== text
      state.value = { ...state.value, status: isNewer ? 'editing' : 'saved', savedUtc: saved.updatedUtc }
      return !isNewer
    } catch (error) {
      const message = error instanceof Error ? error.message : 'The caption could not be saved.'
      state.value = { ...state.value, status: 'failed', message }
      return false
    }
  }

  function flush(): Promise<boolean> {
    stopTimer()
    chain = chain.then(saveNewest)
    return chain
  }

  function edit(text: string): void {
    if (text === state.value.text) return
    state.value = { ...state.value, text, status: 'editing', message: null }
    stopTimer()
    timer = setTimeout(() => void flush(), saveDelayMs)
  }

  function adopt(next: Caption | null): void {
    if (isUnsaved() || state.value.status === 'saving') return
    savedText = next?.text ?? ''
    state.value = stateOf(next)
  }

  return { state: shallowReadonly(state), isUnsaved, edit, flush, adopt }
}
