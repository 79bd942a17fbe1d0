import { describe, expect, it } from 'vitest'
import { edgeLimits, edgeStep, frameBeside, movedEdge } from '../../../../src-renderer/timeline/edges.ts'
import type { TimelineItem } from '../../../../src-renderer/timeline/lanes.ts'
import { upTo } from '../../../helpers/up-to.ts'

let lastId = 0
function anItem(startMs: number, endMs: number): TimelineItem {
  lastId += 1
  return { id: lastId, startMs, endMs }
}

it('edges are moved up to their neighbours, unless they overlap already', () => {
  const items = [anItem(0, 100), anItem(150, 300), anItem(280, 400)]
  expect(edgeLimits(items, items[1]?.id ?? 0, upTo(500))).toEqual({ startMs: 100, endMs: 500 })
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

describe('an arrow key on an edge', () => {
  const timesMs = Float64Array.from({ length: 25 }, (_, frame) => frame * 40)
  const rules = { timesMs, limits: upTo(1000), durationMs: 1000 }
  const span = { startMs: 200, endMs: 1000 }

  it('goes by one frame, from the end of the video to the start of its last', () => {
    expect(edgeStep(span, { edge: 'start', direction: 1 }, rules)).toBe(240)
    expect(edgeStep(span, { edge: 'start', direction: -1 }, rules)).toBe(160)
    expect(edgeStep(span, { edge: 'end', direction: -1 }, rules)).toBe(960)
  })

  it('goes by a length of time where one is given', () => {
    expect(edgeStep(span, { edge: 'end', direction: -1, jumpMs: 500 }, rules)).toBe(500)
  })

  it('shows the frame inside the span beside the edge', () => {
    expect([frameBeside('start', span, timesMs), frameBeside('end', span, timesMs)]).toEqual([200, 960])
  })
})
