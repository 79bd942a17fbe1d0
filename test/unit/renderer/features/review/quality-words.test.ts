import { describe, expect, it } from 'vitest'
import {
  asksWhoIsPatient,
  isSomebodyElse,
  qualitySentence,
  refusalOf,
} from '../../../../../src-renderer/features/review/quality-words.ts'
import { makeFakeQuality } from '../../../../helpers/fake-people.ts'

const limits = { minUsableShare: 0.3, hasPrediction: false }

describe('why a clip gets no prediction', () => {
  it('is nothing for a clip that was not looked at, and at the limit', () => {
    expect(refusalOf({ excluded: false }, null, limits)).toBeNull()
    expect(refusalOf({ excluded: false }, makeFakeQuality(0.3), limits)).toBeNull()
  })

  it('names the share and the limit below it', () => {
    const sentence = refusalOf({ excluded: false }, makeFakeQuality(0.12), limits)
    expect(sentence).toContain('usable in 12 % of the frames')
    expect(sentence).toContain('Below 30 %')
  })

  it('says that the face cannot be used at all', () => {
    expect(refusalOf({ excluded: false }, makeFakeQuality(0), limits)).toContain(
      'cannot be used in any frame',
    )
  })

  it('tells an estimate from before from one that could be made now', () => {
    const sentence = refusalOf({ excluded: false }, makeFakeQuality(0.12), { ...limits, hasPrediction: true })
    expect(sentence).toContain('made before')
  })

  it('is the exclusion, whatever the face', () => {
    expect(refusalOf({ excluded: true }, makeFakeQuality(1), limits)).toContain('excluded')
  })
})

it('says how much can be used, and the longest gap', () => {
  const quality = { ...makeFakeQuality(0.64), frames: 120, longestGapMs: 2160 }
  expect(qualitySentence(quality)).toBe('Usable in 64 % of 120 frames; the longest gap is 2.2 s.')
  expect(qualitySentence({ ...quality, longestGapMs: 0 })).toBe(
    'Usable in 64 % of 120 frames, without a gap.',
  )
})

describe('a clip in which another person is seen', () => {
  const reasons = ['The face seen is Person B’s, not that of the proposed patient Person A.']
  const somebodyElse = { ...makeFakeQuality(0), reasons, others: ['Person B'] }

  it('is told from one in which the patient’s face cannot be used', () => {
    expect(isSomebodyElse(somebodyElse)).toBe(true)
    expect(isSomebodyElse({ ...somebodyElse, patientSeen: true })).toBe(false)
    expect(isSomebodyElse(makeFakeQuality(0))).toBe(false)
  })

  it('says whose face it is in place of a share, and why there is no prediction', () => {
    expect(qualitySentence(somebodyElse)).toBe('The patient’s face is usable in none of 120 frames.')
    expect(refusalOf({ excluded: false }, somebodyElse, limits)).toMatch(
      /^The face seen is Person B’s, .* say in People who the patient is\.$/,
    )
  })

  it('leads to People, unless the patient is seen well', () => {
    expect(asksWhoIsPatient(somebodyElse)).toBe(true)
    expect(asksWhoIsPatient({ ...makeFakeQuality(0.9), others: ['Person B'] })).toBe(false)
    expect(asksWhoIsPatient(makeFakeQuality(0.1))).toBe(false)
  })
})
