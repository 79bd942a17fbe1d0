import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { VideoStrip } from '#shared/domain/strip.ts'
import { request } from '../api/client.ts'
import { defineStudyResource } from './study-resources.ts'

/** An hour at 60 frames a second is 1.7 MB of times: those of the last few videos are kept. */
const keptFrameTimes = 8

/**
 * What is read of whole videos for looking at them: the filmstrip with its waveform of the video that is being
 * cut, and the presentation times of every frame.
 */
export const useStripStore = defineStore('strip', () => {
  const videoId = shallowRef<number | null>(null)
  const strip = shallowRef<VideoStrip | null>(null)
  /** Why there is no strip, in a sentence. */
  const failure = shallowRef<string | null>(null)
  const frameTimes = shallowRef<ReadonlyMap<number, Float64Array>>(new Map())
  const underWay = new Map<number, Promise<Float64Array>>()

  async function loadStrip(id: number): Promise<void> {
    try {
      const loaded = await request('video.strip', { videoId: id })
      if (videoId.value !== id) return
      strip.value = loaded
      failure.value = null
    } catch (error) {
      if (videoId.value !== id) return
      failure.value = error instanceof Error ? error.message : 'The filmstrip could not be read.'
    }
  }

  /** Shows the strip of this video; main begins to make it when it is not there. */
  async function show(id: number | null): Promise<void> {
    videoId.value = id
    strip.value = null
    failure.value = null
    if (id !== null) await loadStrip(id)
  }

  /** News comes faster than it can be read: one reading at a time, and one that waits to see all the rest. */
  let reading: Promise<void> = Promise.resolve()
  let isOneWaiting = false
  function onChanged(changedId: number): Promise<void> {
    if (changedId !== videoId.value || isOneWaiting) return reading
    isOneWaiting = true
    reading = reading.then(() => {
      isOneWaiting = false
      return videoId.value === null ? undefined : loadStrip(videoId.value)
    })
    return reading
  }

  /** Presentation times in ms of the video's frames; null until `readFrameTimes` has them. */
  function frameTimesOf(id: number): Float64Array | null {
    return frameTimes.value.get(id) ?? null
  }

  async function askFrameTimes(id: number): Promise<Float64Array> {
    try {
      const { timesMs } = await request('video.frames', { videoId: id })
      // Another study may have been opened meanwhile, with other videos by the same ids.
      if (!underWay.has(id)) return timesMs
      const newest = [...frameTimes.value].slice(1 - keptFrameTimes)
      frameTimes.value = new Map([...newest, [id, timesMs]])
      return timesMs
    } finally {
      underWay.delete(id)
    }
  }

  /** The times of this video's frames, asked of main once. Throws the AppError that main answers with. */
  async function readFrameTimes(id: number): Promise<Float64Array> {
    const known = frameTimes.value.get(id)
    if (known !== undefined) return known
    const asked = underWay.get(id) ?? askFrameTimes(id)
    underWay.set(id, asked)
    return asked
  }

  function clear(): void {
    videoId.value = null
    strip.value = null
    failure.value = null
    frameTimes.value = new Map()
    underWay.clear()
  }

  defineStudyResource({ clear })

  return {
    videoId,
    strip,
    failure,
    show,
    onChanged,
    frameTimesOf,
    readFrameTimes,
  }
})
