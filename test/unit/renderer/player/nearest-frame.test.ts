import { expect, it } from 'vitest'
import { nearestFrame } from '../../../../src-renderer/player/nearest-frame.ts'

const frames = [0, 250, 500, 2000].map((timeMs) => ({ timeMs, face: null, probabilities: null }))
const at = (timeMs: number): number | null => nearestFrame(frames, timeMs)?.timeMs ?? null

it('finds the sampled frame nearest in time, the earlier of two as near', () => {
  expect([at(0), at(120), at(125), at(126), at(480), at(1900)]).toEqual([0, 0, 0, 250, 500, 2000])
})

it('shows no box farther from a sample than samples lie apart', () => {
  expect(at(4000)).toBeNull()
})

it('finds nothing where nothing was sampled', () => {
  expect(nearestFrame([], 100)).toBeNull()
})
