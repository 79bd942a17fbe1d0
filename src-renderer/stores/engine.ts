import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { EngineChoice, EngineReport } from '#shared/domain/engine.ts'
import type { Job } from '#shared/domain/job.ts'
import { request } from '../api/client.ts'
import { useJobsStore } from './jobs.ts'
import { useSettingsStore } from './settings.ts'

/** What was found out about packs on this computer, and what the user wants models to run on. */
export const useEngineStore = defineStore('engine', () => {
  const jobs = useJobsStore()
  const settings = useSettingsStore()
  /** By pack; null for one that was not measured, no entry for one that was not asked for yet. */
  const reports = shallowRef<ReadonlyMap<string, EngineReport | null>>(new Map())

  const choice = computed(() => settings.settings.engine)
  /** The measurement that runs, or the last one. */
  const job = computed<Job | null>(() => jobs.jobs.find((known) => known.kind === 'engine') ?? null)

  async function load(packId: string): Promise<void> {
    const report = await request('engine.report', { packId })
    reports.value = new Map(reports.value).set(packId, report)
  }

  async function measure(packId: string): Promise<void> {
    const { jobId } = await request('engine.measure', { packId })
    if (jobs.find(jobId) === null) await jobs.load()
  }

  async function choose(change: Partial<EngineChoice>): Promise<void> {
    await settings.save({ engine: { ...choice.value, ...change } })
  }

  return { reports, choice, job, load, measure, choose }
})
