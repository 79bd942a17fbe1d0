import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { NewConsensus, Rater } from '#shared/domain/rater.ts'
import { AppError } from '#shared/errors.ts'
import { request } from '../api/client.ts'
import { useSettingsStore } from './settings.ts'
import { defineStudyResource } from './study-resources.ts'

/** Who captions and rates. The current rater is a setting of this machine, looked up in the open study. */
export const useRatersStore = defineStore('raters', () => {
  const settings = useSettingsStore()
  /** What must be on disk before somebody else works here. Answers what keeps it from being so, in a sentence. */
  const beforeChange = new Set<() => Promise<string | null>>()
  const raters = shallowRef<readonly Rater[]>([])

  const current = computed(
    () => raters.value.find((rater) => rater.code === settings.settings.raterCode) ?? null,
  )

  /** Id of the one that a list of all raters points at. */
  const pointedId = shallowRef<number | null>(null)
  const pointed = computed(() => raters.value.find(({ id }) => id === pointedId.value) ?? null)

  async function load(): Promise<void> {
    raters.value = await request('rater.list')
  }

  /** Some are called otherwise, or are one with another: whoever works here, too. */
  async function reload(): Promise<void> {
    await Promise.all([settings.load(), load()])
  }

  async function settleAll(): Promise<void> {
    const answers = await Promise.all([...beforeChange].map((settle) => settle()))
    const reason = answers.find((answer) => answer !== null)
    if (reason !== undefined) throw new AppError('conflict', reason)
  }

  /**
   * Makes the rater known to the study when new, and the current one. Throws AppError `conflict` while something of the
   * one before is not saved: it would be written down as another's.
   */
  async function choose(code: string): Promise<void> {
    if (code !== settings.settings.raterCode) await settleAll()
    if (!raters.value.some((rater) => rater.code === code)) {
      const created = await request('rater.create', { code })
      // By code, as main lists them.
      raters.value = [...raters.value.filter((rater) => rater.id !== created.id), created].sort((a, b) =>
        a.code < b.code ? -1 : 1,
      )
      await settings.save({ raterCode: created.code })
      return
    }
    await settings.save({ raterCode: code })
  }

  /** Several raters who rate together, and the current one. */
  async function addConsensus(consensus: NewConsensus): Promise<void> {
    await settleAll()
    const made = await request('rater.addConsensus', consensus)
    await load()
    await settings.save({ raterCode: made.code })
  }

  defineStudyResource({
    areas: ['raters'],
    load,
    refresh: reload,
    clear: () => {
      raters.value = []
    },
  })

  return { raters, current, pointedId, pointed, beforeChange, load, reload, choose, addConsensus }
})
