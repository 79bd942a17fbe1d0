import fc from 'fast-check'
import { expect, test } from 'vitest'
import { guardFormula, unguardFormula } from '#core/exchange/csv/formula-guard.ts'

test.each(['=1+1', '+49 30', '-1', '@SUM(A1)', '\t=1', '\r=1', "'=1", "''-"])(
  'puts an apostrophe in front of %j',
  (text) => {
    expect(guardFormula(text)).toBe(`'${text}`)
  },
)

test.each(['smiles', '', "it's", "'tis", ' =1', '1-2'])('leaves %j as it is', (text) => {
  expect(guardFormula(text)).toBe(text)
})

test('gives every text back, and never lets one through that a spreadsheet would run', () => {
  const texts = fc.oneof(fc.string(), fc.stringMatching(/^'{0,3}[=+\-@\t\r]?.{0,5}$/))
  fc.assert(
    fc.property(texts, (text) => {
      const cell = guardFormula(text)
      expect(unguardFormula(cell)).toBe(text)
      expect(cell).not.toMatch(/^[=+\-@\t\r]/)
    }),
  )
})
