import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { Job } from '#shared/domain/job.ts'
import { request } from '../api/client.ts'
import { useAppStore } from './app.ts'
import { useJobsStore } from './jobs.ts'
import { useSettingsStore } from './settings.ts'

/** What is done to packs that are installed: checking their files, choosing one, removing it. */
export const usePackCareStore = defineStore('pack-care', () => {
  const app = useAppStore()
  const jobs = useJobsStore()
  const settings = useSettingsStore()
  const checkIds = shallowRef<ReadonlyMap<string, string>>(new Map())

  /** The last check of each pack since this window was opened. */
  const checks = computed<ReadonlyMap<string, Job>>(
    () =>
      new Map(
        [...checkIds.value].flatMap(([packId, jobId]) => {
          const job = jobs.find(jobId)
          return job === null ? [] : [[packId, job] as const]
        }),
      ),
  )

  async function verify(packId: string): Promise<void> {
    const { jobId } = await request('pack.verify', { packId })
    checkIds.value = new Map(checkIds.value).set(packId, jobId)
    if (jobs.find(jobId) === null) await jobs.load()
  }

  async function choose(packId: string): Promise<void> {
    await settings.save({ packId })
  }

  /** When it was in use, the first other pack that compares clips with words takes its place. */
  async function remove(packId: string): Promise<void> {
    await request('pack.remove', { packId })
    await app.loadPacks()
    if (settings.settings.packId !== packId) return
    const others = app.packs.filter((pack) => pack.task === 'clip-text')
    const next = others.find((pack) => pack.problem === null) ?? others[0]
    if (next !== undefined) await choose(next.id)
  }

  return { checks, verify, choose, remove }
})
