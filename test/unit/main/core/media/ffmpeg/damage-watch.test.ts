import { expect, it } from 'vitest'
import { createDamageWatch } from '#core/media/ffmpeg/damage-watch.ts'

const step = 0.04

it('knows of no damage where nobody complained, however unevenly the pictures come', () => {
  const watch = createDamageWatch(step)
  for (const seconds of [0, 0.04, 2, 2.01, 9]) watch.pictureDecoded(seconds, seconds === 0)
  expect(watch.isDamaged).toBe(false)
  expect(watch.stretchesUntil(10)).toEqual([])
})

it('goes on from a patched picture to the next whole key frame', () => {
  const watch = createDamageWatch(step)
  watch.pictureDecoded(0, true)
  watch.pictureIsCorrupt()
  watch.pictureDecoded(1, false)
  watch.pictureDecoded(2, false)
  expect(watch.isDamaged).toBe(true)
  watch.pictureIsCorrupt()
  watch.pictureDecoded(3, true)
  expect(watch.isDamaged).toBe(true)
  watch.pictureDecoded(4, true)
  expect(watch.isDamaged).toBe(false)
  expect(watch.stretchesUntil(9)).toEqual([{ startSeconds: 1, endSeconds: 4 }])
})

it('begins with the picture that was lost', () => {
  const watch = createDamageWatch(step)
  watch.pictureDecoded(0, true)
  watch.pictureIsLost()
  watch.pictureDecoded(0.08, true)
  expect(watch.isDamaged).toBe(false)
  expect(watch.stretchesUntil(9)).toEqual([{ startSeconds: 0.04, endSeconds: 0.08 }])
})

it('believes in a hole in the container only where pictures are missing', () => {
  const watch = createDamageWatch(step)
  watch.pictureDecoded(0, true)
  watch.dataIsMissing()
  watch.pictureDecoded(0.04, false)
  expect(watch.isDamaged).toBe(false)
  watch.dataIsMissing()
  watch.pictureDecoded(1, false)
  expect(watch.isDamaged).toBe(true)
  expect(watch.stretchesUntil(2)).toEqual([{ startSeconds: 0.08, endSeconds: 2 }])
})

it('takes a first picture for spoiled when those before it were lost and it builds on them', () => {
  const spoiled = createDamageWatch(step)
  spoiled.pictureIsLost()
  spoiled.pictureDecoded(1, false)
  expect(spoiled.isDamaged).toBe(true)
  const whole = createDamageWatch(step)
  whole.pictureIsLost()
  whole.pictureDecoded(1, true)
  expect(whole.isDamaged).toBe(false)
})

it('counts what is lost at the very end', () => {
  const watch = createDamageWatch(step)
  watch.pictureDecoded(1, true)
  watch.pictureIsLost()
  expect(watch.stretchesUntil(2)).toEqual([{ startSeconds: 1 + step, endSeconds: 2 }])
})
