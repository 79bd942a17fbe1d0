import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { liveJobStates } from '#shared/domain/job.ts'
import type { Job, JobLogLine } from '#shared/domain/job.ts'
import { promptSetFor } from '#shared/domain/prediction-choice.ts'
import { AppError } from '#shared/errors.ts'
import { request } from '../api/client.ts'
import { useSettingsStore } from './settings.ts'
import { defineStudyResource } from './study-resources.ts'

export function isLive(job: Job): boolean {
  return liveJobStates.includes(job.status)
}

/** Long work, newest first. */
export const useJobsStore = defineStore('jobs', () => {
  const settings = useSettingsStore()
  const jobs = shallowRef<readonly Job[]>([])

  /** Those that ended before they were through; what becomes of them is asked. */
  const stopped = computed(() => jobs.value.filter(({ status }) => status === 'interrupted'))
  const live = computed(() => jobs.value.filter(isLive))
  /** Share done over all running work that knows its length; null when none is running. */
  const progress = computed(() => {
    const known = live.value.filter((job) => job.total > 0)
    // Clips, videos and files cannot be added up: each job counts as much as the others.
    const shares = known.map(({ done, total }) => done / total)
    return shares.length === 0 ? null : shares.reduce((sum, share) => sum + share, 0) / shares.length
  })

  function byStart(a: Job, b: Job): number {
    return b.startedUtc.localeCompare(a.startedUtc)
  }

  async function load(): Promise<void> {
    jobs.value = [...(await request('job.list'))].sort(byStart)
  }

  function accept(job: Job): void {
    const others = jobs.value.filter((known) => known.jobId !== job.jobId)
    jobs.value = [...others, job].sort(byStart)
  }

  function find(jobId: string): Job | null {
    return jobs.value.find((job) => job.jobId === jobId) ?? null
  }

  async function pause(jobId: string): Promise<void> {
    await request('job.pause', { jobId })
  }

  async function resume(jobId: string): Promise<void> {
    await request('job.resume', { jobId })
  }

  async function cancel(jobId: string): Promise<void> {
    await request('job.cancel', { jobId })
  }

  /** Begins it once more; it goes on where it was. */
  async function goOn(jobId: string): Promise<void> {
    await request('job.continue', { jobId })
  }

  async function dismiss(jobId: string): Promise<void> {
    await request('job.dismiss', { jobId })
  }

  async function log(jobId: string): Promise<JobLogLine[]> {
    return request('job.log', { jobId })
  }

  /** Starts the prediction of these clips, or of all with `null`, by the pack and prompt set in use. */
  async function predict(clipIds: readonly number[] | null): Promise<string> {
    const { packId, promptSetId } = settings.settings
    const { promptSet } = promptSetFor(packId, await request('promptSet.list'), promptSetId)
    if (promptSet === null) throw new AppError('not-found', 'No prompt set is there to predict with.')
    const started = await request('prediction.start', {
      clipIds: clipIds === null ? null : [...clipIds],
      packId,
      promptSetId: promptSet.id,
    })
    return started.jobId
  }

  defineStudyResource({
    load,
    clear: () => {
      jobs.value = []
    },
  })

  return {
    ...{ jobs, live, stopped, progress, load, accept, find, pause, resume, cancel },
    ...{ goOn, dismiss, log, predict },
  }
})
