import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import type { InterruptedRun } from '#shared/domain/prediction.ts'
import { request } from '../api/client.ts'
import { useJobsStore } from './jobs.ts'
import { defineStudyResource } from './study-resources.ts'

/** A running prediction reports every clip. */
const reloadEveryMs = 800

/** The prediction that was cut off when the program last ended, or was cancelled. */
export const useInterruptedStore = defineStore('interrupted', () => {
  const jobs = useJobsStore()
  const run = shallowRef<InterruptedRun | null>(null)

  const isPredicting = computed(() => jobs.live.some((job) => job.kind === 'predict'))
  /** What is offered: nothing while another prediction is under way. */
  const offered = computed(() => (isPredicting.value ? null : run.value))

  async function load(): Promise<void> {
    run.value = await request('prediction.interrupted')
  }

  const { reread } = defineStudyResource({
    areas: ['predictions'],
    load,
    // A running one is no interrupted one before it ends.
    refresh: () => (isPredicting.value ? undefined : load()),
    clear: () => {
      run.value = null
    },
    everyMs: reloadEveryMs,
  })
  // Cancelling one makes it an interrupted one.
  watch(isPredicting, () => {
    if (!isPredicting.value) reread()
  })

  async function resume(): Promise<void> {
    if (run.value === null) return
    const { jobId } = await request('prediction.resume', { runId: run.value.runId })
    run.value = null
    if (jobs.find(jobId) === null) await jobs.load()
  }

  async function dismiss(): Promise<void> {
    if (run.value === null) return
    await request('prediction.dismiss', { runId: run.value.runId })
    run.value = null
  }

  return { offered, load, reread, resume, dismiss }
})
