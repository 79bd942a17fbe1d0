import { expect, it } from 'vitest'
import { longestKeyInterval } from '#core/media/frames/key-interval.ts'

const packets = (from: number, seconds: number, keyEvery: number) =>
  Array.from({ length: seconds * 10 }, (_, index) => {
    const isKey = index % (keyEvery * 10) === 0
    return `${(from + index / 10).toFixed(6)},${(from + index / 10).toFixed(6)},${isKey ? 'K_' : '__'}\n`
  }).join('')

it('is the longest of both looks', () => {
  expect(longestKeyInterval(packets(0, 12, 2) + packets(1800, 12, 5))).toBeCloseTo(5)
})

it('is at least as long as what was seen without a second key frame', () => {
  expect(longestKeyInterval(packets(0, 12, 100))).toBeCloseTo(11.9)
})

it('does not count the way from one look to the other', () => {
  expect(longestKeyInterval(packets(0, 12, 1) + packets(1800, 12, 1))).toBeCloseTo(1)
})

it('goes by decoding times where there are no others', () => {
  expect(longestKeyInterval('N/A,0.0,K_\nN/A,1.0,__\nN/A,3.0,K_\n')).toBeCloseTo(3)
})
