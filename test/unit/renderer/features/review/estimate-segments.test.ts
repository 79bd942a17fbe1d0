import { describe, expect, it } from 'vitest'
import type { Prediction, SampledFrame } from '../../../../../src-shared/domain/prediction.ts'
import {
  classSegments,
  estimateSegments,
} from '../../../../../src-renderer/features/review/estimate-segments.ts'

const face = { x: 0, y: 0, width: 1, height: 1, confidence: 1 }
const frame = (timeMs: number, probabilities: number[] | null): SampledFrame => ({
  timeMs,
  face: probabilities === null ? null : face,
  probabilities,
})
const clip = { startMs: 0, endMs: 4000 }

describe('classSegments', () => {
  it('joins neighbours with one leading class and parts them where no face was found', () => {
    const frames = [frame(0, [0.9, 0.1]), frame(1000, [0.7, 0.3]), frame(2000, null), frame(3000, [0.2, 0.8])]
    expect(classSegments(frames, ['sad', 'happy'], clip)).toEqual([
      { startMs: 0, endMs: 1500, label: 'sad', probability: 0.8 },
      { startMs: 1500, endMs: 2500, label: null, probability: 0 },
      { startMs: 2500, endMs: 4000, label: 'happy', probability: 0.8 },
    ])
  })
})

describe('estimateSegments', () => {
  const frames = [frame(0, null), frame(1000, null), frame(2000, null), frame(3000, null)]
  const prediction = {
    labels: ['sad', 'happy'],
    frames: frames.map((known) => ({ ...known, face })),
  } as Prediction

  it('keeps windows apart, also where one class leads twice, and names the window in its title', () => {
    const windows = [
      { startMs: 0, endMs: 1000, probabilities: [0.9, 0.1] },
      { startMs: 2000, endMs: 3000, probabilities: [0.7, 0.3] },
    ]
    const segments = estimateSegments({ ...prediction, windows }, clip)
    expect(segments.map(({ startMs, endMs, label }) => [startMs, endMs, label])).toEqual([
      [0, 1500, 'sad'],
      [1500, 4000, 'sad'],
    ])
    expect(segments[1]?.title).toBe(
      'sad leads in the window of 2 frames from 02.0 to 03.0 s (estimate, 70 %)',
    )
  })

  it('joins frames of packs that read each on its own', () => {
    const own = { ...prediction, frames: [frame(0, [0.9, 0.1]), frame(1000, [0.7, 0.3])], windows: null }
    expect(estimateSegments(own, clip).map((segment) => segment.title)).toEqual([
      'sad leads from 00.0 to 04.0 s (estimate, 80 % on average)',
    ])
  })
})
