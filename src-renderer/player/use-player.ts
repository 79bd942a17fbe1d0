import { shallowReadonly, shallowRef } from 'vue'
import type { ShallowRef } from 'vue'
import { useVideoClock } from './use-video-clock.ts'
import type { PlayedSpan, VideoClock } from './use-video-clock.ts'

/** What a screen holds of its player, and hands to `VideoPlayer` and to whatever follows or moves the time. */
export interface Player {
  readonly clock: VideoClock
  /** What is played; null while there is nothing. */
  readonly span: () => PlayedSpan | null
  /** The element, whose pixels may be read; null while no picture is shown. */
  readonly video: Readonly<ShallowRef<HTMLVideoElement | null>>
  readonly setVideo: (element: HTMLVideoElement | null) => void
}

export function usePlayer(span: () => PlayedSpan | null): Player {
  const video = shallowRef<HTMLVideoElement | null>(null)
  return {
    clock: useVideoClock(video, span),
    span,
    video: shallowReadonly(video),
    setVideo: (element) => {
      video.value = element
    },
  }
}
