import { computed, watch } from 'vue'
import type { ComputedRef } from 'vue'
import type { Video } from '#shared/domain/clip.ts'
import type { TimeSpan } from '#shared/time/interval.ts'
import { useErrors } from '../composables/use-errors.ts'
import { useStripStore } from '../stores/strip.ts'
import { hasOriginal } from './player-state.ts'
import type { PlayedSpan } from './use-video-clock.ts'

/** A video and what of it is shown, in ms of player time. */
export interface ShownVideo {
  readonly video: Video
  readonly span: TimeSpan
}

/**
 * What the clock plays of it. The times of the video's frames are read, once, if its recording is there; until then its
 * frames have no numbers.
 */
export function usePlayedSpan(shown: () => ShownVideo | null): ComputedRef<PlayedSpan | null> {
  const strips = useStripStore()
  const { attempt } = useErrors()

  // Of a video that is away or replaced there is nothing to read: what is wrong with it is told in its place.
  watch(
    () => {
      const video = shown()?.video
      return video !== undefined && hasOriginal(video) ? video.id : null
    },
    (videoId) => {
      if (videoId !== null)
        void attempt(() => strips.readFrameTimes(videoId), 'The frames have no numbers here')
    },
    { immediate: true },
  )

  return computed(() => {
    const what = shown()
    if (what === null) return null
    const { video, span } = what
    return {
      startMs: span.startMs,
      endMs: span.endMs,
      fps: video.probe.fps,
      timesMs: strips.frameTimesOf(video.id),
    }
  })
}
