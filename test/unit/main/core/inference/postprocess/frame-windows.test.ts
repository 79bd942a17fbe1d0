import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  needsSlot,
  planWindows,
  randomStart,
  windowOf,
  type FrameWindow,
  type WindowStep,
} from '#core/inference/postprocess/frame-windows.ts'

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i)

/** `20..30` up, `14..12` down, `7` alone; each written out. */
function frames(...parts: string[]): number[] {
  return parts.flatMap((part) => {
    const [from = 0, to = from] = part.split('..').map(Number)
    return from <= to ? range(from, to + 1) : range(to, from + 1).reverse()
  })
}

describe('a window', () => {
  // What EmoCLIP's RandomSequence(clip_len=32) gives for this start, computed with numpy 1.24.
  it.each([
    { n: 1, start: 0, expected: Array<number>(32).fill(0) },
    { n: 1, start: 1, expected: Array<number>(32).fill(0) },
    { n: 5, start: 0, expected: frames('0..4', '0..4', '3..0', '4..0', '1..4', '0..4', '3..0') },
    { n: 5, start: 3, expected: frames('3..4', '0..4', '3..0', '4..3', '4', '0..4', '3..0', '4..3', '4', '0..4', '3') }, // prettier-ignore
    { n: 5, start: 5, expected: frames('0..4', '3..0', '1..4', '3..0', '1..4', '3..0', '1..4', '3..1') },
    { n: 15, start: 0, expected: frames('0..14', '0..14', '13..12') },
    { n: 15, start: 9, expected: frames('9..14', '0..14', '13..3') },
    { n: 16, start: 0, expected: frames('0..15', '0..15') },
    { n: 16, start: 1, expected: frames('1..15', '0..15', '14') },
    { n: 31, start: 0, expected: frames('0..30', '0') },
    { n: 31, start: 20, expected: frames('20..30', '0..20') },
    { n: 32, start: 0, expected: frames('0..31') },
    { n: 32, start: 32, expected: frames('0..31') },
    { n: 33, start: 0, expected: frames('0..31') },
    { n: 33, start: 1, expected: frames('1..32') },
    { n: 33, start: 2, expected: frames('2..32', '0') },
    { n: 64, start: 0, expected: frames('0..31') },
    { n: 64, start: 40, expected: frames('40..63', '0..7') },
    { n: 64, start: 64, expected: frames('0..31') },
    { n: 129, start: 0, expected: frames('0..31') },
    { n: 129, start: 97, expected: frames('97..128') },
  ])('of 32 from frame $start of $n is what the official loader gives', ({ n, start, expected }) => {
    expect(expected).toHaveLength(32)
    expect(windowOf(n, 32, start)).toEqual(expected)
  })

  it('of a clip without a frame is an error', () => {
    expect(() => windowOf(0, 32)).toThrow(RangeError)
  })

  it('has its length, only frames of the clip, and each of them where there is room', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 90 }),
        fc.integer({ min: 1, max: 40 }),
        fc.nat(),
        (n, length, any) => {
          const found = windowOf(n, length, any % (n + 1))
          expect(found).toHaveLength(length)
          expect(found.every((frame) => frame >= 0 && frame < n)).toBe(true)
          expect(new Set(found).size).toBe(Math.min(n, length))
        },
      ),
    )
  })
})

describe('a random start', () => {
  it('is the same for the same seed, and any from 0 to n, n included', () => {
    const starts = range(0, 2000).map((seed) => randomStart(4, seed))
    expect(starts).toEqual(range(0, 2000).map((seed) => randomStart(4, seed)))
    const counts = range(0, 5).map((start) => starts.filter((found) => found === start).length)
    expect(counts.reduce((sum, count) => sum + count)).toBe(2000)
    for (const count of counts) expect(Math.abs(count - 400)).toBeLessThan(80)
  })
})

describe('the windows of a clip', () => {
  const faces = (pattern: string): boolean[] => [...pattern].map((sign) => sign === 'x')
  const plan = (pattern: string, length: number, stride: number): FrameWindow[] =>
    planWindows(faces(pattern), { length, stride })

  it('follow each other, the last one filled up from itself', () => {
    expect(plan('xxxxxxxxxx', 4, 4)).toEqual([
      { from: 0, to: 4, frames: [0, 1, 2, 3] },
      { from: 4, to: 8, frames: [4, 5, 6, 7] },
      { from: 8, to: 10, frames: [8, 9, 8, 9] },
    ])
  })

  it('overlap by a stride below the length, without a last one that sees nothing new', () => {
    expect(plan('xxxxxx', 4, 2).map(({ from, to }) => [from, to])).toEqual([
      [0, 4],
      [2, 6],
    ])
    expect(plan('xxxxxxx', 4, 2).map(({ from, to }) => [from, to])).toEqual([
      [0, 4],
      [2, 6],
      [4, 7],
    ])
  })

  it('lie apart by a stride above the length', () => {
    expect(plan('xx---xxxx', 2, 5)).toEqual([
      { from: 0, to: 2, frames: [0, 1] },
      { from: 5, to: 7, frames: [2, 3] },
    ])
    expect(range(0, 9).filter((slot) => needsSlot(slot, { length: 2, stride: 5 }))).toEqual([0, 1, 5, 6])
  })

  it('hold the frames with a face, and are left out where there is none', () => {
    expect(plan('x-x-----xx-x', 4, 4)).toEqual([
      { from: 0, to: 4, frames: [0, 1, 0, 1] },
      { from: 8, to: 12, frames: [2, 3, 4, 2] },
    ])
    expect(plan('--------', 4, 4)).toEqual([])
    expect(plan('', 4, 4)).toEqual([])
  })

  it('are one when the clip is shorter than a window, and the plain rule then', () => {
    expect(plan('xxxxx', 32, 16)).toEqual([{ from: 0, to: 5, frames: windowOf(5, 32) }])
  })

  it('cover every frame that is needed, and give each net just its faces', () => {
    const steps: fc.Arbitrary<WindowStep> = fc.record({
      length: fc.integer({ min: 1, max: 12 }),
      stride: fc.integer({ min: 1, max: 15 }),
    })
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 60 }), steps, (looked, step) => {
        const hasFace = looked.map((face, slot) => face && needsSlot(slot, step))
        const windows = planWindows(hasFace, step)
        const rows = range(0, hasFace.length).filter((slot) => hasFace[slot])
        const shown = windows.flatMap(({ from, to, frames: given }) => {
          const slots = given.map((row) => rows[row] ?? -1)
          expect(slots).toHaveLength(step.length)
          expect(from % step.stride).toBe(0)
          expect(slots.every((slot) => slot >= from && slot < to)).toBe(true)
          return slots
        })
        expect([...new Set(shown)].sort((a, b) => a - b)).toEqual(rows)
        if (step.stride <= step.length) {
          const ends = windows.map(({ to }) => to)
          expect(new Set(ends).size).toBe(ends.length)
        }
      }),
    )
  })
})
