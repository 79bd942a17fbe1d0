import { expect, it } from 'vitest'
import { mouthSteps } from '#core/faces/mouth-steps.ts'
import { aTrack, looksFrom } from '../../../../helpers/made-faces.ts'

const opening = (i: number) => ({ mouthOpen: [0.02, 0.12, 0.05, 0.05][i] ?? 0 })

it('tells how far the mouth opens and closes from look to look', () => {
  const steps = mouthSteps(aTrack({ times: looksFrom(1000, 4), measures: opening }))
  expect(steps.map(({ startMs, endMs }) => [startMs, endMs])).toEqual([
    [1000, 1200],
    [1200, 1400],
    [1400, 1600],
  ])
  for (const [i, change] of [0.1, 0.07, 0].entries()) expect(steps[i]?.change).toBeCloseTo(change, 6)
})

it.each([
  ['over a gap', { times: [0, 200, 900, 1100] }],
  ['of a face that is turned away', { measures: (i: number) => ({ yawDeg: i === 2 ? 50 : 0 }) }],
  ['of a blurred face', { measures: (i: number) => ({ sharpness: i === 2 ? 10 : 500 }) }],
  ['of a head that moves', { boxes: [0, 0, 40, 40].map((offset) => [100 + offset, 100, 100, 100, 0.9]) }],
])('measures nothing %s', (_, changes) => {
  const all = mouthSteps(aTrack({ times: looksFrom(0, 4) }))
  expect(mouthSteps(aTrack({ times: looksFrom(0, 4), ...changes })).length).toBeLessThan(all.length)
})
