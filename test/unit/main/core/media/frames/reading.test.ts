import { describe, expect, it } from 'vitest'
import { usualLimits } from '#core/media/ffmpeg/decoder-process.ts'
import { startReading } from '#core/media/frames/frame-reader.ts'
import { damagedSpans, deal, mayRestart, seekBefore, type Reading } from '#core/media/frames/reading.ts'
import { aProbe } from '../../../../../helpers/fake-media.ts'

const facts = {
  probe: aProbe({ durationMs: 60_000 }),
  streamIndex: 0,
  timeBase: { numerator: 1, denominator: 12_800 },
  playerOffsetMs: 500,
  fileStartMs: 200,
  declaredEndMs: 60_000,
  remarks: [],
}

function aReading(): Reading {
  const tools = { ffmpeg: '', ffprobe: '', version: '5.1', licence: '', source: 'path' as const }
  return startReading(
    { tools, facts, limits: usualLimits },
    {
      ...{ file: '/videos/a.mp4', startMs: 1000, endMs: 9000, maxSide: 960 },
      sampling: { kind: 'every', frames: 1, maxFrames: null },
    },
  )
}

describe('a frame that is given', () => {
  const bytes = new Uint8Array(3)
  const stamp = { ticks: 64_000, seconds: 5, damaged: false, graph: 1, source: 0 }

  it('has player time, and the ticks of the stream', () => {
    const reading = aReading()
    expect(deal(reading, { stamp, bytes })).toMatchObject({ timeMs: 4500, ticks: 64_000, rgb: bytes })
    expect(reading.progress).toMatchObject({ given: 1, handledSeconds: 5 })
  })

  it('has the ticks of the stream also where the filters counted in others', () => {
    const microseconds = { ...stamp, ticks: 5_000_000 }
    expect(deal(aReading(), { stamp: microseconds, bytes })).toMatchObject({ ticks: 64_000 })
  })

  it('is none when it is damaged, but is done with', () => {
    const reading = aReading()
    expect(deal(reading, { stamp: { ...stamp, damaged: true }, bytes })).toBeNull()
    expect(reading.progress).toMatchObject({ given: 0, handledSeconds: 5 })
  })
})

describe('damaged spans', () => {
  const of = (...stretches: [number, number][]) => {
    const reading = aReading()
    for (const [startSeconds, endSeconds] of stretches)
      reading.progress.damage.push({ startSeconds, endSeconds })
    return damagedSpans(reading)
  }

  it('are in player time, within the span, in order and joined, whichever decoder found them', () => {
    expect(of([6, 7], [2, 3], [2.5, 4])).toEqual([
      { startMs: 1500, endMs: 3500 },
      { startMs: 5500, endMs: 6500 },
    ])
    expect(of([0, 2])).toEqual([{ startMs: 1000, endMs: 1500 }])
    expect(of([9, 60])).toEqual([{ startMs: 8500, endMs: 9000 }])
  })

  it('are none outside the span', () => {
    expect(of([0, 1], [20, 30], [5, 4])).toEqual([])
  })
})

describe('a seek', () => {
  it('counts from the earliest time stamp of the file', () => {
    expect(seekBefore(facts, 10, 1000)).toBe(8800)
  })

  it('is spared near the start', () => {
    expect(seekBefore(facts, 2, 1000)).toBeNull()
    expect(seekBefore({ ...facts, probe: aProbe({ startMs: 9600 }) }, 10, 0)).toBeNull()
  })
})

describe('a decoder that ends too early', () => {
  it('is replaced as long as each brings something', () => {
    const reading = aReading()
    const stamp = { ticks: 0, seconds: 2, damaged: false, graph: 1, source: 0 }
    for (let start = 0; start < 100; start += 1) {
      mayRestart(reading, 'crashed')
      deal(reading, { stamp, bytes: new Uint8Array(3) })
    }
    expect(reading.progress.given).toBe(100)
  })

  it.each([
    ['crashed', 5, 'the decoder crashed there again and again.'],
    ['stalled', 2, 'the disk or the decoder stopped answering.'],
    ['too-large', 1, 'its pictures need more than 2.0 GB of memory.'],
  ] as const)(
    '%s %i times without a frame is given up, with the time that was reached',
    (ending, times, reason) => {
      const reading = aReading()
      reading.progress.handledSeconds = 4
      for (let start = 1; start < times; start += 1) mayRestart(reading, ending)
      expect(() => mayRestart(reading, ending)).toThrow(
        `a.mp4 could not be read from 00:03.500 on: ${reason}`,
      )
    },
  )
})
