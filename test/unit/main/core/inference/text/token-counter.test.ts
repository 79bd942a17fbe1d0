import { expect, test } from 'vitest'
import { createTokenCounter } from '#core/inference/text/token-counter.ts'

test('counts in a thread of its own: this one goes on while the vocabulary is loaded', async () => {
  const count = createTokenCounter()
  let turns = 0
  const timer = setInterval(() => (turns += 1), 5)
  const [short, empty] = await count(['A smile.', ''])
  clearInterval(timer)
  expect(short).toEqual({ tokens: 5, limit: 77 })
  expect(empty).toEqual({ tokens: 2, limit: 77 })
  expect(turns).toBeGreaterThan(5)
})

test('requests that are under way together each get their own answer', async () => {
  const count = createTokenCounter()
  const [one, two] = await Promise.all([count(['a']), count(['a face', 'a'])])
  expect(one.map(({ tokens }) => tokens)).toEqual([3])
  expect(two.map(({ tokens }) => tokens)).toEqual([4, 3])
})
