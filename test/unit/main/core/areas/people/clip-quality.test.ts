import { expect, test } from 'vitest'
import { clipQuality } from '#core/areas/people/clip-quality.ts'
import { aTrack, looksFrom } from '../../../../../helpers/made-faces.ts'
import type { MadeTrack } from '../../../../../helpers/made-faces.ts'

/** 10 s, looked at five times a second. */
const frameTimes = Float64Array.from(looksFrom(0, 50))
const all = [...frameTimes]

const patient = { label: 'Person A', confirmed: false }

function qualityOf(tracks: readonly MadeTrack[], span = { startMs: 0, endMs: 10_000 }) {
  return clipQuality({ tracks: tracks.map(aTrack), frameTimes, patient, others: [], ...span })
}
const high = (heightPx: number) => all.map(() => [0, 0, heightPx, heightPx, 0.9])

test('a face that can be seen throughout is good, without a word', () => {
  expect(qualityOf([{ times: all }])).toEqual({
    usableShare: 1,
    longestGapMs: 0,
    frames: 50,
    grade: 'good',
    reasons: [],
    others: [],
    patientSeen: true,
  })
})

test('a gap is named by its times, and costs the grade', () => {
  const times = all.filter((timeMs) => timeMs < 7400 || timeMs >= 8800)
  expect(qualityOf([{ times }])).toEqual({
    usableShare: 0.86,
    longestGapMs: 1400,
    frames: 50,
    grade: 'fair',
    reasons: [
      'The patient’s face is usable in only 86 % of the frames.',
      'The patient’s face is not usable between 07.4 and 08.8 s: no face is found.',
    ],
    others: [],
    patientSeen: true,
  })
})

test('the longest gaps come first, and a gap at the end reaches to the end', () => {
  const times = all.filter((timeMs) => timeMs >= 1200 && timeMs < 6000)
  expect(qualityOf([{ times }]).reasons.slice(1)).toEqual([
    'The patient’s face is not usable between 06.0 and 10.0 s: no face is found.',
    'The patient’s face is not usable between 00.0 and 01.2 s: no face is found.',
  ])
})

test('beyond a minute, times are those of the video', () => {
  const late = all.map((timeMs) => timeMs + 725_000)
  const quality = clipQuality({
    tracks: [aTrack({ times: late.filter((_, i) => i < 20 || i >= 40) })],
    frameTimes: Float64Array.from(late),
    startMs: 725_000,
    endMs: 735_000,
    patient,
    others: [],
  })
  expect(quality.reasons).toContain(
    'The patient’s face is not usable between 12:09.0 and 12:13.0: no face is found.',
  )
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
    reasons: ['No face was found in this clip.'],
  })
  expect(qualityOf([{ times: all }], { startMs: 50_000, endMs: 60_000 })).toMatchObject({
    frames: 0,
    grade: 'unusable',
    reasons: ['No frame of this clip was looked at for faces.'],
  })
})

test('a plain face that is somebody else’s is named, and is not called a face that cannot be seen', () => {
  const tracks = [{ times: Float64Array.from(all) }]
  const seenAs = (whose: typeof patient | null, others = [{ label: 'Person B', tracks }]) =>
    clipQuality({ tracks: [], frameTimes, startMs: 0, endMs: 10_000, patient: whose, others })
  expect(seenAs(patient)).toMatchObject({
    usableShare: 0,
    others: ['Person B'],
    patientSeen: false,
    reasons: ['The face seen is Person B’s, not that of the proposed patient Person A.'],
  })
  expect(seenAs({ ...patient, confirmed: true }).reasons).toEqual([
    'The face seen is Person B’s, not that of the patient Person A.',
  ])
  expect(seenAs(null).reasons).toEqual([
    'The face seen is Person B’s; nobody in this session is said to be the patient.',
  ])
  const fewer = [{ times: Float64Array.from(all.slice(0, 10)) }]
  const outside = [{ times: Float64Array.from([20_000]) }]
  const three = [
    { label: 'Person C', tracks: fewer },
    { label: 'Person B', tracks },
    { label: 'Person D', tracks: outside },
  ]
  expect(seenAs(patient, three)).toMatchObject({
    others: ['Person B', 'Person C'],
    reasons: ['The faces seen are Person B’s and Person C’s, not that of the proposed patient Person A.'],
  })
})

test('a gap says whether nobody’s face is there, another’s, or the patient’s that cannot be used', () => {
  const quality = clipQuality({
    tracks: [
      aTrack({
        times: all.filter((timeMs) => timeMs < 4000 || timeMs >= 8000),
        measures: (i) => (i < 10 ? { sharpness: 5 } : {}),
      }),
    ],
    frameTimes,
    startMs: 0,
    endMs: 10_000,
    patient,
    others: [{ label: 'Person B', tracks: [{ times: Float64Array.from(all.slice(20, 34)) }] }],
  })
  expect(quality.reasons.slice(1)).toEqual([
    'The patient’s face is not usable between 04.0 and 08.0 s: the face seen is Person B’s; in part no face is found.',
    'The patient’s face is not usable between 00.0 and 02.0 s: it is too small, blurred, turned away or covered.',
  ])
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
    reasons: [
      'The patient’s face is seen, but nowhere large, sharp, uncovered and turned to the camera enough.',
    ],
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
