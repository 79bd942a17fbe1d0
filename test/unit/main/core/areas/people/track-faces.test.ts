import { expect, test } from 'vitest'
import { faceDistance } from '#core/faces/likeness.ts'
import { trackFaces } from '#core/areas/people/track-faces.ts'
import { likeness, observed } from '../../../../../helpers/made-faces.ts'
import type { MadeFace } from '../../../../../helpers/made-faces.ts'

const ann = likeness(0)
const ben = likeness(1)
const at = (x: number, like: Float32Array | null, size = 100): MadeFace => ({ x, like, size })
const repeated = (count: number, faces: readonly MadeFace[]) => Array.from({ length: count }, () => faces)

/** First x, last x and number of looks of each track, in order of time. */
const tracksOf = (looks: readonly (readonly MadeFace[])[]) =>
  trackFaces([observed(looks)]).map(({ times, boxes }) => [boxes[0], boxes.at(-5), times.length])

test('a face that moves is one track, and its likeness the mean direction', () => {
  const looks = [0, 30, 60, 90].map((x, i) => [at(x, likeness(0, i % 2 === 0 ? 0 : 0.2))])
  const [track, ...others] = trackFaces([observed(looks)])
  expect(others).toEqual([])
  expect(track?.times).toEqual(Float64Array.of(0, 200, 400, 600))
  expect(Math.hypot(...(track?.embedding ?? []))).toBeCloseTo(1, 5)
  expect(faceDistance(track?.embedding ?? ann, ann)).toBeCloseTo(0.1, 2)
})

test('a track goes on from one stretch into the next', () => {
  const looks = repeated(3, [at(10, ann)])
  const tracks = trackFaces([observed(looks, 0), observed(looks, 600)])
  expect(tracks.map(({ times }) => times.length)).toEqual([6])
})

test('a video without faces has no tracks, and no video has none', () => {
  expect(trackFaces([observed([[], []])])).toEqual([])
  expect(trackFaces([])).toEqual([])
})

test('people who cross keep their own tracks', () => {
  const looks = Array.from({ length: 9 }, (_, i) => [at(100 + i * 40, ann), at(420 - i * 40, ben)])
  expect(tracksOf(looks)).toEqual([
    [100, 420, 9],
    [420, 100, 9],
  ])
})

test('people who cannot be known keep to their direction when they cross', () => {
  const looks = Array.from({ length: 9 }, (_, i) => [at(100 + i * 40, null), at(420 - i * 40, null)])
  expect(tracksOf(looks)).toEqual([
    [100, 420, 9],
    [420, 100, 9],
  ])
})

test('an unlike face in the same place is another track', () => {
  expect(tracksOf([...repeated(3, [at(10, ann)]), ...repeated(2, [at(10, ben)])])).toEqual([
    [10, 10, 3],
    [10, 10, 2],
  ])
})

test('faces that could not be known before an unlike one are nobody’s', () => {
  const tracks = trackFaces([observed([[at(10, ann)], [at(10, ann)], [at(10, null)], [at(10, ben)]])])
  expect(tracks.map(({ times, embedding }) => [times.length, embedding !== null])).toEqual([
    [2, true],
    [1, false],
    [1, true],
  ])
})

test('faces that could not be known before a like one are its own', () => {
  expect(tracksOf([[at(10, ann)], [at(10, null)], [at(10, null)], [at(10, ann)]])).toEqual([[10, 10, 4]])
})

test('a known face may be away for a second, one that is not known for half of that', () => {
  const gap = (count: number) => Array.from({ length: count }, () => [])
  expect(tracksOf([[at(10, ann)], ...gap(4), [at(30, ann)]])).toEqual([[10, 30, 2]])
  expect(tracksOf([[at(10, ann)], ...gap(9), [at(30, ann)]])).toHaveLength(2)
  expect(tracksOf([[at(10, null)], ...gap(2), [at(30, null)]])).toEqual([[10, 30, 2]])
  expect(tracksOf([[at(10, null)], ...gap(4), [at(30, null)]])).toHaveLength(2)
})

test('somebody else in its place ends a track for good', () => {
  const looks = [[at(10, ann)], [at(10, ben)], [at(10, ann)]]
  expect(tracksOf(looks)).toEqual([
    [10, 10, 1],
    [10, 10, 1],
    [10, 10, 1],
  ])
})

test('a cut ends tracks: the same face is elsewhere or of another size', () => {
  expect(tracksOf([[at(10, ann)], [at(700, ann)]])).toHaveLength(2)
  expect(tracksOf([[at(10, ann, 100)], [at(10, ann, 200)]])).toHaveLength(2)
})
