import { expect, it } from 'vitest'
import { videoLengthMs, videoSpan } from '#shared/domain/video-span.ts'

it('a video whose time stamps go on from another begins and is counted where its pictures begin', () => {
  const part = { startMs: 450_000, durationMs: 600_000 }
  expect(videoSpan(part)).toEqual({ startMs: 450_000, endMs: 600_000 })
  expect(videoLengthMs(part)).toBe(150_000)
})

it('sound that begins a moment before the pictures is part of the video', () => {
  expect(videoSpan({ startMs: 1000, durationMs: 5000 })).toEqual({ startMs: 0, endMs: 5000 })
})
