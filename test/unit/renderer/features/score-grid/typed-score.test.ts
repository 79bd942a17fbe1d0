import { expect, it } from 'vitest'
import { scoreIn, typedScore } from '../../../../../src-renderer/features/score-grid/typed-score.ts'

it.each([
  [{ min: 1, max: 7 }, '3', { kind: 'done', value: 3 }],
  [{ min: 1, max: 7 }, '8', { kind: 'refused', text: '8' }],
  [{ min: 0, max: 10 }, '1', { kind: 'open', text: '1' }],
  [{ min: 0, max: 10 }, '10', { kind: 'done', value: 10 }],
  [{ min: 0, max: 10 }, '2', { kind: 'done', value: 2 }],
  [{ min: 0, max: 100, step: 10 }, '5', { kind: 'open', text: '5' }],
  [{ min: 0, max: 100, step: 10 }, '55', { kind: 'refused', text: '55' }],
  [{ min: 1, max: 1_000_000 }, '99999', { kind: 'open', text: '99999' }],
  [{ min: -3, max: 3 }, '-', { kind: 'open', text: '-' }],
  [{ min: -3, max: 3 }, '-2', { kind: 'done', value: -2 }],
  [{ min: 0, max: 7 }, '-', { kind: 'refused', text: '-' }],
])('on %o takes %s as %o', (item, text, typed) => {
  expect(typedScore(item, text)).toEqual(typed)
})

it('takes what is a score when it ends', () => {
  expect([
    scoreIn({ min: 0, max: 10 }, '1'),
    scoreIn({ min: 10, max: 20 }, '1'),
    scoreIn({ min: -3, max: 3 }, '-'),
  ]).toEqual([1, null, null])
})
