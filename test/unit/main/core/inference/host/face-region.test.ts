import fc from 'fast-check'
import { expect, test } from 'vitest'
import { boxAt } from '#core/faces/subject-path.ts'
import type { ClipSource } from '#core/inference/host/client.ts'
import { faceRegion } from '#core/inference/host/face-region.ts'
import { growBox, squareAround } from '#shared/geometry/box.ts'

const picture = { width: 1000, height: 500 }
const REACH = 0.5

/** A path with a point every 200 ms; NaN where nobody is. */
function clipOf(
  faces: readonly (readonly number[])[],
  [startMs, endMs]: readonly [number, number],
): ClipSource {
  const times = Float64Array.from(faces, (_, index) => index * 200)
  const boxes = Float32Array.from(faces.flatMap((face) => [...face, face.some(Number.isNaN) ? NaN : 1]))
  return { ...{ clipId: 1, file: 'a', fps: 25, startMs, endMs }, subject: { times, boxes } }
}

test('the square around a face, and as much more of it', () => {
  const face = [0.25, 0.25, 0.0625, 0.125]
  const clip = clipOf([face, face, face], [0, 400])
  // 250, 125 and 62.5 wide: grown by half of that.
  expect(faceRegion([clip], REACH)(picture)).toEqual({ x: 234.375, y: 109.375, width: 93.75, height: 93.75 })
})

test('nobody is seen: any part will do', () => {
  const nobody = [NaN, NaN, NaN, NaN]
  for (const faces of [[], [nobody, nobody]]) {
    expect(faceRegion([clipOf(faces, [0, 400])], REACH)(picture)).toEqual({ x: 0, y: 0, width: 1, height: 1 })
  }
})

test('a face elsewhere in the video takes no part', () => {
  const near = [0.25, 0.25, 0.125, 0.25]
  const far = [0.75, 0.25, 0.125, 0.25]
  const faces = Array.from({ length: 60 }, (_, index) => (index < 20 ? near : far))
  const only = faceRegion([clipOf(faces, [0, 2000])], 0)(picture)
  expect(only).toEqual({ x: 250, y: 125, width: 125, height: 125 })
  const both = faceRegion([clipOf(faces, [0, 2000]), clipOf(faces, [8000, 9000])], 0)(picture)
  expect(both).toEqual({ x: 250, y: 125, width: 625, height: 125 })
})

const share = fc.double({ min: 0, max: 0.5, noNaN: true })
const aFace = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(share, share, fc.double({ min: 0.02, max: 0.4, noNaN: true }), share) },
  { weight: 1, arbitrary: fc.constant([NaN, NaN, NaN, NaN]) },
)

test('whatever the path, all that is looked at in the clips lies within', () => {
  fc.assert(
    fc.property(
      fc.array(aFace, { maxLength: 30 }),
      fc.nat(3000),
      fc.integer({ min: 1, max: 3000 }),
      (faces, startMs, lengthMs) => {
        const clip = clipOf(faces, [startMs, startMs + lengthMs])
        const region = faceRegion([clip], REACH)(picture)
        for (let timeMs = startMs; timeMs < clip.endMs; timeMs += 37) {
          const seen = boxAt(clip.subject, timeMs)
          if (seen === null) continue
          const [x, y] = [seen.x * 1000, seen.y * 500]
          const looked = growBox(
            squareAround({ x, y, width: seen.width * 1000, height: seen.height * 500 }),
            REACH,
          )
          expect(looked.x).toBeGreaterThan(region.x - 0.01)
          expect(looked.y).toBeGreaterThan(region.y - 0.01)
          expect(looked.x + looked.width).toBeLessThan(region.x + region.width + 0.01)
          expect(looked.y + looked.height).toBeLessThan(region.y + region.height + 0.01)
        }
      },
    ),
  )
})
