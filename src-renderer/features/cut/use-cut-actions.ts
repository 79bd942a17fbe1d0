import { computed } from 'vue'
import type { ComputedRef } from 'vue'
import type { CutEdit } from '#shared/domain/cut.ts'
import type { TimeSpan } from '#shared/time/interval.ts'
import { holdsTime } from '#shared/time/interval.ts'
import { frameShownAt, frameStart } from '../../composables/frame-index.ts'
import { useErrors } from '../../composables/use-errors.ts'
import type { VideoClock } from '../../player/use-video-clock.ts'
import { useCutStore } from '../../stores/cut.ts'
import { useStripStore } from '../../stores/strip.ts'
import { useViewStore } from '../../stores/view.ts'
import { edgeLimits } from '../../timeline/edges.ts'
import { gapAt, spanAt } from '../../timeline/hit-test.ts'

export type CutActionId =
  | 'split'
  | 'merge'
  | 'trim-start'
  | 'trim-end'
  | 'add'
  | 'exclude'
  | 'remove'
  | 'previous'
  | 'next'
  | 'review'

export interface CutAction {
  readonly label: string
  readonly isEnabled: boolean
  readonly run: () => void
}

export type CutActions = Readonly<Record<CutActionId, CutAction>>

/** What can be done to the clips with the playhead where it is: for the toolbar, the keys and the inspector. */
export function useCutActions(clock: VideoClock): {
  actions: ComputedRef<CutActions>
  select: (clipId: number) => void
  trim: (clipId: number, span: TimeSpan) => Promise<void>
  /** 1-based place of the clip among those of the video. */
  numberOf: (clipId: number) => number
} {
  const cut = useCutStore()
  const strips = useStripStore()
  const view = useViewStore()
  const { attempt } = useErrors()

  const numbers = computed(() => new Map(cut.clips.map((clip, index) => [clip.id, index + 1])))
  const numberOf = (clipId: number): number => numbers.value.get(clipId) ?? 0

  /** `goal` is a time that the clip to be selected afterwards begins at. */
  async function edit(step: CutEdit, goal?: number): Promise<void> {
    const next = await attempt(() => cut.edit(step), 'The clips were not changed')
    const made = next?.clips.find((clip) => goal !== undefined && Math.abs(clip.startMs - goal) < 1)
    if (made !== undefined) cut.selectedId = made.id
  }

  /** Puts the clip's first frame on screen, unless one of its frames is there. */
  function select(clipId: number): void {
    const clip = cut.clips.find((known) => known.id === clipId)
    if (clip === undefined) return
    cut.selectedId = clipId
    const timeMs = clock.timeMs.value
    if (timeMs < clip.startMs - 1 || timeMs >= clip.endMs) void clock.seek(clip.startMs)
  }

  function trim(clipId: number, span: TimeSpan): Promise<void> {
    return edit({ kind: 'trim', clipId, span })
  }

  /** Of the video's frames; null while none of them is on screen, so that there is nothing to cut at. */
  const timesMs = computed(() =>
    cut.videoId === null || !clock.hasFrame.value ? null : strips.frameTimesOf(cut.videoId),
  )
  const durationMs = computed(() => cut.state?.durationMs ?? 0)
  const whole = computed<TimeSpan>(() => ({ startMs: 0, endMs: durationMs.value }))

  /** The selected clip when the frame on screen is one of its, else any clip that it is of. */
  const atPlayhead = computed(() => {
    const timeMs = clock.timeMs.value + 1
    return cut.selected !== null && holdsTime(cut.selected, timeMs) ? cut.selected : spanAt(cut.clips, timeMs)
  })

  const split = computed<CutAction>(() => {
    const clip = atPlayhead.value
    const atMs = clock.timeMs.value
    return {
      label: 'Split before the frame on screen',
      isEnabled: clip !== null && timesMs.value !== null && atMs > clip.startMs + 1,
      run: () => {
        if (clip === null) return
        void edit({ kind: 'split', clipId: clip.id, atMs }, atMs)
      },
    }
  })

  const merge = computed<CutAction>(() => {
    const clip = cut.selected
    const next = clip === null ? undefined : cut.clips[numberOf(clip.id)]
    return {
      label: 'Merge with the next clip',
      isEnabled: next !== undefined,
      run: () => {
        if (clip === null || next === undefined) return
        void edit({ kind: 'merge', clipIds: [clip.id, next.id] }, clip.startMs)
      },
    }
  })

  const trimStart = computed<CutAction>(() => {
    const clip = cut.selected
    const startMs = clock.timeMs.value
    const limits = clip === null ? null : edgeLimits(cut.clips, clip.id, whole.value)
    return {
      label: 'Begin with the frame on screen',
      isEnabled:
        clip !== null &&
        limits !== null &&
        timesMs.value !== null &&
        startMs > limits.startMs - 1 &&
        startMs < clip.endMs - 1,
      run: () => {
        if (clip !== null) void trim(clip.id, { startMs, endMs: clip.endMs })
      },
    }
  })

  const trimEnd = computed<CutAction>(() => {
    const clip = cut.selected
    const known = timesMs.value
    const limits = clip === null ? null : edgeLimits(cut.clips, clip.id, whole.value)
    const endMs =
      known === null ? 0 : frameStart(known, frameShownAt(known, clock.timeMs.value) + 1, durationMs.value)
    return {
      label: 'End with the frame on screen',
      isEnabled: clip !== null && limits !== null && endMs > clip.startMs + 1 && endMs < limits.endMs + 1,
      run: () => {
        if (clip !== null) void trim(clip.id, { startMs: clip.startMs, endMs })
      },
    }
  })

  const add = computed<CutAction>(() => {
    const gap = cut.state === null ? null : gapAt(cut.clips, clock.timeMs.value + 1, whole.value)
    return {
      label: 'New clip in this gap',
      isEnabled: gap !== null && timesMs.value !== null,
      run: () => {
        if (gap !== null) void edit({ kind: 'add', span: gap }, gap.startMs)
      },
    }
  })

  const exclude = computed<CutAction>(() => {
    const clip = cut.selected
    const excluded = clip?.excluded !== true
    return {
      label: excluded ? 'Exclude from predictions and export' : 'Include again',
      isEnabled: clip !== null,
      run: () => {
        if (clip !== null) void edit({ kind: 'exclude', clipIds: [clip.id], excluded })
      },
    }
  })

  const remove = computed<CutAction>(() => {
    const clip = cut.selected
    return {
      label: 'Remove the clip',
      // The library knows a video by its clips: the last one can be excluded, not removed.
      isEnabled: clip !== null && cut.clips.length > 1,
      run: () => {
        if (clip !== null) void edit({ kind: 'remove', clipIds: [clip.id] })
      },
    }
  })

  function neighbour(step: 1 | -1): CutAction {
    const place = cut.selected === null ? (step === 1 ? -1 : cut.clips.length) : numberOf(cut.selected.id) - 1
    const clip = cut.clips[place + step]
    return {
      label: step === 1 ? 'Next clip' : 'Previous clip',
      isEnabled: clip !== undefined,
      run: () => {
        if (clip === undefined) return
        cut.selectedId = clip.id
        void clock.seek(clip.startMs)
      },
    }
  }

  const review = computed<CutAction>(() => {
    const clip = cut.selected
    return {
      label: 'Open the clip in Review',
      isEnabled: clip !== null,
      run: () => {
        if (clip !== null) view.openClip(clip.id)
      },
    }
  })

  const actions = computed<CutActions>(() => ({
    split: split.value,
    merge: merge.value,
    'trim-start': trimStart.value,
    'trim-end': trimEnd.value,
    add: add.value,
    exclude: exclude.value,
    remove: remove.value,
    previous: neighbour(-1),
    next: neighbour(1),
    review: review.value,
  }))

  return { actions, select, trim, numberOf }
}
