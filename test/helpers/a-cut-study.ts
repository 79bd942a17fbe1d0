import { createCutService } from '#core/areas/cutting/cut-service.ts'
import type { CutServiceDeps } from '#core/areas/cutting/cut-service.ts'
import type { CutService } from '#core/areas/cutting/service.ts'
import type { CutEdit, CutState } from '#shared/domain/cut.ts'
import { aContext } from './a-context.ts'
import type { TestContext } from './a-context.ts'
import { addLongVideo } from './long-video.ts'
import { addRater } from './memory-study.ts'

export const DURATION_MS = 30_000

/** 25 pictures a second, no sound, and nobody looked for people: unless told otherwise. */
export function cutDependencies(changes: Partial<CutServiceDeps> = {}): CutServiceDeps {
  const timesMs = Float64Array.from({ length: DURATION_MS / 40 }, (_, frame) => frame * 40)
  const timeBase = { numerator: 1, denominator: 25 }
  return {
    media: {
      readSound: () => {
        throw new Error('not part of this test')
      },
    },
    people: { subject: () => null },
    videos: {
      frameTimes: () => Promise.resolve({ timeBase, ticks: timesMs.map((time) => time / 40), timesMs }),
    },
    ...changes,
  }
}

export interface CutStudy extends Pick<TestContext, 'db' | 'repositories' | 'announced'> {
  readonly videoId: number
  /** The whole video. */
  readonly clipId: number
  readonly cuts: CutService
  /** Writes a caption of a clip or of a span of it, over the one that is there. */
  say(clipId: number, text: string, span?: readonly [startMs: number, endMs: number] | null): void
  /** Start and text of each caption. */
  said(clipId: number | undefined): (string | number | null)[][]
  edit(step: CutEdit): CutState
  /** Takes the newest step back. */
  undo(): CutState
  /** Does again what was taken back last. */
  redo(): CutState
  /** Null before the first. */
  newestStep(): string | null
}

/** A study with one video of half a minute, its clock a second later at each look. */
export function aCutStudy(deps = cutDependencies(), folder = '/study'): CutStudy {
  let seconds = 0
  const nowUtc = () => new Date(Date.UTC(2026, 0, 1) + (seconds += 1) * 1000).toISOString()
  const context = aContext({ folder, nowUtc })
  const { db, repositories, announced } = context
  const { videoId, clipId } = addLongVideo(db, DURATION_MS)
  const cuts = createCutService(context, deps)
  const raterId = addRater(db, 'AB')
  const say = (clip: number, text: string, span: readonly [number, number] | null = null): void => {
    const key = { clipId: clip, raterId, startMs: span?.[0] ?? null, endMs: span?.[1] ?? null }
    const content = { text, origin: 'typed', synthetic: false } as const
    repositories.captions.put(key, content, { nowUtc: context.nowUtc() })
  }
  const said = (clip: number | undefined) =>
    repositories.captions.list(clip ?? 0).map(({ startMs, text }) => [startMs, text])
  const edit = (step: CutEdit) => cuts.edit(videoId, step)
  const takeBack = (direction: 'undo' | 'redo') => {
    context.journal[direction](null)
    return cuts.state(videoId)
  }
  return {
    ...{ db, repositories, announced, videoId, clipId, cuts, say, said, edit },
    undo: () => takeBack('undo'),
    redo: () => takeBack('redo'),
    newestStep: () => context.journal.undoable(null).undo?.uid ?? null,
  }
}
