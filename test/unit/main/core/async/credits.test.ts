import { expect, test } from 'vitest'
import { createCredits } from '#core/async/credits.ts'

/** Takes `count` times and tells how many got through. */
function take(credits: ReturnType<typeof createCredits>, count: number): { readonly through: number } {
  const counter = { through: 0 }
  for (let i = 0; i < count; i++) void credits.take().then(() => counter.through++)
  return counter
}
const settle = () => new Promise((resolve) => setImmediate(resolve))

test('so many get through, the others as credits come back', async () => {
  const credits = createCredits(2)
  const counter = take(credits, 4)
  await settle()
  expect(counter.through).toBe(2)
  credits.give()
  await settle()
  expect(counter.through).toBe(3)
})

test('more acknowledgements than takes do not raise the limit', async () => {
  const credits = createCredits(1)
  credits.give()
  credits.give()
  const counter = take(credits, 3)
  await settle()
  expect(counter.through).toBe(1)
})

test('once released, all pass', async () => {
  const credits = createCredits(1)
  const counter = take(credits, 3)
  await settle()
  credits.release()
  await settle()
  expect(counter.through).toBe(3)
  await credits.take()
})
