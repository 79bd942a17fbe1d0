import { expect, test } from 'vitest'
import { boxAt } from '#core/faces/subject-path.ts'
import type { SubjectPath } from '#core/faces/types.ts'
import { subjectKey, subjectWithin, trackWithin } from '#core/areas/people/subject-within.ts'

/** Ten points, a fifth of a second apart, the fifth of which says that nobody knows. */
const path: SubjectPath = {
  times: Float64Array.from({ length: 10 }, (_, i) => i * 200),
  boxes: Float32Array.from({ length: 50 }, (_, at) => (Math.floor(at / 5) === 4 ? NaN : at / 64)),
}

test.each([
  [0, 2000],
  [100, 900],
  [400, 800],
  [410, 420],
  [1500, 5000],
  [3000, 5000],
])('a clip from %d to %d ms sees the same of its part as of the whole', (startMs, endMs) => {
  const part = subjectWithin(path, { startMs, endMs })
  for (let timeMs = startMs; timeMs < endMs; timeMs += 7)
    expect(boxAt(part, timeMs)).toEqual(boxAt(path, timeMs))
})

test('a part holds one point before and after the clip, and none further away', () => {
  expect(Array.from(subjectWithin(path, { startMs: 500, endMs: 900 }).times)).toEqual([400, 600, 800, 1000])
  expect(Array.from(subjectWithin(path, { startMs: 600, endMs: 1000 }).times)).toEqual([400, 600, 800, 1000])
})

test('the key is another for another place, another time or another span, and the same for the same', () => {
  const span = { startMs: 0, endMs: 1000 }
  const moved = { ...path, boxes: path.boxes.map((value, at) => (at === 7 ? value + 0.01 : value)) }
  const late = { ...path, times: path.times.map((timeMs) => timeMs + 1) }
  const keys = [
    subjectKey(path, span),
    subjectKey(moved, span),
    subjectKey(late, span),
    subjectKey(path, { ...span, endMs: 1001 }),
    subjectKey({ times: new Float64Array(0), boxes: new Float32Array(0) }, span),
  ]
  expect(new Set(keys).size).toBe(keys.length)
  expect(subjectKey({ times: path.times.slice(), boxes: path.boxes.slice() }, span)).toBe(keys[0])
})

test('the frames of a track in a clip keep their boxes and measures', () => {
  const track = {
    videoId: 1,
    times: Float64Array.of(0, 200, 400, 600),
    boxes: Float32Array.from({ length: 20 }, (_, at) => Math.floor(at / 5)),
    measures: Float32Array.from({ length: 24 }, (_, at) => Math.floor(at / 6)),
    embedding: null,
  }
  const part = trackWithin(track, { startMs: 200, endMs: 600 })
  expect(Array.from(part.times)).toEqual([200, 400])
  expect(Array.from(part.boxes)).toEqual([1, 1, 1, 1, 1, 2, 2, 2, 2, 2])
  expect(Array.from(part.measures)).toEqual([1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2])
  expect(trackWithin(track, { startMs: 700, endMs: 900 }).times).toHaveLength(0)
})
