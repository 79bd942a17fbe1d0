import { expect, test } from 'vitest'
import { createSemaphore } from '#core/async/semaphore.ts'

/** Acquires `count` times and counts how many got through. */
function acquire(semaphore: ReturnType<typeof createSemaphore>, count: number): { readonly through: number } {
  const counter = { through: 0 }
  for (let i = 0; i < count; i++) void semaphore.acquire().then(() => counter.through++)
  return counter
}
const settle = () => new Promise((resolve) => setImmediate(resolve))

test('so many get through, the others as permissions are released', async () => {
  const semaphore = createSemaphore(2)
  const counter = acquire(semaphore, 4)
  await settle()
  expect(counter.through).toBe(2)
  semaphore.release()
  await settle()
  expect(counter.through).toBe(3)
})

test('more releases than acquisitions do not raise the limit', async () => {
  const semaphore = createSemaphore(1)
  semaphore.release()
  semaphore.release()
  const counter = acquire(semaphore, 3)
  await settle()
  expect(counter.through).toBe(1)
})

test('once open, all pass', async () => {
  const semaphore = createSemaphore(1)
  const counter = acquire(semaphore, 3)
  await settle()
  semaphore.open()
  await settle()
  expect(counter.through).toBe(3)
  await semaphore.acquire()
})
