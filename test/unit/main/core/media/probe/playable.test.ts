import { expect, it } from 'vitest'
import { isPlayable } from '#core/media/probe/playable.ts'

it.each([
  ['mp4', 'h264', true],
  ['mov', 'h264', true],
  ['mkv', 'h264', true],
  ['webm', 'vp8', true],
  ['webm', 'vp9', true],
  ['mp4', 'av1', true],
  ['mp4', 'hevc', false],
  ['mov', 'prores', false],
  ['mkv', 'hevc', false],
  ['mp4', 'mpeg4', false],
  ['avi', 'h264', false],
  ['avi', 'mpeg4', false],
])('%s with %s plays: %s', (container, codec, expected) => {
  expect(isPlayable({ container, codec })).toBe(expected)
})
