import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Scale } from '#shared/domain/scale.ts'
import { computeTotal, rangeWords, scaleSchema, takesValue, totalRange } from '#shared/domain/scale.ts'

const item = (id: string, extra: object = {}) => {
  return { id, column: `own_${id}`, name: id, min: 1, max: 5, faceVisible: false, ...extra }
}
const document = {
  formatVersion: 1,
  id: 'own',
  title: 'Own',
  shortTitle: 'Own',
  version: '2026, three items',
  citation: '',
  licenceNote: '',
  items: [item('a'), item('b', { reversed: true }), item('c')],
  totals: [
    { id: 'strict', column: 'strict', name: 'Strict', items: ['a', 'b', 'c'] },
    { id: 'lenient', column: 'lenient', name: 'Lenient', items: ['a', 'b', 'c'], mostMissing: 1 },
  ],
}
const scale: Scale = scaleSchema.parse(document)
const [strict, lenient] = scale.totals
if (strict === undefined || lenient === undefined) throw new Error('The scale has two totals.')

const given =
  (values: Record<string, number>) =>
  (id: string): number | null =>
    values[id] ?? null

describe('a total', () => {
  it('counts a reversed item from its other end', () => {
    expect(computeTotal(scale, strict, given({ a: 5, b: 1, c: 2 }))).toEqual({
      ...{ complete: true, value: 5 + 5 + 2, missing: 0 },
    })
  })

  it('is missing with one of its items, where the scale says nothing else', () => {
    expect(computeTotal(scale, strict, given({ a: 5, c: 2 }))).toEqual({
      ...{ complete: false, value: null, rated: 2, of: 3 },
    })
  })

  it('takes the mean of the others for as many missing items as the scale allows, and says how many', () => {
    expect(computeTotal(scale, lenient, given({ a: 5, c: 2 }))).toEqual({
      ...{ complete: true, value: 10.5, missing: 1 },
    })
    expect(computeTotal(scale, lenient, given({ c: 2 }))).toMatchObject({ complete: false, rated: 1 })
  })

  it('takes the mean of counted values, not of those that were written down', () => {
    expect(computeTotal(scale, lenient, given({ b: 1, c: 5 }))).toMatchObject({ value: 15 })
  })

  it('stays within its range, whatever is rated and missing', () => {
    const score = fc.option(fc.integer({ min: 1, max: 5 }), { nil: null })
    const range = totalRange(scale, lenient)
    fc.assert(
      fc.property(score, score, score, (a, b, c) => {
        const result = computeTotal(scale, lenient, (id) => ({ a, b, c })[id] ?? null)
        if (!result.complete) return
        expect(result.value).toBeGreaterThanOrEqual(range.min)
        expect(result.value).toBeLessThanOrEqual(range.max)
      }),
      { seed: 12, numRuns: 100 },
    )
  })
})

describe('a mean', () => {
  const mean = { ...lenient, method: 'mean' as const }

  it('is of the items that were rated, where so many may be missing', () => {
    expect(computeTotal(scale, mean, given({ a: 5, b: 1, c: 2 }))).toMatchObject({ value: 4, missing: 0 })
    expect(computeTotal(scale, mean, given({ a: 5, c: 2 }))).toMatchObject({ value: 3.5, missing: 1 })
    expect(totalRange(scale, mean)).toEqual({ min: 1, max: 5 })
  })
})

describe('the values of an item', () => {
  it('are whole numbers, or only every so many', () => {
    const line = { min: 0, max: 100, step: 10 }
    expect([0, 10, 100].every((value) => takesValue(line, value))).toBe(true)
    expect([5, -10, 110, 10.5].some((value) => takesValue(line, value))).toBe(false)
    expect(takesValue({ min: 1, max: 7 }, 4)).toBe(true)
    expect(rangeWords(line)).toBe('0 to 100 in steps of 10')
  })
})

describe('the file of a scale', () => {
  it.each([
    ['steps that do not end at the highest value', { step: 3 }, /no whole number of steps/],
    [
      'a reason why a face does not show what it shows',
      { faceVisible: true, notOnFace: 'speech' },
      /a face shows it/,
    ],
  ])('refuses %s', (_, more, message) => {
    const result = scaleSchema.safeParse({ ...document, items: [item('a', more), item('b'), item('c')] })
    expect(result.error?.issues[0]?.message).toMatch(message)
  })

  const total = { id: 't', column: 't', name: 'T', items: ['a', 'b'] }
  it.each([
    ['a total that has a value without any item', { ...total, mostMissing: 2 }, /without any item/],
    ['a total that names an item twice', { ...total, items: ['a', 'a'] }, /names an item twice/],
    ['a total of an unknown item', { ...total, items: ['z'] }, /unknown item z/],
  ])('refuses %s', (_, wrong, message) => {
    const result = scaleSchema.safeParse({ ...document, totals: [wrong] })
    expect(result.error?.issues[0]?.message).toMatch(message)
  })
})
