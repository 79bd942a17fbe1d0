import { defineStore } from 'pinia'
import { shallowRef, watch } from 'vue'
import type { Job } from '#shared/domain/job.ts'
import { newsOf } from '#shared/ipc/contract/study.ts'
import { request } from '../api/client.ts'
import { useJobsStore } from './jobs.ts'
import { defineStudyResource, useStudyResources } from './study-resources.ts'

/** Copies for the player of videos that it cannot play, as asked for since this window was opened. */
export const useProxiesStore = defineStore('proxies', () => {
  const jobs = useJobsStore()
  const resources = useStudyResources()
  const jobIds = shallowRef<ReadonlyMap<number, string>>(new Map())

  /** The work on this video's copy; null when none was asked for. */
  function jobOf(videoId: number): Job | null {
    const jobId = jobIds.value.get(videoId)
    return jobId === undefined ? null : jobs.find(jobId)
  }

  async function make(videoId: number): Promise<void> {
    const { jobId } = await request('video.makeProxy', { videoId })
    jobIds.value = new Map(jobIds.value).set(videoId, jobId)
    if (jobs.find(jobId) === null) await jobs.load()
  }

  const countDone = (): number =>
    [...jobIds.value.values()].filter((jobId) => jobs.find(jobId)?.status === 'done').length
  // What is known of the video has changed: who shows it reads it again.
  watch(countDone, (count, before) => {
    if (count > before) resources.tell(newsOf(['library']))
  })

  defineStudyResource({
    clear: () => {
      jobIds.value = new Map()
    },
  })

  return { jobOf, make }
})
