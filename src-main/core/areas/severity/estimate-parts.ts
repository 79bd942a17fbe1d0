import type { ClipPart, EstimateSum, MomentPart, PromptPart } from '#shared/domain/estimate-parts.ts'
import { applyLinear } from './linear.ts'
import { thresholdFor } from './moments.ts'
import type { ClipMoments } from './moments.ts'

export interface TimedMoments extends ClipMoments {
  /** Start and end of each moment in ms of the player: Float64[moments x 2]. */
  readonly spans: Float64Array
}

/** A clip that the features of a session were made of. */
export interface SeenClip {
  readonly clipId: number
  /** Float64[dim] or Float32[dim]; null where the features are made of moments alone. */
  readonly mean: Float32Array | null
  readonly moments: TimedMoments
}

export interface LinearModel {
  /** On raw features, then the intercept: Float64[dim + 1]. */
  readonly weights: Float64Array
  /** Mean features of the visits that it was fitted to: Float64[dim]. */
  readonly origin: Float64Array
}

type Parts = Pick<EstimateSum, 'uncut' | 'base' | 'clips' | 'prompts' | 'spread'>

/** Moments nearer than this are told as one, in ms. */
const SHORTEST_MS = 1000

/** Float64[dim]: the mean of rows of equal length. */
export function meanOfRows(rows: readonly Float64Array[]): Float64Array {
  const sum = new Float64Array(rows[0]?.length ?? 0)
  for (const row of rows) {
    for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] ?? 0) + (row[i] ?? NaN)
  }
  return sum.map((value) => value / rows.length)
}

/** Weights times what values differ by from the origin; both from the given feature on. */
function along(
  { weights, origin }: LinearModel,
  values: ArrayLike<number>,
  { from, count }: { readonly from: number; readonly count: number },
): number {
  let sum = 0
  for (let i = 0; i < count; i++) {
    sum += (weights[from + i] ?? NaN) * ((values[i] ?? NaN) - (origin[from + i] ?? NaN))
  }
  return sum
}

/** Moments that begin within the same second are told as one, their points added. */
function bySecond(spans: Float64Array, points: readonly number[]): MomentPart[] {
  const merged: MomentPart[] = []
  points.forEach((value, place) => {
    const [startMs = NaN, endMs = NaN] = spans.subarray(place * 2)
    const last = merged.at(-1)
    if (last !== undefined && startMs - last.startMs < SHORTEST_MS) {
      merged[merged.length - 1] = {
        startMs: last.startMs,
        endMs: Math.max(last.endMs, endMs),
        points: last.points + value,
      }
    } else merged.push({ startMs, endMs, points: value })
  })
  return merged
}

function rowsOf({ width, values }: ClipMoments): (Float32Array | Float64Array)[] {
  return Array.from({ length: values.length / width }, (_, row) =>
    values.subarray(row * width, (row + 1) * width),
  )
}

/**
 * A clip's points go to its moments by how far each lies from the mean of them, so that rounding of the stored mean of the clip is shared
 * alike and they add up all the same.
 */
function momentsOfMean(
  model: LinearModel,
  { moments }: SeenClip,
  { points, share }: { points: number; share: number },
) {
  const rows = rowsOf(moments)
  const all = { from: 0, count: moments.width }
  const raw = rows.map((row) => along(model, row, all))
  const middle = raw.reduce((sum, value) => sum + value, 0) / raw.length
  return bySecond(
    moments.spans,
    raw.map((value) => ((value - middle) * share) / raw.length + points / raw.length),
  )
}

/** Of a session whose first features are the mean over its clips; more features are their spread. */
function partsOfMean(model: LinearModel, values: Float64Array, clips: readonly SeenClip[]): Parts {
  const used = clips.filter(({ mean }) => mean !== null)
  const dim = used[0]?.mean?.length ?? 0
  const share = 1 / used.length
  const rest = { from: dim, count: values.length - dim }
  return {
    ...endsOf(model, values),
    clips: used.map((clip): ClipPart => {
      const points = along(model, clip.mean ?? [], { from: 0, count: dim }) * share
      return { clipId: clip.clipId, points, moments: momentsOfMean(model, clip, { points, share }) }
    }),
    prompts: [],
    spread: rest.count === 0 ? null : along(model, values.subarray(dim), rest),
  }
}

function endsOf({ weights, origin }: LinearModel, values: Float64Array): Pick<Parts, 'uncut' | 'base'> {
  return { uncut: applyLinear(weights, values), base: applyLinear(weights, origin) }
}

/** Of a session whose features are, for each prompt, the share of all its moments in which it is likely. */
function partsOfPrompts(
  model: LinearModel,
  values: Float64Array,
  { clips, labels }: { readonly clips: readonly SeenClip[]; readonly labels: readonly string[] },
): Parts {
  const threshold = thresholdFor(labels.length)
  const all = { from: 0, count: labels.length }
  const count = clips.reduce((sum, { moments }) => sum + moments.values.length / moments.width, 0)
  return {
    ...endsOf(model, values),
    clips: clips.map(({ clipId, moments }): ClipPart => {
      const points = rowsOf(moments).map(
        (row) =>
          along(
            model,
            Array.from(row, (value) => (value > threshold ? 1 : 0)),
            all,
          ) / count,
      )
      return {
        clipId,
        points: points.reduce((sum, value) => sum + value, 0),
        moments: bySecond(moments.spans, points),
      }
    }),
    prompts: labels.map((label, place): PromptPart => {
      const [share, usualShare] = [values[place] ?? NaN, model.origin[place] ?? NaN]
      return { label, share, usualShare, points: (model.weights[place] ?? NaN) * (share - usualShare) }
    }),
    spread: null,
  }
}

/**
 * What a linear head says of a session, as parts that add up: of its clips and their moments, and of prompts where `labels` are given.
 * `values` are the features that were made of just these clips.
 */
export function partsOf(
  model: LinearModel,
  {
    values,
    clips,
    labels,
  }: {
    readonly values: Float64Array
    readonly clips: readonly SeenClip[]
    readonly labels: readonly string[] | null
  },
): Parts {
  const seen = clips.filter(({ moments }) => moments.values.length > 0)
  return labels === null
    ? partsOfMean(model, values, seen)
    : partsOfPrompts(model, values, { clips: seen, labels })
}
