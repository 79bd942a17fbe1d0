import { describe, expect, it } from 'vitest'
import { qualitySentence, refusalOf } from '../../../../../src-renderer/features/review/quality-words.ts'
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
