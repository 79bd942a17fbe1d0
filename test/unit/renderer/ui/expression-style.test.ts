import { expect, it } from 'vitest'
import { expressionOf, expressionToken } from '../../../../src-renderer/ui/expression-style.ts'

it.each([
  ['Happy', 'happy'],
  ['happiness', 'happy'],
  ['fear', 'fearful'],
  ['contempt', null],
])('knows %s as %s, as charts do', (label, expression) => {
  expect(expressionOf(label)).toBe(expression)
  expect(expressionToken(label)).toBe(`--expr-${expression ?? 'other'}`)
})
