import { describe, expect, it } from 'vitest'
import {
  createVoiceDetector,
  quietestMs,
  speechPauses,
  speechSpans,
  type SpeechActivity,
} from '#core/media/sound/voice-activity.ts'
import type { TimeSpan } from '#shared/time/interval.ts'

const RATE = 16_000
const FRAME_MS = 10

interface Recording {
  readonly seconds: number
  /** When a tone sounds, in ms. */
  readonly tones?: readonly TimeSpan[]
  /** 0 to 1 */
  readonly toneLevel?: number
  readonly noiseLevel?: number
  readonly offset?: number
  /** Louder than this is cut off. */
  readonly clipAt?: number
}

/** The same numbers on every machine, between -1 and 1. */
function pseudoRandom(): () => number {
  let state = 12_345
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return state / 2 ** 31 - 1
  }
}

function record({
  seconds,
  tones = [],
  toneLevel = 0.2,
  noiseLevel = 0.002,
  ...rest
}: Recording): Float32Array {
  const { offset = 0, clipAt = 1 } = rest
  const random = pseudoRandom()
  return Float32Array.from({ length: seconds * RATE }, (_, index) => {
    const timeMs = (index / RATE) * 1000
    const sounds = tones.some(({ startMs, endMs }) => timeMs >= startMs && timeMs < endMs)
    const tone = sounds ? toneLevel * Math.sin((2 * Math.PI * 220 * index) / RATE) : 0
    return Math.max(-clipAt, Math.min(clipAt, offset + tone + noiseLevel * random()))
  })
}

function listen(samples: Float32Array, { thresholdDb = 10, chunk = samples.length } = {}): SpeechActivity {
  const detector = createVoiceDetector({ sampleRate: RATE, thresholdDb })
  for (let at = 0; at < samples.length; at += chunk) detector.push(samples.subarray(at, at + chunk))
  return detector.finish()
}

/** To within two frames at both ends. */
function expectSpans(found: readonly TimeSpan[], wanted: readonly TimeSpan[]): void {
  expect(found).toHaveLength(wanted.length)
  for (const [index, { startMs, endMs }] of wanted.entries()) {
    expect(Math.abs((found[index]?.startMs ?? 0) - startMs)).toBeLessThanOrEqual(2 * FRAME_MS)
    expect(Math.abs((found[index]?.endMs ?? 0) - endMs)).toBeLessThanOrEqual(2 * FRAME_MS)
  }
}

const twoSentences = [
  { startMs: 1003, endMs: 2507 },
  { startMs: 3211, endMs: 5794 },
]

describe('voice activity', () => {
  it('finds bursts of sound in noise to within two frames', () => {
    expectSpans(listen(record({ seconds: 8, tones: twoSentences })).speech, twoSentences)
  })

  it('gives the same whatever the pieces that the sound comes in', () => {
    const samples = record({ seconds: 8, tones: twoSentences })
    expect(listen(samples, { chunk: 777 })).toEqual(listen(samples))
  })

  it.each([
    ['a constant offset', { offset: 0.3 }],
    ['clipping', { toneLevel: 4, clipAt: 0.5 }],
    ['digital silence in between', { noiseLevel: 0 }],
  ])('is not misled by %s', (_, changes) => {
    expectSpans(listen(record({ seconds: 8, tones: twoSentences, ...changes })).speech, twoSentences)
  })

  it.each([
    ['noise', { noiseLevel: 0.2 }],
    ['digital silence', { noiseLevel: 0 }],
    ['an offset that never changes', { noiseLevel: 0, offset: 0.5 }],
  ])('hears no speech in nothing but %s', (_, changes) => {
    const activity = listen(record({ seconds: 20, ...changes }))
    expect(activity.speech).toEqual([])
    expect(speechPauses(activity, { silenceMs: 500 })).toEqual([{ startMs: 0, endMs: 20_000 }])
  })

  it('follows the noise of the room', () => {
    // After 40 s a fan goes on that is as loud as speech was before.
    const tones = [
      { startMs: 10_000, endMs: 12_000 },
      { startMs: 70_000, endMs: 72_000 },
    ]
    const quiet = record({ seconds: 40, tones, toneLevel: 0.05 })
    const loud = record({ seconds: 80, tones, toneLevel: 0.5, noiseLevel: 0.05 }).subarray(40 * RATE)
    const samples = new Float32Array(80 * RATE)
    samples.set(quiet)
    samples.set(loud, quiet.length)
    const heard = listen(samples).speech
    expectSpans(
      heard.filter(({ startMs }) => startMs < 25_000 || startMs > 55_000),
      tones,
    )
  })

  it('needs sound as far above the floor as it is told', () => {
    const samples = record({ seconds: 8, tones: twoSentences, toneLevel: 0.01, noiseLevel: 0.005 })
    expect(listen(samples, { thresholdDb: 4 }).speech).toHaveLength(2)
    expect(listen(samples, { thresholdDb: 20 }).speech).toEqual([])
  })

  it('passes over clicks, and hears through stops within a word', () => {
    const tones = [
      { startMs: 1000, endMs: 1030 },
      { startMs: 2000, endMs: 2300 },
      { startMs: 2370, endMs: 2600 },
    ]
    expectSpans(listen(record({ seconds: 4, tones })).speech, [{ startMs: 2000, endMs: 2600 }])
  })

  it('counts samples, a last frame that is not whole too', () => {
    const activity = listen(new Float32Array(RATE + 16))
    expect(activity.durationMs).toBe(1001)
    expect(activity.levelsDb).toHaveLength(101)
    expect(listen(new Float32Array(0))).toMatchObject({ durationMs: 0, speech: [] })
  })
})

describe('pauses', () => {
  const activity = listen(record({ seconds: 8, tones: twoSentences }))

  it('part speech only where they are long enough', () => {
    expect(speechSpans(activity, { silenceMs: 600 })).toHaveLength(2)
    expectSpans(speechSpans(activity, { silenceMs: 800 }), [{ startMs: 1003, endMs: 5794 }])
  })

  it('are told with those before the first and after the last word', () => {
    expectSpans(speechPauses(activity, { silenceMs: 600 }), [
      { startMs: 0, endMs: 1003 },
      { startMs: 2507, endMs: 3211 },
      { startMs: 5794, endMs: 8000 },
    ])
  })
})

describe('the quietest place', () => {
  it('is the middle of the quietest tenth of a second', () => {
    const tones = [
      { startMs: 0, endMs: 1500 },
      { startMs: 1600, endMs: 4000 },
    ]
    const activity = listen(record({ seconds: 4, tones }))
    expect(Math.abs(quietestMs(activity, { startMs: 500, endMs: 3500 }) - 1550)).toBeLessThanOrEqual(FRAME_MS)
  })

  it('is the middle of a stretch in which nothing was heard', () => {
    expect(quietestMs(listen(new Float32Array(0)), { startMs: 100, endMs: 300 })).toBe(200)
  })
})
