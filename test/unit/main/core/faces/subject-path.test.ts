import { expect, test } from 'vitest'
import { boxAt, subjectPath } from '#core/faces/subject-path.ts'
import { aTrack, looksFrom } from '../../../../helpers/made-faces.ts'

const picture = { width: 1000, height: 500 }
const boxes = (xs: readonly number[], size = 100) => xs.map((x) => [x, 200, size, size, 0.9])
const moving = (times: readonly number[], xs: readonly number[]) => aTrack({ times, boxes: boxes(xs) })

test('boxes are shares of the picture, and between two looks in between', () => {
  const path = subjectPath([moving([0, 200], [100, 120])], picture)
  expect(boxAt(path, 0)?.x).toBeCloseTo(0.1, 6)
  expect(boxAt(path, 50)?.x).toBeCloseTo(0.105, 6)
  expect(boxAt(path, 200)).toMatchObject({
    y: expect.closeTo(0.4, 6) as number,
    height: expect.closeTo(0.2, 6) as number,
  })
  expect(boxAt(path, 200)?.confidence).toBeCloseTo(0.9, 6)
})

test('nobody knows before the first look, after the last, or without any', () => {
  const path = subjectPath([moving([200, 400], [100, 100])], picture)
  expect(boxAt(path, 199)).toBeNull()
  expect(boxAt(path, 401)).toBeNull()
  expect(boxAt(subjectPath([], picture), 0)).toBeNull()
})

test('a gap of more than a second is not bridged', () => {
  const path = subjectPath([moving([0, 200, 1200, 2300], [100, 100, 100, 100])], picture)
  expect(boxAt(path, 700)).not.toBeNull()
  expect(boxAt(path, 1700)).toBeNull()
  expect(boxAt(path, 2300)).not.toBeNull()
})

test('between two tracks nobody knows, however short the time: somebody else may have been there', () => {
  const path = subjectPath([moving([0, 200], [100, 100]), moving([400, 600], [100, 100])], picture)
  expect(boxAt(path, 200)).not.toBeNull()
  expect(boxAt(path, 300)).toBeNull()
  expect(boxAt(path, 390)).toBeNull()
  expect(boxAt(path, 400)).not.toBeNull()
})

test('a jump within a track is a cut: nothing is smoothed or drawn across it', () => {
  const path = subjectPath([moving([0, 200, 400, 600], [100, 100, 700, 700])], picture)
  expect(boxAt(path, 200)?.x).toBeCloseTo(0.1, 6)
  expect(boxAt(path, 300)).toBeNull()
  expect(boxAt(path, 400)?.x).toBeCloseTo(0.7, 6)
})

test('a change of size within a track is a cut as well', () => {
  const track = aTrack({ times: [0, 200], boxes: [...boxes([100], 100), ...boxes([80], 170)] })
  expect(boxAt(subjectPath([track], picture), 100)).toBeNull()
})

test('shaking is smoothed away', () => {
  const times = looksFrom(0, 20)
  const path = subjectPath(
    [
      moving(
        times,
        times.map((_, i) => (i % 2 === 0 ? 97 : 103)),
      ),
    ],
    picture,
  )
  const xs = times.map((timeMs) => (boxAt(path, timeMs)?.x ?? Number.NaN) * 1000)
  expect(Math.max(...xs.slice(1, -1)) - Math.min(...xs.slice(1, -1))).toBeLessThan(1.5)
})

test('a steady move stays where it is: smoothing does not lag, also at the ends', () => {
  const times = looksFrom(0, 12)
  const path = subjectPath(
    [
      moving(
        times,
        times.map((_, i) => 100 + 20 * i),
      ),
    ],
    picture,
  )
  for (const [i, timeMs] of times.entries()) expect(boxAt(path, timeMs)?.x).toBeCloseTo(0.1 + 0.02 * i, 6)
})

test('where two tracks of one person overlap in time, the longer one counts', () => {
  const long = moving(looksFrom(400, 5), [100, 100, 100, 100, 100])
  const short = moving(looksFrom(0, 4), [600, 600, 600, 600])
  const path = subjectPath([short, long], picture)
  expect(boxAt(path, 200)?.x).toBeCloseTo(0.6, 6)
  expect(boxAt(path, 400)?.x).toBeCloseTo(0.1, 6)
  expect([...path.times]).toEqual([...path.times].sort((a, b) => a - b))
})
