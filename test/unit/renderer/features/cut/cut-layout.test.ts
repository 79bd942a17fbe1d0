import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CutClip } from '../../../../../src-shared/domain/cut.ts'
import {
  bareStretches,
  clampView,
  clipLanes,
  columnLevels,
  gapAround,
  movedEdge,
  revealTime,
  rulerMarks,
  sheetPlace,
  tilePlaces,
  toMs,
  toPx,
  trimLimits,
  zoomView,
} from '../../../../../src-renderer/features/cut/cut-layout.ts'

const hourMs = 3_600_000
let lastId = 0
function aClip(startMs: number, endMs: number): CutClip {
  lastId += 1
  return { id: lastId, startMs, endMs, origin: 'hand', excluded: false, captioned: false }
}

describe('the view on the video', () => {
  it('stays within the video and is never shorter than two seconds', () => {
    expect(clampView({ startMs: -500, endMs: 9500 }, hourMs)).toEqual({ startMs: 0, endMs: 10_000 })
    expect(clampView({ startMs: hourMs - 10, endMs: hourMs + 90 }, hourMs)).toEqual({
      startMs: hourMs - 2000,
      endMs: hourMs,
    })
    expect(clampView({ startMs: 100, endMs: 200 }, 900)).toEqual({ startMs: 0, endMs: 900 })
  })

  it('keeps the time under the pointer where it is while zooming', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.2, max: 4, noNaN: true }),
        fc.double({ min: 0.1, max: 0.9, noNaN: true }),
        (factor, share) => {
          const view = { startMs: 1_000_000, endMs: 1_060_000 }
          const aroundMs = view.startMs + share * 60_000
          const zoomed = zoomView(view, { factor, aroundMs }, hourMs)
          expect(toPx(aroundMs, zoomed, 1000)).toBeCloseTo(share * 1000, 3)
        },
      ),
    )
  })

  it('turns over to a time that lies outside, and only then', () => {
    const view = { startMs: 0, endMs: 60_000 }
    expect(revealTime(view, 59_999, hourMs)).toBe(view)
    expect(revealTime(view, 60_000, hourMs)).toEqual({ startMs: 54_000, endMs: 114_000 })
  })

  it('gives the time back that lies at a place', () => {
    const view = { startMs: 250, endMs: 8250 }
    expect(toMs(toPx(4321, view, 733), view, 733)).toBeCloseTo(4321)
  })
})

describe('the pictures', () => {
  it('lie side by side and show the tile nearest to the middle of each slot', () => {
    const places = tilePlaces({ startMs: 0, endMs: 10_000 }, { width: 500, tileWidth: 100 }, 500)
    expect(places.map((place) => place.x)).toEqual([0, 100, 200, 300, 400])
    expect(places.map((place) => place.tile)).toEqual([2, 6, 10, 14, 18])
  })

  it('stay the same when the view moves on', () => {
    const size = { width: 500, tileWidth: 100 }
    const before = tilePlaces({ startMs: 4000, endMs: 14_000 }, size, 500)
    const after = tilePlaces({ startMs: 4500, endMs: 14_500 }, size, 500)
    expect(after[0]).toEqual({ x: -25, tile: before[0]?.tile })
  })

  it('are found row by row on their sheets', () => {
    expect(sheetPlace(123, { columns: 10, rows: 10 })).toEqual({ sheet: 1, index: 23, column: 3, row: 2 })
  })
})

describe('the sound', () => {
  const waveform = { stepMs: 100, peaks: Float32Array.of(0, 0.5, 1, 0.25) }

  it('tells the loudest and the mean of what lies under a column', () => {
    const { loudest, mean } = columnLevels(waveform, { startMs: 0, endMs: 400 }, 2)
    expect([[...loudest], [...mean]]).toEqual([
      [0.5, 1],
      [0.25, 0.625],
    ])
  })

  it('tells silence from what was not heard yet', () => {
    const { loudest } = columnLevels(waveform, { startMs: 0, endMs: 800 }, 4)
    expect([...loudest]).toEqual([0.5, 1, NaN, NaN])
  })
})

describe('clips', () => {
  it('lie in one row, and in more only where they overlap', () => {
    const apart = [aClip(0, 100), aClip(100, 200)]
    expect(clipLanes(apart).count).toBe(1)
    const overlapping = [aClip(0, 100), aClip(50, 150), aClip(100, 200)]
    const { lanes, count } = clipLanes(overlapping)
    expect([count, overlapping.map((clip) => lanes.get(clip.id))]).toEqual([2, [0, 1, 0]])
  })

  it('are trimmed up to their neighbours, unless they overlap already', () => {
    const clips = [aClip(0, 100), aClip(150, 300), aClip(280, 400)]
    expect(trimLimits(clips, clips[1]?.id ?? 0, 500)).toEqual({ startMs: 100, endMs: 500 })
  })

  it('leave gaps, of which one around a time is found', () => {
    const clips = [aClip(100, 200), aClip(300, 400)]
    expect(gapAround(clips, 250, 500)).toEqual({ startMs: 200, endMs: 300 })
    expect(gapAround(clips, 450, 500)).toEqual({ startMs: 400, endMs: 500 })
    expect(gapAround(clips, 100, 500)).toBeNull()
    expect(gapAround(clips, 200, 500)).not.toBeNull()
  })

  it('leave bare what none of them covers', () => {
    expect(bareStretches([aClip(100, 300), aClip(150, 200)], { startMs: 50, endMs: 400 })).toEqual([
      { startMs: 50, endMs: 100 },
      { startMs: 300, endMs: 400 },
    ])
  })
})

describe('an edge that is moved', () => {
  const timesMs = Float64Array.from({ length: 25 }, (_, frame) => frame * 40)
  const video = { timesMs, limits: { startMs: 80, endMs: 1000 }, durationMs: 1000 }
  const clip = { startMs: 200, endMs: 400 }

  it('stops at starts of frames and at the end of the video', () => {
    expect(movedEdge(clip, { edge: 'start', timeMs: 255 }, video)).toEqual({ startMs: 240, endMs: 400 })
    expect(movedEdge(clip, { edge: 'end', timeMs: 995 }, video)).toEqual({ startMs: 200, endMs: 1000 })
  })

  it('stops at the neighbour and leaves one frame', () => {
    expect(movedEdge(clip, { edge: 'start', timeMs: 0 }, video).startMs).toBe(80)
    expect(movedEdge(clip, { edge: 'start', timeMs: 900 }, video).startMs).toBe(360)
    expect(movedEdge(clip, { edge: 'end', timeMs: 0 }, video).endMs).toBe(240)
  })
})

it('marks the ruler at round times, as many as fit', () => {
  expect(rulerMarks({ startMs: 7300, endMs: 67_300 }, 8)).toEqual([
    10_000, 20_000, 30_000, 40_000, 50_000, 60_000,
  ])
})
