import { describe, expect, it } from 'vitest'
import type { SampledFrame } from '../../../../src-shared/domain/prediction.ts'
import {
  formatSeconds,
  frameCells,
  noFaceSentence,
  noFaceSpans,
} from '../../../../src-renderer/charts/face-coverage.ts'

const face = { x: 0, y: 0, width: 1, height: 1, confidence: 1 }

/** `f` a frame with a face, `.` one without; one a second from `fromMs`. */
function frames(pattern: string, fromMs = 0): SampledFrame[] {
  return [...pattern].map((sign, index) => ({
    timeMs: fromMs + index * 1000,
    face: sign === 'f' ? face : null,
    probabilities: sign === 'f' ? [1] : null,
  }))
}

const clip = { startMs: 0, endMs: 5000 }

describe('frameCells', () => {
  it('lets the cells cover the clip without gap or overlap', () => {
    expect(frameCells(frames('fff'), clip).map(({ startMs, endMs }) => [startMs, endMs])).toEqual([
      [0, 500],
      [500, 1500],
      [1500, 5000],
    ])
  })
})

describe('noFaceSpans', () => {
  it('joins neighbouring frames without a face and keeps separate stretches apart', () => {
    expect(noFaceSpans(frames('f..f.'), clip)).toEqual([
      { startMs: 500, endMs: 2500 },
      { startMs: 3500, endMs: 5000 },
    ])
  })

  it('finds nothing when every frame has a face', () => {
    expect(noFaceSpans(frames('fffff'), clip)).toEqual([])
  })
})

describe('noFaceSentence', () => {
  it('is silent when a face was always found', () => {
    expect(noFaceSentence(frames('ff'), clip)).toBeNull()
  })

  it('names the stretch in seconds of the video', () => {
    const late = { startMs: 7000, endMs: 12_000 }
    expect(noFaceSentence(frames('f.fff', 7000), late)).toBe(
      'The patient’s face is not seen between 07.5 and 08.5 s.',
    )
  })

  it('joins two stretches with "and"', () => {
    expect(noFaceSentence(frames('.f.ff'), clip)).toBe(
      'The patient’s face is not seen between 00.0 and 00.5 s and between 01.5 and 02.5 s.',
    )
  })

  it('counts the stretches after the third', () => {
    expect(noFaceSentence(frames('.f.f.f.f.'), { startMs: 0, endMs: 9000 })).toMatch(
      /and in 2 more stretches\.$/,
    )
  })

  it('says that nothing can be predicted when no frame had a face', () => {
    expect(noFaceSentence(frames('...'), clip)).toMatch(/^The patient’s face is not seen anywhere/)
  })
})

it.each([
  [0, '00.0'],
  [7340, '07.3'],
  [59_990, '1:00.0'],
  [67_300, '1:07.3'],
])('prints %d ms as %s', (timeMs, text) => {
  expect(formatSeconds(timeMs)).toBe(text)
})
