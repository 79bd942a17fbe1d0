import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { Prediction } from '#shared/domain/prediction.ts'
import { request } from '../api/client.ts'
import { defineStudyResource } from './study-resources.ts'

export interface PredictionChoice {
  readonly clipId: number
  readonly packId: string
  readonly promptSetId: number
}

/** `loading` keeps the former prediction of the same clip on screen, so that nothing flickers. */
export type PredictionState =
  | { readonly status: 'none' }
  | { readonly status: 'loading' }
  | { readonly status: 'ready'; readonly prediction: Prediction | null }
  | { readonly status: 'failed'; readonly message: string }

function isSame(a: PredictionChoice | null, b: PredictionChoice | null): boolean {
  return a?.clipId === b?.clipId && a?.packId === b?.packId && a?.promptSetId === b?.promptSetId
}

/** What a pack says of the clip in Review. */
export const usePredictionsStore = defineStore('predictions', () => {
  const choice = shallowRef<PredictionChoice | null>(null)
  const state = shallowRef<PredictionState>({ status: 'none' })

  async function fetchChosen(chosen: PredictionChoice): Promise<void> {
    try {
      const prediction = await request('prediction.get', { ...chosen })
      if (isSame(choice.value, chosen)) state.value = { status: 'ready', prediction }
    } catch (error) {
      if (!isSame(choice.value, chosen)) return
      const message = error instanceof Error ? error.message : 'The prediction could not be read.'
      state.value = { status: 'failed', message }
    }
  }

  async function show(next: PredictionChoice | null): Promise<void> {
    if (isSame(choice.value, next)) return
    const isOtherClip = choice.value?.clipId !== next?.clipId
    choice.value = next
    if (next === null) {
      state.value = { status: 'none' }
      return
    }
    if (isOtherClip || state.value.status !== 'ready') state.value = { status: 'loading' }
    await fetchChosen(next)
  }

  /** Called when main says that predictions changed. */
  async function reload(): Promise<void> {
    if (choice.value !== null) await fetchChosen(choice.value)
  }

  /** Starts a job over these clips, or over all with `null`; returns its id. */
  async function start(work: {
    clipIds: readonly number[] | null
    packId: string
    promptSetId: number
  }): Promise<string> {
    const clipIds = work.clipIds === null ? null : [...work.clipIds]
    return (await request('prediction.start', { ...work, clipIds })).jobId
  }

  // A clip of the next study may have the same number.
  defineStudyResource({ clear: () => void show(null) })

  return { choice, state, show, reload, start }
})
