import { expect, test } from 'vitest'
import { boxAt } from '#core/faces/subject-path.ts'
import { faceMeasures } from '#core/faces/types.ts'
import { rawPath } from '../../../../../scripts/tools/face-report/raw-path.ts'

function track(times: readonly number[], x: number) {
  return {
    videoId: 1,
    times: Float64Array.from(times),
    boxes: Float32Array.from(times.flatMap((_, i) => [x + i * 10, 20, 40, 50, 0.75])),
    measures: new Float32Array(times.length * faceMeasures.length),
    embedding: null,
  }
}
const picture = { width: 100, height: 100 }

test('is every box as it was detected, in shares of the picture', () => {
  const path = rawPath([track([0, 200, 400], 10)], picture)
  const [first, last] = [boxAt(path, 0), boxAt(path, 400)]
  expect(first?.x).toBeCloseTo(0.1)
  expect(last).toMatchObject({ confidence: 0.75 })
  expect(last?.x).toBeCloseTo(0.3)
})

test('knows no place between two tracks, and leaves out looks that an earlier track has', () => {
  const path = rawPath([track([600, 800], 50), track([0, 200], 10), track([200, 400], 70)], picture)
  expect([...path.times]).toEqual([0, 200, 300, 400, 500, 600, 800])
  expect(boxAt(path, 300)).toBeNull()
  expect(boxAt(path, 500)).toBeNull()
})
