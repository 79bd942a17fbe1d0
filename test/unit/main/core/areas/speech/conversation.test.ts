import { describe, expect, it } from 'vitest'
import { conversationIn } from '#core/areas/speech/conversation.ts'
import { whoSpeaks } from '#core/areas/speech/who-speaks.ts'
import { mouthSteps } from '#core/faces/mouth-steps.ts'
import type { MouthStep } from '#core/faces/mouth-steps.ts'
import { createVoiceDetector } from '#core/media/sound/voice-activity.ts'
import type { SpeechActivity } from '#core/media/sound/voice-activity.ts'
import { holdsTime } from '#shared/time/interval.ts'
import type { TimeSpan } from '#shared/time/interval.ts'
import { aTrack } from '../../../../../helpers/made-faces.ts'

const RATE = 8000
/** A frame of the detector at each end of three stretches. */
const CLOSE_MS = 60

const span = (startMs: number, endMs: number): TimeSpan => ({ startMs, endMs })
const isIn = (spans: readonly TimeSpan[], timeMs: number) => spans.some((each) => holdsTime(each, timeMs))

/** A tone wherever somebody speaks, as loud as `level` says, over faint noise that is the same each time. */
function sound(
  seconds: number,
  speech: readonly TimeSpan[],
  level: (timeMs: number) => number = () => 0.2,
): SpeechActivity {
  let state = 12_345
  const noise = () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return state / 2 ** 31 - 1
  }
  const detector = createVoiceDetector({ sampleRate: RATE, thresholdDb: 10 })
  detector.push(
    Float32Array.from({ length: seconds * RATE }, (_, n) => {
      const timeMs = (n * 1000) / RATE
      const tone = isIn(speech, timeMs) ? level(timeMs) * Math.sin((2 * Math.PI * 200 * n) / RATE) : 0
      return tone + 0.001 * noise()
    }),
  )
  return detector.finish()
}

/** Looks five times a second; the mouth opens and closes while the patient speaks, or chews, and is not seen at all while away. */
function mouth(
  seconds: number,
  moving: readonly TimeSpan[],
  away: readonly TimeSpan[] = [],
): readonly MouthStep[] {
  const times = Array.from({ length: seconds * 5 }, (_, i) => i * 200).filter((time) => !isIn(away, time))
  const openAt = (i: number) => (isIn(moving, times[i] ?? 0) && i % 2 === 0 ? 0.12 : 0.02)
  return mouthSteps(aTrack({ times, measures: (i) => ({ mouthOpen: openAt(i) }) }))
}

function expectClose(found: readonly number[], wanted: readonly number[]): void {
  expect(found).toHaveLength(wanted.length)
  for (const [i, value] of wanted.entries()) {
    expect(Math.abs((found[i] ?? 0) - value)).toBeLessThanOrEqual(CLOSE_MS)
  }
}

const patient = [span(3000, 6000), span(6900, 8000), span(13_000, 15_000)]
const other = [span(500, 2400), span(9000, 12_000), span(16_000, 18_000)]
const both = [...patient, ...other]

describe('a conversation of which everything is known', () => {
  const said = conversationIn(sound(20, both), mouth(20, patient))

  it('gives each the time in which they speak', () => {
    expectClose([said.spokenMs.patient, said.spokenMs.other], [6100, 6900])
    expect(said.spokenMs.unknown).toBe(0)
    expect(said.seenMs).toBe(19_800)
  })
  it('tells pauses from the time in which the other speaks', () => {
    expectClose(said.pausesMs, [900])
  })
  it('counts a turn with its pauses', () => {
    expectClose(said.turnsMs, [5000, 2000])
  })
  it('measures the response from the end of what the other says', () => {
    expectClose(said.responsesMs, [600, 1000])
  })
})

it('parts two who speak without a pause by the mouth', () => {
  const heard = sound(12, [span(1000, 10_000)])
  const found = whoSpeaks(heard.speech, mouth(12, [span(5000, 10_000)]))
  expect(found.map(({ speaker }) => speaker)).toEqual(['other', 'patient'])
  // To a part of the sound: the looks tell no more.
  expect(Math.abs((found[1]?.startMs ?? 0) - 5000)).toBeLessThanOrEqual(700)
  expect(conversationIn(heard, mouth(12, [span(5000, 10_000)])).responsesMs).toEqual([0])
})

it('does not take a short rest of the lips for another voice', () => {
  const found = whoSpeaks([span(1000, 10_000)], mouth(12, [span(1000, 5000), span(6000, 10_000)]))
  expect(found.map(({ speaker }) => speaker)).toEqual(['patient'])
})

it('does not count lips that move in silence as speech', () => {
  const said = conversationIn(sound(20, other), mouth(20, patient))
  expect(said.spokenMs).toMatchObject({ patient: 0, unknown: 0 })
  expect([said.turnsMs, said.responsesMs, said.levelsDb]).toEqual([[], [], []])
})

it('knows nothing of speech while the patient is away, nor how long the turns beside it are', () => {
  const said = conversationIn(sound(20, both), mouth(20, patient, [span(8500, 12_500)]))
  expectClose([said.spokenMs.unknown], [3000])
  expectClose(said.pausesMs, [900])
  expect(said.turnsMs).toEqual([])
  expectClose(said.responsesMs, [600])
})

it('gives the loudness of the patient alone', () => {
  const level = (timeMs: number) => (isIn(patient, timeMs) ? 0.05 : 0.5)
  const { levelsDb } = conversationIn(sound(20, both, level), mouth(20, patient))
  const mean = levelsDb.reduce((sum, value) => sum + value, 0) / levelsDb.length
  // A sine of amplitude 0.05, a little of it lost to the high pass.
  expect(mean).toBeGreaterThan(20 * Math.log10(0.05 / Math.SQRT2) - 2)
  expect(mean).toBeLessThan(20 * Math.log10(0.05 / Math.SQRT2) + 0.5)
  expect(Math.abs(levelsDb.length - 610)).toBeLessThanOrEqual(6)
})
