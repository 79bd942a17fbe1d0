import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { Video } from '#shared/domain/clip.ts'
import type { CutClip, CutEdit, CutState } from '#shared/domain/cut.ts'
import type { TimeSpan } from '#shared/time/interval.ts'
import { request } from '../api/client.ts'
import { nearestFrameStart } from '../composables/frame-index.ts'
import { useAppStore } from './app.ts'
import { useStripStore } from './strip.ts'
import { defineStudyResource } from './study-resources.ts'

/** The video on the cutting table. Every step goes to main at once and is on disk when it answers. */
export const useCutStore = defineStore('cut', () => {
  const app = useAppStore()
  const strips = useStripStore()
  const videoId = shallowRef<number | null>(null)
  const state = shallowRef<CutState | null>(null)
  const video = shallowRef<Video | null>(null)
  /** Why the video could not be opened, in a sentence. */
  const failure = shallowRef<string | null>(null)
  const selectedId = shallowRef<number | null>(null)
  /** Selected once its video is on the table. */
  const wanted = shallowRef<{ readonly videoId: number; readonly clipId: number } | null>(null)
  /** Lengths in ms of the videos whose state was read. */
  const durations = shallowRef<ReadonlyMap<number, number>>(new Map())

  const clips = computed<readonly CutClip[]>(() => state.value?.clips ?? [])
  const selected = computed(() => clips.value.find((clip) => clip.id === selectedId.value) ?? null)

  function keepDuration(read: CutState): void {
    if (durations.value.get(read.videoId) === read.durationMs) return
    durations.value = new Map(durations.value).set(read.videoId, read.durationMs)
  }

  function accept(next: CutState): void {
    keepDuration(next)
    if (next.videoId !== videoId.value) return
    const before = selected.value
    state.value = next
    if (before === null || selected.value !== null) return
    // What was selected is gone: what lies there now is meant, else what comes next.
    const there = next.clips.find((clip) => clip.endMs > before.startMs)
    selectedId.value = (there ?? next.clips.at(-1))?.id ?? null
  }

  async function read(id: number): Promise<void> {
    try {
      const next = await request('cut.state', { videoId: id })
      if (videoId.value !== id) return
      accept(next)
      const [first] = next.clips
      selectedId.value ??= first?.id ?? null
      // The file's facts come with any of its clips.
      const detail = first === undefined ? null : await request('clip.get', { clipId: first.id })
      if (videoId.value !== id) return
      if (detail !== null) video.value = detail.video
      failure.value = null
    } catch (error) {
      if (videoId.value !== id) return
      failure.value = error instanceof Error ? error.message : 'The video could not be read.'
    }
  }

  /** Where something was taken back. */
  function select(place: { readonly videoId: number; readonly clipId: number }): void {
    if (place.videoId === videoId.value) selectedId.value = place.clipId
    else wanted.value = place
  }

  async function open(id: number | null): Promise<void> {
    if (videoId.value !== id) {
      videoId.value = id
      state.value = null
      video.value = null
      selectedId.value = wanted.value?.videoId === id ? wanted.value.clipId : null
      wanted.value = null
      failure.value = null
    }
    if (id !== null) await read(id)
  }

  /** For the screen that shows it, as long as it does. */
  function keepUpToDate(): void {
    defineStudyResource({
      // Of the file, too, which may be found again.
      areas: ['clips', 'library'],
      answeredBy: ['cut.edit'],
      refresh: () => (videoId.value === null ? undefined : read(videoId.value)),
    })
  }

  /** Reads how long videos are that were not opened yet; those that cannot be read stay unknown. */
  async function readDurations(videoIds: readonly number[]): Promise<void> {
    const wanted = videoIds.filter((id) => !durations.value.has(id))
    const states = await Promise.allSettled(wanted.map((id) => request('cut.state', { videoId: id })))
    const known = states.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []))
    if (known.length === 0) return
    durations.value = new Map([
      ...durations.value,
      ...known.map((read) => [read.videoId, read.durationMs] as const),
    ])
  }

  /** To starts of frames: a clip holds whole frames only. */
  async function snapped(id: number, edit: CutEdit): Promise<CutEdit> {
    if (edit.kind === 'merge' || edit.kind === 'exclude' || edit.kind === 'remove') return edit
    const timesMs = await strips.readFrameTimes(id)
    const endMs = durations.value.get(id) ?? Infinity
    const snap = (timeMs: number): number => nearestFrameStart(timesMs, timeMs, endMs)
    const snapSpan = (span: TimeSpan): TimeSpan => ({
      startMs: snap(span.startMs),
      endMs: snap(span.endMs),
    })
    if (edit.kind === 'split') return { ...edit, atMs: snap(edit.atMs) }
    if (edit.kind !== 'replace') return { ...edit, span: snapSpan(edit.span) }
    const spans = edit.spans.map(snapSpan).filter((span) => span.endMs > span.startMs)
    return { ...edit, spans }
  }

  /** Carries a step out. Throws what main answers. */
  async function edit(step: CutEdit): Promise<CutState | null> {
    const id = videoId.value
    if (id === null) return null
    const next = await request('cut.edit', { videoId: id, edit: await snapped(id, step) })
    accept(next)
    app.markSaved(new Date().toISOString())
    return next
  }

  defineStudyResource({
    clear: () => {
      void open(null)
      durations.value = new Map()
    },
  })

  return {
    videoId,
    state,
    video,
    failure,
    clips,
    selectedId,
    wanted,
    select,
    selected,
    durations,
    open,
    keepUpToDate,
    readDurations,
    edit,
  }
})
