import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { Rater } from '#shared/domain/rater.ts'
import { request } from '../api/client.ts'
import { useSettingsStore } from './settings.ts'

/** Who captions and rates. The current rater is a setting of this machine, looked up in the open study. */
export const useRatersStore = defineStore('raters', () => {
  const settings = useSettingsStore()
  const raters = shallowRef<readonly Rater[]>([])

  const current = computed(
    () => raters.value.find((rater) => rater.code === settings.settings.raterCode) ?? null,
  )

  async function load(): Promise<void> {
    raters.value = await request('rater.list')
  }

  /** Makes the rater known to the study when new, and the current one. */
  async function choose(code: string): Promise<void> {
    if (!raters.value.some((rater) => rater.code === code)) {
      const created = await request('rater.create', { code })
      raters.value = [...raters.value.filter((rater) => rater.id !== created.id), created]
      await settings.save({ raterCode: created.code })
      return
    }
    await settings.save({ raterCode: code })
  }

  function clear(): void {
    raters.value = []
  }

  return { raters, current, load, choose, clear }
})
