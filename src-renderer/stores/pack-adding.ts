import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { PackPlan } from '#shared/domain/pack-plan.ts'
import type { Activation, Precision } from '#shared/domain/pack.ts'
import type { Job } from '#shared/domain/job.ts'
import { isAppError } from '#shared/errors.ts'
import { pathsOfDropped, request } from '../api/client.ts'
import { useJobsStore } from './jobs.ts'

const usualPrecisions: readonly Precision[] = ['fp32', 'int8']

function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path
}

/**
 * From checkpoint files to a pack that is being built. Closing the dialog keeps the files and what was typed;
 * only giving up or building forgets them.
 */
export const usePackAddingStore = defineStore('pack-adding', () => {
  const jobs = useJobsStore()
  const isOpen = ref(false)
  /** Paths, in the order in which they were named. */
  const files = shallowRef<readonly string[]>([])
  const plan = shallowRef<PackPlan | null>(null)
  const isReading = ref(false)
  /** Why the files named last could not be read, in a sentence. */
  const failure = ref<string | null>(null)
  const title = ref('')
  const licence = ref('')
  const precisions = shallowRef<readonly Precision[]>(usualPrecisions)
  /** Of a CLIP whose file does not tell it; null until it is said. */
  const activation = ref<Activation | null>(null)
  const startedIds = shallowRef<readonly string[]>([])

  /** What was started here and not put away yet, newest first. */
  const started = computed<readonly Job[]>(() =>
    jobs.jobs.filter((job) => startedIds.value.includes(job.jobId)),
  )

  function reset(): void {
    isOpen.value = false
    files.value = []
    plan.value = null
    failure.value = null
    title.value = ''
    licence.value = ''
    precisions.value = usualPrecisions
    activation.value = null
  }

  function accept(paths: readonly string[], read: PackPlan): void {
    // A title that the user did not touch follows the plan.
    if (title.value === (plan.value?.title ?? '')) title.value = read.title
    files.value = paths
    // What was said of another file does not hold for this one.
    if (read.isActivationKnown) activation.value = null
    plan.value = read
  }

  /** Files that were named while others were still being read win. */
  let readings = 0
  async function inspect(paths: readonly string[]): Promise<void> {
    readings += 1
    const reading = readings
    isReading.value = true
    failure.value = null
    try {
      const read = await request('pack.inspect', { files: [...paths] })
      if (reading === readings) accept(paths, read)
    } catch (error) {
      if (reading !== readings) return
      failure.value = isAppError(error) ? error.message : 'The files could not be read.'
    } finally {
      if (reading === readings) isReading.value = false
    }
  }

  /** Opens the dialog; with files, these are looked at together with those named before. */
  async function add(more: Iterable<File>): Promise<void> {
    isOpen.value = true
    const paths = pathsOfDropped(more)
    if (paths.length > 0) await inspect([...new Set([...files.value, ...paths])])
  }

  async function leaveOut(name: string): Promise<void> {
    const others = files.value.filter((path) => fileName(path) !== name)
    if (others.length > 0) {
      await inspect(others)
      return
    }
    files.value = []
    plan.value = null
    failure.value = null
  }

  function follow(jobId: string): void {
    startedIds.value = [...startedIds.value, jobId]
  }

  /** Starts building the plan as the form says. */
  async function build(): Promise<void> {
    if (plan.value === null) return
    const { jobId } = await request('pack.build', {
      planId: plan.value.planId,
      title: title.value,
      licence: licence.value,
      precisions: [...precisions.value],
      ...(activation.value === null ? {} : { activation: activation.value }),
    })
    reset()
    follow(jobId)
    if (jobs.find(jobId) === null) await jobs.load()
  }

  /** Installs a folder that holds a built pack; main asks for it with null. */
  async function install(folder: string | null): Promise<void> {
    const answer = await request('pack.install', { folder })
    if (answer === null) return
    follow(answer.jobId)
    if (jobs.find(answer.jobId) === null) await jobs.load()
  }

  /** What was dropped on the screen: files are looked at; a folder is taken for a pack that was built elsewhere. */
  async function drop(event: DragEvent): Promise<void> {
    const isFolder = [...(event.dataTransfer?.items ?? [])].map(
      (item) => item.webkitGetAsEntry()?.isDirectory === true,
    )
    const dropped = [...(event.dataTransfer?.files ?? [])]
    const loose = dropped.filter((_, index) => isFolder[index] !== true)
    if (loose.length > 0) await add(loose)
    else for (const folder of pathsOfDropped(dropped)) await install(folder)
  }

  function putAway(jobId: string): void {
    startedIds.value = startedIds.value.filter((known) => known !== jobId)
  }

  return {
    isOpen,
    files,
    plan,
    isReading,
    failure,
    title,
    licence,
    precisions,
    activation,
    started,
    reset,
    add,
    leaveOut,
    build,
    install,
    drop,
    putAway,
  }
})
