import { expect, it } from 'vitest'
import { scaleInterval } from '#shared/charts/chart-theme.ts'

it.each([
  [1, 7, 1],
  [0, 4, 1],
  [7, 49, 7],
  [0, 36, 6],
  [0, 16, 2],
])('steps from %d to %d by %d, so that both ends are ticks', (min, max, step) => {
  expect(scaleInterval(min, max)).toBe(step)
  expect((max - min) % scaleInterval(min, max)).toBe(0)
})
