import { expect, test } from 'vitest'
import { clipQuality } from '#core/faces/clip-quality.ts'
import { aTrack, looksFrom } from '../../../../helpers/made-faces.ts'
import type { MadeTrack } from '../../../../helpers/made-faces.ts'

/** 10 s, looked at five times a second. */
const frameTimes = Float64Array.from(looksFrom(0, 50))
const all = [...frameTimes]

function qualityOf(tracks: readonly MadeTrack[], span = { startMs: 0, endMs: 10_000 }) {
  return clipQuality({ tracks: tracks.map(aTrack), frameTimes, ...span })
}
const high = (heightPx: number) => all.map(() => [0, 0, heightPx, heightPx, 0.9])

test('a face that can be seen throughout is good, without a word', () => {
  expect(qualityOf([{ times: all }])).toEqual({
    usableShare: 1,
    longestGapMs: 0,
    frames: 50,
    grade: 'good',
    reasons: [],
  })
})

test('a gap is named by its times, and costs the grade', () => {
  const times = all.filter((timeMs) => timeMs < 7400 || timeMs >= 8800)
  expect(qualityOf([{ times }])).toEqual({
    usableShare: 0.86,
    longestGapMs: 1400,
    frames: 50,
    grade: 'fair',
    reasons: ['Only 86 % of the frames show a usable face.', 'No usable face between 07.4 and 08.8 s.'],
  })
})

test('the longest gaps come first, and a gap at the end reaches to the end', () => {
  const times = all.filter((timeMs) => timeMs >= 1200 && timeMs < 6000)
  expect(qualityOf([{ times }]).reasons.slice(1)).toEqual([
    'No usable face between 06.0 and 10.0 s.',
    'No usable face between 00.0 and 01.2 s.',
  ])
})

test('beyond a minute, times are those of the video', () => {
  const late = all.map((timeMs) => timeMs + 725_000)
  const quality = clipQuality({
    tracks: [aTrack({ times: late.filter((_, i) => i < 20 || i >= 40) })],
    frameTimes: Float64Array.from(late),
    startMs: 725_000,
    endMs: 735_000,
  })
  expect(quality.reasons).toContain('No usable face between 12:09.0 and 12:13.0.')
})

test('frames and faces outside the clip do not count', () => {
  const quality = qualityOf([{ times: all.filter((timeMs) => timeMs < 4000) }], {
    startMs: 2000,
    endMs: 4000,
  })
  expect(quality).toMatchObject({ usableShare: 1, frames: 10, grade: 'good' })
})

test('a clip without the patient, or whose frames were not looked at, is unusable', () => {
  expect(qualityOf([])).toMatchObject({
    usableShare: 0,
    longestGapMs: 10_000,
    grade: 'unusable',
    reasons: ['The patient’s face is not seen in this clip.'],
  })
  expect(qualityOf([{ times: all }], { startMs: 50_000, endMs: 60_000 })).toMatchObject({
    frames: 0,
    grade: 'unusable',
  })
})

test.each([
  ['too small', { boxes: high(25) }],
  ['too blurred', { measures: () => ({ sharpness: 10 }) }],
  ['turned away', { measures: () => ({ yawDeg: -70 }) }],
  ['looking down', { measures: () => ({ pitchDeg: -55 }) }],
  ['covered', { measures: () => ({ occlusion: 0.8 }) }],
])('a face that is %s is not usable', (_, face: Partial<MadeTrack>) => {
  expect(qualityOf([{ times: all, ...face }])).toMatchObject({
    usableShare: 0,
    grade: 'unusable',
    reasons: ['The patient’s face is nowhere large, sharp and turned to the camera enough.'],
  })
})

test.each([
  [{ boxes: high(38) }, 'The face is small: 38 px high.'],
  [{ measures: () => ({ sharpness: 40 }) }, 'The face is blurred.'],
  [{ measures: () => ({ yawDeg: 50 }) }, 'The face is turned away in 100 % of the frames.'],
  [{ measures: () => ({ occlusion: 0.5 }) }, 'The face may be partly covered in 100 % of the frames.'],
])('a face that is usable but not clear is fair, with the reason', (face: Partial<MadeTrack>, reason) => {
  expect(qualityOf([{ times: all, ...face }])).toMatchObject({
    usableShare: 1,
    grade: 'fair',
    reasons: [reason],
  })
})

test('between half and a third of the frames is poor, less is unusable', () => {
  const every = (step: number) => [{ times: all.filter((_, i) => i % step === 0) }]
  expect(qualityOf(every(2)).grade).toBe('poor')
  expect(qualityOf(every(5)).grade).toBe('unusable')
})
