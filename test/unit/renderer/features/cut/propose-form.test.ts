import { describe, expect, it } from 'vitest'
import { cutMethodSchema } from '../../../../../src-shared/domain/cut.ts'
import type { MethodTexts } from '../../../../../src-renderer/features/cut/propose-form.ts'
import {
  fieldError,
  methodFields,
  readMethod,
  startTexts,
} from '../../../../../src-renderer/features/cut/propose-form.ts'

const errorsOf = (kind: 'fixed' | 'speech' | 'face', part: Partial<MethodTexts>): (string | null)[] => {
  const texts = { ...startTexts, ...part }
  return methodFields(kind).map((field) => fieldError(field, texts))
}

describe('the form for proposing clips', () => {
  it.each(['fixed', 'speech', 'face'] as const)('starts with values that main takes: %s', (kind) => {
    const method = readMethod(kind, startTexts)
    expect(cutMethodSchema.parse(method)).toEqual(method)
  })

  it.each(['fixed', 'speech', 'face'] as const)('has the limits that main has: %s', (kind) => {
    for (const edge of ['min', 'max'] as const) {
      const texts = Object.fromEntries(methodFields(kind).map((field) => [field.name, String(field[edge])]))
      const method = readMethod(kind, { ...startTexts, ...texts })
      expect(cutMethodSchema.safeParse(method).success).toBe(true)
    }
  })

  it('reads seconds and decibels, with a comma as well', () => {
    expect(readMethod('speech', { ...startTexts, silence: '0,45', threshold: '7.5' })).toEqual({
      kind: 'speech',
      silenceMs: 450,
      thresholdDb: 7.5,
      minLengthMs: 3000,
      maxLengthMs: 20_000,
    })
  })

  it('says what is wrong with a field, and proposes nothing meanwhile', () => {
    expect(errorsOf('fixed', { length: '0.2', stride: 'ten' })).toEqual([
      'A number from 0.5 to 3600 s.',
      'A number from 0.1 to 3600 s.',
    ])
    expect(readMethod('fixed', { ...startTexts, length: '' })).toBeNull()
  })

  it('does not take a shortest clip that is longer than the longest', () => {
    expect(errorsOf('face', { shortest: '30' })).toContain('Not longer than the longest clip.')
  })
})
