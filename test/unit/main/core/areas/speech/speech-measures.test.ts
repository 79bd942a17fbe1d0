import { expect, it } from 'vitest'
import type { Conversation } from '#core/areas/speech/conversation.ts'
import { speechMeasures } from '#core/areas/speech/speech-measures.ts'

const silence: Conversation = {
  seenMs: 0,
  spokenMs: { patient: 0, other: 0, unknown: 0 },
  pausesMs: [],
  turnsMs: [],
  responsesMs: [],
  levelsDb: [],
}

const talk: Conversation = {
  seenMs: 40_000,
  spokenMs: { patient: 10_000, other: 20_000, unknown: 0 },
  pausesMs: [300, 500, 400, 2000],
  turnsMs: [1000, 3000],
  responsesMs: [100, 300],
  levelsDb: Array.from({ length: 100 }, (_, i) => (i % 2 === 0 ? -30 : -20)),
}

it('puts the recordings of a visit on one heap', () => {
  const second = { ...talk, pausesMs: [250, 600], turnsMs: [2000], responsesMs: [900] }
  const found = speechMeasures([talk, second])
  expect(found.speakingShare).toEqual({ value: 0.25, n: 80 })
  // In order: 250, 300, 400, 500, 600, 2000.
  expect(found.pauseMedianMs).toEqual({ value: 450, n: 6 })
  expect(found.pause90Ms.value).toBeCloseTo(1300, 9)
  expect(found.turnMedianMs).toEqual({ value: 2000, n: 3 })
  expect(found.responseMedianMs).toEqual({ value: 300, n: 3 })
})

it('measures how loudness varies within recordings, whatever their gain', () => {
  const quieter = { ...talk, levelsDb: talk.levelsDb.map((level) => level - 25) }
  const found = speechMeasures([talk, quieter]).loudnessSdDb
  expect(found).toEqual({ value: expect.closeTo(Math.sqrt((200 * 25) / 198), 9) as number, n: 200 })
})

it('says nothing of what was hardly heard, but how much of it there was', () => {
  const found = speechMeasures([{ ...talk, seenMs: 20_000, levelsDb: [-20, -30] }])
  expect(Object.values(found).map(({ value }) => value)).toEqual([null, null, null, null, null, null])
  expect(found.pauseMedianMs).toEqual({ value: null, n: 4 })
  expect(Object.values(speechMeasures([])).every(({ value, n }) => value === null && n === 0)).toBe(true)
})

it('is never more than all of the time', () => {
  const spokenMs = { ...silence.spokenMs, patient: 31_000 }
  expect(speechMeasures([{ ...silence, seenMs: 30_000, spokenMs }]).speakingShare.value).toBe(1)
})
