import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { isShown } from '#shared/domain/sight.ts'
import type { BlindState, HiddenKind } from '#shared/domain/sight.ts'
import { request } from '../api/client.ts'
import { useSettingsStore } from './settings.ts'
import { defineStudyResource } from './study-resources.ts'

/**
 * What the rater may see: the one place that every screen asks. Main hands out no more than this says; here it is known
 * so that a screen can say that something is hidden, and offer to show it.
 */
export const useSightStore = defineStore('sight', () => {
  const settings = useSettingsStore()
  const revealed = shallowRef<BlindState['revealed']>({ estimates: [], others: [] })

  function accept(state: BlindState): void {
    revealed.value = state.revealed
  }

  /** Called when a study is opened, and when the rater or the setting changed. */
  async function load(): Promise<void> {
    revealed.value = { estimates: [], others: [] }
    accept(await request('blind.state'))
  }

  /** Of one visit, or with null of every visit together. */
  function shows(kind: HiddenKind, sessionId: number | null): boolean {
    const blind = settings.settings.blindRating
    return isShown({ blind, revealed: revealed.value }, kind, sessionId)
  }

  /** Whether it is shown although the rater works blind, so that it can be hidden again. */
  function isRevealed(kind: HiddenKind, sessionId: number | null): boolean {
    return settings.settings.blindRating && shows(kind, sessionId)
  }

  /** Main puts on record that the rater saw it, and tells every screen to read anew. */
  async function reveal(kind: HiddenKind, sessionId: number | null): Promise<void> {
    accept(await request('blind.reveal', { kind, sessionId }))
  }

  async function hide(kind: HiddenKind, sessionId: number | null): Promise<void> {
    accept(await request('blind.hide', { kind, sessionId }))
  }

  defineStudyResource({ load, failure: 'What blind work hides stays hidden' })

  return { revealed, load, shows, isRevealed, reveal, hide }
})
