import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import type { CutMethod, CutProposal } from '#shared/domain/cut.ts'
import { request } from '../api/client.ts'
import { useCutStore } from './cut.ts'
import { isLive, useJobsStore } from './jobs.ts'

/** Clips that a method would make, from asking for them to applying or discarding them. */
export const useCutProposalStore = defineStore('cut-proposal', () => {
  const cut = useCutStore()
  const jobs = useJobsStore()
  const asked = shallowRef<{ jobId: string; videoId: number } | null>(null)
  const answer = shallowRef<CutProposal | null>(null)
  /** Why nothing was proposed, in a sentence. */
  const failure = shallowRef<string | null>(null)

  const job = computed(() => (asked.value === null ? null : jobs.find(asked.value.jobId)))
  const isProposing = computed(() => job.value !== null && isLive(job.value))
  /** Null while another video is on the table than the one it was made for. */
  const proposal = computed(() => (answer.value?.videoId === cut.videoId ? answer.value : null))

  function discard(): void {
    asked.value = null
    answer.value = null
    failure.value = null
  }

  async function propose(method: CutMethod): Promise<void> {
    const { videoId } = cut
    if (videoId === null) return
    discard()
    const { jobId } = await request('cut.propose', { videoId, method })
    asked.value = { jobId, videoId }
    // A short job may have ended before its id arrived here.
    if (jobs.find(jobId) === null) await jobs.load()
  }

  async function readAnswer(jobId: string): Promise<void> {
    try {
      const read = await request('cut.proposal', { jobId })
      if (asked.value?.jobId === jobId) answer.value = read
    } catch (error) {
      failure.value = error instanceof Error ? error.message : 'The proposal could not be read.'
    }
  }

  watch(job, (current, before) => {
    if (current === null || current.status === before?.status) return
    if (current.status === 'failed') failure.value = current.message
    else if (current.status === 'done') void readAnswer(current.jobId)
  })

  async function cancel(): Promise<void> {
    if (asked.value !== null) await jobs.cancel(asked.value.jobId)
  }

  /** All clips of the video make way for the proposed ones. */
  async function apply(): Promise<void> {
    const made = proposal.value
    if (made === null || made.spans.length === 0) return
    const spans = [...made.spans]
    await cut.edit({ kind: 'replace', spans, origin: made.method.kind })
    discard()
  }

  watch(() => cut.videoId, discard)

  return { job, isProposing, proposal, failure, propose, cancel, discard, apply }
})
