import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import type { AppInfo } from '#shared/domain/app-info.ts'
import type { InferenceStatus } from '#shared/domain/inference-status.ts'
import type { PackSummary } from '#shared/domain/pack.ts'
import { request } from '../api/client.ts'
import { defineStudyResource } from './study-resources.ts'

/** Facts about the program itself: versions, the state of inference, installed packs, when something was last saved. */
export const useAppStore = defineStore('app', () => {
  const info = shallowRef<AppInfo | null>(null)
  const inference = shallowRef<InferenceStatus | null>(null)
  const packs = shallowRef<readonly PackSummary[]>([])
  /** UTC time of the last change that main confirmed; null when nothing was changed since opening. */
  const savedUtc = ref<string | null>(null)

  /** How often something was saved since the window opened. */
  const saves = ref(0)

  async function loadInfo(): Promise<void> {
    info.value = await request('app.info')
  }

  async function loadInference(): Promise<void> {
    inference.value = await request('inference.status')
  }

  async function loadPacks(): Promise<void> {
    packs.value = await request('pack.list')
  }

  function setInference(status: InferenceStatus): void {
    inference.value = status
  }

  /** Called after main's answer to a save, with the time stamp in it. */
  function markSaved(updatedUtc: string): void {
    savedUtc.value = updatedUtc
    saves.value += 1
  }

  defineStudyResource({
    clear: () => {
      savedUtc.value = null
    },
  })

  return {
    info,
    inference,
    packs,
    savedUtc,
    saves,
    loadInfo,
    loadInference,
    loadPacks,
    setInference,
    markSaved,
  }
})
