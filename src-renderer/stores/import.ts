import { defineStore } from 'pinia'
import { computed, reactive, ref, shallowRef, watch } from 'vue'
import type { ImportPlan } from '#shared/domain/import-plan.ts'
import type { Job } from '#shared/domain/job.ts'
import { pathsOfDropped, request } from '../api/client.ts'
import { useJobsStore } from './jobs.ts'
import { defineStudyResource } from './study-resources.ts'

export type ImportStage = 'choose' | 'reading' | 'plan' | 'importing' | 'done' | 'failed'

/** The import from choosing folders to the result. It goes on when its dialog is closed. */
export const useImportStore = defineStore('import', () => {
  const jobs = useJobsStore()
  const stage = ref<ImportStage>('choose')
  const jobId = ref<string | null>(null)
  const plan = shallowRef<ImportPlan | null>(null)
  /** Why it failed, in a sentence. */
  const failure = ref<string | null>(null)
  /** Inferences of the plan by which nothing is to be taken. */
  const declined = reactive(new Set<string>())
  /** Names in captions that are raters' or not, where that was decided otherwise than in the plan; codes as typed. */
  const raters = reactive(new Map<string, string | null>())
  /** What cells hold where there is no score, besides the usual codes; as typed, with commas or blanks between. */
  const missingCodes = ref('')

  const job = computed<Job | null>(() => (jobId.value === null ? null : jobs.find(jobId.value)))

  function reset(): void {
    stage.value = 'choose'
    jobId.value = null
    plan.value = null
    failure.value = null
    declined.clear()
    raters.clear()
  }

  function fail(error: unknown): void {
    stage.value = 'failed'
    failure.value = error instanceof Error ? error.message : 'The import stopped.'
  }

  /** Folders among what was dropped on the window; null when there is none. */
  function droppedFolders(event: DragEvent): readonly string[] | null {
    const paths = pathsOfDropped(event.dataTransfer?.files ?? [])
    return paths.length > 0 ? paths : null
  }

  /** With null, main asks for folders. Nothing happens when the user cancels that. */
  async function preview(folders: readonly string[] | null): Promise<void> {
    const codes = missingCodes.value.split(/[\s,;]+/u).filter((code) => code !== '')
    const started = await request('import.preview', {
      folders: folders === null ? null : [...folders],
      ...(codes.length === 0 ? {} : { missingCodes: codes }),
    })
    if (started === null) return
    plan.value = null
    declined.clear()
    raters.clear()
    stage.value = 'reading'
    await follow(started.jobId)
  }

  async function start(copyVideos: boolean): Promise<void> {
    if (plan.value === null) return
    const started = await request('import.start', {
      planId: plan.value.planId,
      copyVideos,
      ...(declined.size === 0 ? {} : { declined: [...declined] }),
      ...(raters.size === 0
        ? {}
        : { raters: [...raters].map(([name, code]) => ({ name, raterCode: code?.trim() ?? null })) }),
    })
    stage.value = 'importing'
    await follow(started.jobId)
  }

  /** A short job may have ended before its id arrived here. */
  async function follow(id: string): Promise<void> {
    jobId.value = id
    if (jobs.find(id) === null) await jobs.load()
  }

  async function readPlan(id: string): Promise<void> {
    try {
      plan.value = await request('import.plan', { jobId: id })
      stage.value = 'plan'
    } catch (error) {
      fail(error)
    }
  }

  watch(job, (current) => {
    if (current === null) return
    if (current.status === 'failed') fail(new Error(current.message))
    else if (current.status === 'cancelled') reset()
    else if (current.status !== 'done') return
    else if (stage.value === 'reading') void readPlan(current.jobId)
    else if (stage.value === 'importing') stage.value = 'done'
  })

  function setTaken(inferenceId: string, isTaken: boolean): void {
    if (isTaken) declined.delete(inferenceId)
    else declined.add(inferenceId)
  }

  function setRater(name: string, code: string | null): void {
    raters.set(name, code)
  }

  async function cancel(): Promise<void> {
    if (jobId.value !== null) await jobs.cancel(jobId.value)
  }

  defineStudyResource({ clear: reset })

  return {
    ...{ stage, plan, failure, job, declined, raters, missingCodes },
    ...{ reset, droppedFolders, preview, start, setTaken, setRater, cancel },
  }
})
