import { expect, test } from 'vitest'
import { createThread, createThreadCalls } from '#core/async/thread-calls.ts'
import { AppError } from '#shared/errors.ts'
import type { FailingWorks } from './failing-worker.ts'

const start = () => createThreadCalls<FailingWorks>(new URL('./failing-worker.ts', import.meta.url))

test('what work throws arrives: an error for the user with its code, any other without one', async () => {
  const call = start()
  const refused = await call('refuse', 'This is taken.').catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(AppError)
  expect(refused).toMatchObject({ code: 'conflict', message: 'This is taken.' })
  const failed = await call('fail', 'out of bounds').catch((error: unknown) => error)
  expect(failed).not.toBeInstanceOf(AppError)
  expect(failed).toMatchObject({ message: 'out of bounds' })
})

test('a thread that ends fails what waits for it, and the next call starts another', async () => {
  const call = start()
  await expect(call('end', undefined)).rejects.toThrow('ended before it answered')
  expect(await call('double', 4)).toBe(8)
})

test('calls beside one another get their own answers, and one that is cancelled before asks nothing', async () => {
  const call = start()
  expect(await Promise.all([call('double', 1), call('double', 2)])).toEqual([2, 4])
  const signal = AbortSignal.abort(new AppError('cancelled', 'No longer.'))
  await expect(call('double', 3, { signal, progress: () => undefined })).rejects.toThrow('No longer.')
})

test('a thread that is ended fails what waits for it, and the next call starts another', async () => {
  const { call, end } = createThread<FailingWorks>(new URL('./failing-worker.ts', import.meta.url))
  const waiting = expect(call('wait', undefined)).rejects.toThrow('ended before it answered')
  await end()
  await waiting
  expect(await call('double', 4)).toBe(8)
  await end()
})

test('what is handed over to a thread is not copied: it is gone here', async () => {
  const call = start()
  const bytes = new Uint8Array([1, 2, 3])
  const control = {
    signal: new AbortController().signal,
    progress: () => undefined,
    handedOver: [bytes.buffer],
  }
  expect(await call('count', bytes, control)).toBe(3)
  expect(bytes.byteLength).toBe(0)
})
