import { expect, test } from 'vitest'
import { quantilesOf, sharesAbove, spreadOf } from '#core/areas/severity/moments.ts'

/** Two numbers a moment; five moments in two clips. */
const clips = [
  { width: 2, values: Float32Array.of(1, 0, 3, 0, 5, 1) },
  { width: 2, values: Float32Array.of(7, 1, 9, 0) },
]

test('the spread of each number is its standard deviation over the moments of all clips', () => {
  expect([...spreadOf(clips)]).toEqual([
    expect.closeTo(Math.sqrt(8), 12),
    expect.closeTo(Math.sqrt(0.24), 12),
  ])
  expect([...spreadOf([{ width: 2, values: Float32Array.of(4, 6) }])]).toEqual([0, 0])
})

test('quantiles are those of the moments of all clips, three of each number', () => {
  // R: quantile(c(1, 3, 5, 7, 9), c(.1, .5, .9))
  expect([...quantilesOf(clips)].slice(0, 3)).toEqual([expect.closeTo(1.8, 12), 5, expect.closeTo(8.2, 12)])
})

test('the share of time of a prompt is that of moments in which it has twice what chance gives, or more than half', () => {
  const four = { width: 4, values: Float64Array.of(0.6, 0.2, 0.1, 0.1, 0.4, 0.5, 0.05, 0.05) }
  expect([...sharesAbove([four])]).toEqual([0.5, 0, 0, 0])
  const ten = {
    width: 10,
    values: Float64Array.from({ length: 10 }, (_, prompt) => (prompt === 3 ? 0.21 : 0.08)),
  }
  expect([...sharesAbove([ten])]).toEqual([0, 0, 0, 1, 0, 0, 0, 0, 0, 0])
})
