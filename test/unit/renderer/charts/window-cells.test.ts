import { describe, expect, it } from 'vitest'
import type { PredictedWindow, SampledFrame } from '../../../../src-shared/domain/prediction.ts'
import { windowAt, windowCells, windowsText } from '../../../../src-renderer/charts/window-cells.ts'

const face = { x: 0, y: 0, width: 1, height: 1, confidence: 1 }
/** Frames at 0, 100, … ms; those named have no face. */
const framesOf = (count: number, faceless: readonly number[] = []): SampledFrame[] =>
  Array.from({ length: count }, (_, index) => ({
    timeMs: index * 100,
    face: faceless.includes(index) ? null : face,
    probabilities: null,
  }))
/** From one frame to another, both included. */
const windowOf = (from: number, to: number): PredictedWindow => ({
  startMs: from * 100,
  endMs: to * 100,
  probabilities: [1, 0],
})
const spans = (cells: readonly { startMs: number; endMs: number }[]): number[][] =>
  cells.map(({ startMs, endMs }) => [startMs, endMs])

describe('windowCells', () => {
  it('meet halfway between the frames of neighbours and fill the clip', () => {
    const cells = windowCells([windowOf(0, 3), windowOf(4, 7)], framesOf(8), { startMs: 0, endMs: 800 })
    expect(spans(cells)).toEqual([
      [0, 350],
      [350, 800],
    ])
    expect(cells.map((cell) => cell.isJoined)).toEqual([false, true])
  })

  it('share an overlap in halves', () => {
    const cells = windowCells([windowOf(0, 3), windowOf(2, 5)], framesOf(6), { startMs: 0, endMs: 600 })
    expect(spans(cells)).toEqual([
      [0, 250],
      [250, 600],
    ])
  })

  it('leave open what a window that was left out would have covered', () => {
    const frames = framesOf(6, [2, 3])
    const cells = windowCells([windowOf(0, 1), windowOf(4, 5)], frames, { startMs: 0, endMs: 600 })
    expect(spans(cells)).toEqual([
      [0, 150],
      [350, 600],
    ])
    expect(cells[1]?.isJoined).toBe(false)
    expect(windowAt(cells, 250)).toBeNull()
  })

  it('count the frames that they cover, and those with a face', () => {
    const [cell] = windowCells([windowOf(0, 3)], framesOf(4, [1]), { startMs: 0, endMs: 400 })
    expect([cell?.frames, cell?.faces]).toEqual([4, 3])
  })
})

describe('windowAt', () => {
  it('finds the window of a time, to the last moment of the clip', () => {
    const cells = windowCells([windowOf(0, 3), windowOf(4, 7)], framesOf(8), { startMs: 0, endMs: 800 })
    expect([0, 349, 350, 800].map((time) => cells.indexOf(windowAt(cells, time)!))).toEqual([0, 0, 1, 1])
    expect(windowAt(cells, 801)).toBeNull()
  })
})

describe('windowsText', () => {
  const textOf = (windows: readonly PredictedWindow[], count: number): string =>
    windowsText(windowCells(windows, framesOf(count), { startMs: 0, endMs: count * 100 }))

  it.each([
    ['1 window of 3 frames', [windowOf(0, 2)]],
    ['2 windows of 4 frames', [windowOf(0, 3), windowOf(4, 7)]],
    ['2 windows of up to 5 frames', [windowOf(0, 4), windowOf(5, 7)]],
  ])('says %s', (text, windows) => {
    expect(textOf(windows, 8)).toBe(text)
  })
})
