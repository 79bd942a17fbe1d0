import { expect, it } from 'vitest'
import { seekingIsQuicker } from '#core/media/frames/seeking-pays.ts'

const fullHd = { width: 1920, height: 1080, fps: 25 }

it.each([
  ['32 frames of an hour, key frames 10 s apart', { ...fullHd, stepSeconds: 112 }, 10, true],
  ['five frames a second', { ...fullHd, stepSeconds: 0.2 }, 1, false],
  ['one frame in 4 s, key frames 1 s apart', { ...fullHd, stepSeconds: 4 }, 1, true],
  ['one frame in 4 s, key frames 10 s apart', { ...fullHd, stepSeconds: 4 }, 10, false],
  ['one frame in 4 s of small pictures', { width: 160, height: 120, fps: 25, stepSeconds: 4 }, 1, false],
] as const)('%s', (_what, costs, keyIntervalSeconds, isQuicker) => {
  expect(seekingIsQuicker(costs, keyIntervalSeconds)).toBe(isQuicker)
})
