import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stepFrame, stepKnownFrame } from '../../../../src-renderer/player/frame-step.ts'

/** A paused player: shows the last frame that has begun at the time it is sent to. */
function playerOf(stampsMs: readonly number[]) {
  const asked: number[] = []
  return {
    asked,
    seek: (timeMs: number): Promise<number> => {
      asked.push(timeMs)
      return Promise.resolve(stampsMs.findLast((stamp) => stamp <= timeMs) ?? stampsMs[0] ?? 0)
    },
  }
}

const even = Array.from({ length: 50 }, (_, index) => index * 40)
const limits = { startMs: 0, endMs: 2000 }

describe('stepFrame', () => {
  it('aims at the middle of the next frame and gets there with one seek', async () => {
    const player = playerOf(even)
    const landed = await stepFrame({ fromMs: 400, direction: 1, frameMs: 40, limits, seek: player.seek })
    expect([landed, player.asked]).toEqual([440, [460]])
  })

  it('goes back by one frame', async () => {
    const landed = await stepFrame({
      fromMs: 400,
      direction: -1,
      frameMs: 40,
      limits,
      seek: playerOf(even).seek,
    })
    expect(landed).toBe(360)
  })

  it('stays on the first frame of the clip', async () => {
    const landed = await stepFrame({
      fromMs: 0,
      direction: -1,
      frameMs: 40,
      limits,
      seek: playerOf(even).seek,
    })
    expect(landed).toBe(0)
  })

  it('stays on the last frame of the clip', async () => {
    const clip = { startMs: 0, endMs: 1000 }
    const landed = await stepFrame({
      fromMs: 960,
      direction: 1,
      frameMs: 40,
      limits: clip,
      seek: playerOf(even).seek,
    })
    expect(landed).toBe(960)
  })

  it('reaches farther when a frame lasts longer than the mean', async () => {
    const player = playerOf([0, 40, 80, 700, 740])
    const landed = await stepFrame({ fromMs: 80, direction: 1, frameMs: 40, limits, seek: player.seek })
    expect(landed).toBe(700)
  })

  it('finds the frame that a first jump skipped', async () => {
    const player = playerOf([0, 40, 60, 95, 135])
    const landed = await stepFrame({ fromMs: 40, direction: 1, frameMs: 40, limits, seek: player.seek })
    expect(landed).toBe(60)
  })

  it('goes there and back again on any video whose frames keep near the mean', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 34, max: 47 }), { minLength: 5, maxLength: 40 }),
        fc.nat(),
        async (durations, seed) => {
          const stamps = [0]
          for (const duration of durations) stamps.push((stamps.at(-1) ?? 0) + duration)
          const clip = { startMs: 0, endMs: (stamps.at(-1) ?? 0) + 40 }
          const place = seed % (stamps.length - 2)
          const { seek } = playerOf(stamps)
          const step = { frameMs: 40, limits: clip, seek }
          const there = await stepFrame({ ...step, fromMs: stamps[place] ?? 0, direction: 1 })
          const back = await stepFrame({ ...step, fromMs: there, direction: -1 })
          expect([there, back]).toEqual([stamps[place + 1], stamps[place]])
        },
      ),
    )
  })
})

describe('stepKnownFrame', () => {
  const timesMs = Float64Array.of(0, 40, 60, 700, 740)
  const step = (fromMs: number, direction: 1 | -1, player = playerOf([...timesMs])) =>
    stepKnownFrame({ fromMs, direction, timesMs, limits: { startMs: 40, endMs: 740 }, seek: player.seek })

  it('reaches the neighbour with one seek, whatever the frames last', async () => {
    const player = playerOf([...timesMs])
    expect([await step(40, 1, player), player.asked]).toEqual([60, [380]])
    expect([await step(60, 1), await step(700, -1)]).toEqual([700, 60])
  })

  it('stays within the clip', async () => {
    expect([await step(40, -1), await step(700, 1)]).toEqual([40, 700])
  })

  it('aims anew at a player that shows the frame before', async () => {
    const late = (timeMs: number): Promise<number> => playerOf([...timesMs]).seek(timeMs - 7)
    expect(await stepKnownFrame({ fromMs: 0, direction: 1, timesMs, limits, seek: late })).toBe(40)
    const short = Float64Array.of(0, 40, 50, 90)
    const seek = (timeMs: number): Promise<number> => playerOf([...short]).seek(timeMs - 7)
    expect(await stepKnownFrame({ fromMs: 40, direction: 1, timesMs: short, limits, seek })).toBe(50)
  })
})
