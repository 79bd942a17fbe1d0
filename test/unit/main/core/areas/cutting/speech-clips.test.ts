import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { speechClips } from '#core/areas/cutting/speech-clips.ts'
import type { SpeechActivity } from '#core/media/sound/voice-activity.ts'
import { upTo } from '../../../../../helpers/up-to.ts'

const FRAME_MS = 10

/** Speech at -20 dB, quiet at -60; `quieter` stretches of the speech at -40. */
function heard(
  durationMs: number,
  speech: readonly (readonly [number, number])[],
  quieter: readonly (readonly [number, number])[] = [],
): SpeechActivity {
  const isIn = (list: readonly (readonly [number, number])[], time: number) =>
    list.some(([start, end]) => time >= start && time < end)
  const levelsDb = Float32Array.from({ length: Math.ceil(durationMs / FRAME_MS) }, (_, frame) => {
    const time = frame * FRAME_MS
    return isIn(quieter, time) ? -40 : isIn(speech, time) ? -20 : -60
  })
  const spans = speech.map(([startMs, endMs]) => ({ startMs, endMs }))
  return { durationMs, frameMs: FRAME_MS, levelsDb, speech: spans }
}
const ends = (spans: readonly { startMs: number; endMs: number }[]) =>
  spans.map(({ startMs, endMs }) => [startMs, endMs])
const rules = { silenceMs: 700, minLengthMs: 2000, maxLengthMs: 10_000 }

describe('clips by speech', () => {
  it('part in the middle of pauses that are long enough, and cover the video', () => {
    const activity = heard(12_000, [
      [1000, 4000],
      [4600, 5500],
      [6500, 11_000],
    ])
    expect(ends(speechClips(activity, rules, upTo(12_000)))).toEqual([
      [0, 6000],
      [6000, 12_000],
    ])
  })

  it('join what is too short across the shorter pause', () => {
    const activity = heard(12_000, [
      [0, 4000],
      [5000, 5500],
      [6300, 12_000],
    ])
    expect(ends(speechClips(activity, rules, upTo(12_000)))).toEqual([
      [0, 4500],
      [4500, 12_000],
    ])
  })

  it('part a long speech at the quietest place before the limit', () => {
    const activity = heard(18_000, [[0, 18_000]], [[8200, 8400]])
    const [first, second] = speechClips(activity, rules, upTo(18_000))
    expect(first?.endMs).toBeGreaterThanOrEqual(8200)
    expect(first?.endMs).toBeLessThanOrEqual(8400)
    expect(second).toEqual({ startMs: first?.endMs, endMs: 18_000 })
  })

  it('go on to the end of a video whose sound ends before it', () => {
    const activity = heard(5000, [[0, 5000]])
    const spans = speechClips(activity, rules, upTo(30_000))
    expect(spans.at(-1)?.endMs).toBe(30_000)
    expect(spans.every(({ startMs, endMs }) => endMs - startMs <= 10_000)).toBe(true)
  })

  it('cover the video in order, all of allowed length', () => {
    const talk = fc
      .array(fc.tuple(fc.integer({ min: 60, max: 8000 }), fc.integer({ min: 100, max: 4000 })), {
        minLength: 1,
        maxLength: 30,
      })
      .map((turns) => {
        let time = 0
        return turns.map(([spoken, pause]): [number, number] => {
          const start = time + pause
          time = start + spoken
          return [start, time]
        })
      })
    fc.assert(
      fc.property(talk, fc.integer({ min: 0, max: 3000 }), (speech, tail) => {
        const durationMs = Math.max(2000, (speech.at(-1)?.[1] ?? 0) + tail)
        const spans = speechClips(heard(durationMs, speech), rules, upTo(durationMs))
        expect([spans[0]?.startMs, spans.at(-1)?.endMs]).toEqual([0, durationMs])
        spans.forEach(({ startMs, endMs }, index) => {
          if (index > 0) expect(startMs).toBe(spans[index - 1]?.endMs)
          expect(endMs - startMs).toBeGreaterThanOrEqual(rules.minLengthMs - 1e-6)
          expect(endMs - startMs).toBeLessThanOrEqual(rules.maxLengthMs + 1e-6)
        })
      }),
    )
  })
})
