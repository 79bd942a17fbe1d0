import { computed, onScopeDispose, shallowReadonly, shallowRef, watch } from 'vue'
import type { ComputedRef, ShallowRef } from 'vue'
import type { TimeSpan } from '#shared/time/interval.ts'
import { frameMiddle, frameShownAt, framesWithin } from '../composables/frame-index.ts'
import { stepFrame, stepKnownFrame } from './frame-step.ts'

/** What of a source video is played. Times in ms from the start that a player shows. */
export interface PlayedSpan extends TimeSpan {
  /** Average rate; null when the container does not say. */
  readonly fps: number | null
  /** Presentation times of all frames of the video; null until they are read. */
  readonly timesMs: Float64Array | null
  /** Where somebody asked it to be played from; not given: it stands at its start. */
  readonly fromMs?: number | undefined
}

export const playbackRates = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 2] as const

/** Without a rate in the file a frame is taken to last this long until two time stamps are known. */
const assumedFrameMs = 40
/** So long after a seek is over its frame is waited for before the seek is asked for again. */
const settleMs = 120
/**
 * How far behind a place is aimed. Half a millisecond, because a time stamp cut to ms may lie just before its
 * own frame. Then a hair more: a seek to the very time of the one before presents nothing, and one in a few
 * thousand presents its frame untold on a busy machine; another time always presents anew.
 */
const aimsMs = [0.5, 0.6] as const

/** What a seek ended with; `gone` when the source went away. */
type SeekOutcome = 'frame' | 'no frame told' | 'gone'

export interface VideoClock {
  /** Presentation time stamp of the frame on screen: from the frame callback, never `currentTime`. */
  readonly timeMs: Readonly<ShallowRef<number>>
  /** Number of that frame in the video, from 0 as ffmpeg counts; null until the frames' times are read. */
  readonly frameIndex: ComputedRef<number | null>
  /** False until a first frame has been presented. */
  readonly hasFrame: Readonly<ShallowRef<boolean>>
  readonly isPlaying: Readonly<ShallowRef<boolean>>
  readonly isReversing: Readonly<ShallowRef<boolean>>
  readonly rate: Readonly<ShallowRef<number>>
  readonly isLooping: ShallowRef<boolean>
  play(): void
  pause(): void
  toggle(): void
  /** L: plays, and each further press doubles the speed up to 2x. */
  forward(): void
  /** J: runs backwards by seeking. */
  reverse(): void
  setRate(rate: number): void
  seek(timeMs: number): Promise<number>
  step(direction: 1 | -1): Promise<void>
}

/**
 * The one clock of the player. It reads the time of the frame that is really on screen and keeps playback
 * within the clip. `span` is tracked: another clip of the same file only moves the limits.
 */
export function useVideoClock(
  video: Readonly<ShallowRef<HTMLVideoElement | null>>,
  span: () => PlayedSpan | null,
): VideoClock {
  const timeMs = shallowRef(0)
  const hasFrame = shallowRef(false)
  const isPlaying = shallowRef(false)
  const isReversing = shallowRef(false)
  const rate = shallowRef(1)
  const isLooping = shallowRef(false)

  let waiting: ((outcome: SeekOutcome) => void)[] = []
  let frameRequest = 0
  /** When the newest seek was asked for, on the clock of `performance.now()`. */
  let soughtAtMs = -Infinity
  let seekChain: Promise<unknown> = Promise.resolve()
  let wantedSteps = 0
  let isStepping = false

  const frameMs = (): number => {
    const fps = span()?.fps ?? null
    return fps === null ? assumedFrameMs : 1000 / fps
  }

  const frameIndex = computed(() => {
    const timesMs = span()?.timesMs ?? null
    return timesMs === null || timesMs.length === 0 ? null : frameShownAt(timesMs, timeMs.value)
  })

  /** Whether the frame on screen is the span's last one. */
  function isAtEnd(played: PlayedSpan): boolean {
    if (played.timesMs === null) return timeMs.value + frameMs() > played.endMs - 1
    return frameShownAt(played.timesMs, timeMs.value) >= framesWithin(played.timesMs, played).last
  }

  function keepWithinSpan(element: HTMLVideoElement): void {
    const played = span()
    if (played === null || element.paused || !isAtEnd(played)) return
    if (isLooping.value) void seek(played.startMs)
    else element.pause()
  }

  function releaseWaiting(outcome: SeekOutcome): void {
    for (const settle of [...waiting]) settle(outcome)
  }

  /**
   * A frame that was presented before the newest seek is told some ms after it (after loading or playing):
   * it is on screen still, but no answer to that seek.
   */
  function onFrame(element: HTMLVideoElement, frame: VideoFrameCallbackMetadata): void {
    timeMs.value = frame.mediaTime * 1000
    hasFrame.value = true
    if (frame.presentationTime >= soughtAtMs) {
      releaseWaiting('frame')
      keepWithinSpan(element)
    }
    listen(element)
  }

  function listen(element: HTMLVideoElement): void {
    frameRequest = element.requestVideoFrameCallback((_, frame) => {
      onFrame(element, frame)
    })
  }

  /** Resolves once a frame was presented that answers a seek, or when none is reported. */
  function nextFrame(element: HTMLVideoElement): Promise<SeekOutcome> {
    return new Promise((resolve) => {
      const over = new AbortController()
      const settle = (outcome: SeekOutcome): void => {
        over.abort()
        waiting = waiting.filter((entry) => entry !== settle)
        resolve(outcome)
      }
      const listen = (name: string, listener: () => void): void => {
        element.addEventListener(name, listener, { once: true, signal: over.signal })
      }
      waiting.push(settle)
      listen('seeked', () => setTimeout(settle, settleMs, 'no frame told'))
      listen('error', () => {
        settle('gone')
      })
    })
  }

  /** Resolves with the time stamp of the frame that is on screen once the seek is over. */
  async function rawSeek(targetMs: number): Promise<number> {
    const element = video.value
    if (element === null || element.readyState === 0) return timeMs.value
    soughtAtMs = performance.now()
    for (const aimMs of aimsMs) {
      const outcome = nextFrame(element)
      element.currentTime = (targetMs + aimMs) / 1000
      if ((await outcome) !== 'no frame told') break
    }
    return timeMs.value
  }

  function clamped(targetMs: number): number {
    const played = span()
    if (played === null) return Math.max(0, targetMs)
    const lastMs =
      played.timesMs === null
        ? played.endMs - frameMs() / 2
        : frameMiddle(played.timesMs, framesWithin(played.timesMs, played).last)
    return Math.min(Math.max(targetMs, played.startMs), Math.max(played.startMs, lastMs))
  }

  /**
   * While one seek runs only the newest further one is kept: scrubbing must not build a queue. Steps that are
   * not begun yet are given up for it.
   */
  let newestSeek = 0
  function seek(targetMs: number): Promise<number> {
    const mine = (newestSeek += 1)
    wantedSteps = 0
    const run = seekChain.then(() => (mine === newestSeek ? rawSeek(clamped(targetMs)) : timeMs.value))
    seekChain = run
    return run
  }

  function play(): void {
    const element = video.value
    const played = span()
    if (element === null || played === null) return
    isReversing.value = false
    void (isAtEnd(played) ? seek(played.startMs) : Promise.resolve(0)).then(() => {
      // Refused only when a pause came in between or the source cannot play; its own error event says so.
      element.play().catch(() => undefined)
    })
  }

  /** Stands at the start of what is played, or plays it from where that was asked for. */
  function begin(): void {
    const played = span()
    const fromMs = played?.fromMs
    void seek(fromMs ?? played?.startMs ?? 0).then(() => {
      if (fromMs !== undefined && span()?.fromMs === fromMs) play()
    })
  }

  function pause(): void {
    isReversing.value = false
    video.value?.pause()
  }

  function toggle(): void {
    if (isPlaying.value || isReversing.value) pause()
    else play()
  }

  function setRate(next: number): void {
    rate.value = next
    if (video.value !== null) video.value.playbackRate = next
  }

  function forward(): void {
    if (isPlaying.value) setRate(Math.min(2, rate.value * 2))
    else play()
  }

  async function runBackwards(): Promise<void> {
    const fromMs = timeMs.value
    const startedAt = performance.now()
    while (isReversing.value) {
      const target = fromMs - (performance.now() - startedAt) * rate.value
      await seek(target)
      if (target <= (span()?.startMs ?? 0)) isReversing.value = false
    }
  }

  function reverse(): void {
    if (isReversing.value || video.value === null) return
    video.value.pause()
    isReversing.value = true
    void runBackwards()
  }

  async function runSteps(): Promise<void> {
    while (wantedSteps !== 0) {
      const played = span()
      const way = wantedSteps > 0 ? 1 : -1
      wantedSteps -= way
      if (played === null) continue
      const step = { fromMs: timeMs.value, direction: way, limits: played, seek: rawSeek } as const
      if (played.timesMs === null) await stepFrame({ ...step, frameMs: frameMs() })
      else await stepKnownFrame({ ...step, timesMs: played.timesMs })
    }
  }

  /** Steps asked for while one is under way are carried out one after the other; no seek comes between. */
  async function step(direction: 1 | -1): Promise<void> {
    pause()
    wantedSteps += direction
    if (isStepping) return
    isStepping = true
    const run = seekChain.then(runSteps).finally(() => {
      isStepping = false
    })
    seekChain = run
    await run
  }

  function attach(element: HTMLVideoElement): () => void {
    const started = (): void => {
      isPlaying.value = true
    }
    const stopped = (): void => {
      isPlaying.value = false
    }
    const ended = (): void => {
      if (isLooping.value) play()
    }
    const loaded = (): void => {
      element.playbackRate = rate.value
      begin()
    }
    /** Another file: no frame of it is on screen yet, and none of the old one will come. */
    const emptied = (): void => {
      hasFrame.value = false
      releaseWaiting('gone')
    }
    const listeners = { play: started, pause: stopped, ended, loadeddata: loaded, emptied }
    for (const [name, listener] of Object.entries(listeners)) element.addEventListener(name, listener)
    listen(element)
    return () => {
      for (const [name, listener] of Object.entries(listeners)) element.removeEventListener(name, listener)
      element.cancelVideoFrameCallback(frameRequest)
    }
  }

  let detach: (() => void) | null = null
  watch(
    video,
    (element) => {
      detach?.()
      detach = element === null ? null : attach(element)
      hasFrame.value = false
      isPlaying.value = false
    },
    { immediate: true, flush: 'post' },
  )

  // Two sources, not one array: the same clip read again must not move the picture.
  watch([() => span()?.startMs, () => span()?.endMs, () => span()?.fromMs], () => {
    pause()
    begin()
  })

  onScopeDispose(() => {
    isReversing.value = false
    detach?.()
  })

  return {
    timeMs: shallowReadonly(timeMs),
    frameIndex,
    hasFrame: shallowReadonly(hasFrame),
    isPlaying: shallowReadonly(isPlaying),
    isReversing: shallowReadonly(isReversing),
    rate: shallowReadonly(rate),
    isLooping,
    play,
    pause,
    toggle,
    forward,
    reverse,
    setRate,
    seek,
    step,
  }
}
