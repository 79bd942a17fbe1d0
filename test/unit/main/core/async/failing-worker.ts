/** A thread of the tests. */
import { serveThreadCalls } from '#core/async/thread-calls.ts'
import { AppError } from '#shared/errors.ts'

export interface FailingWorks {
  refuse(sentence: string): Promise<never>
  fail(sentence: string): Promise<never>
  end(): Promise<never>
  wait(): Promise<never>
  double(value: number): Promise<number>
  count(bytes: Uint8Array): Promise<number>
}

serveThreadCalls<FailingWorks>({
  refuse: (sentence) => Promise.reject(new AppError('conflict', sentence)),
  fail: (sentence) => Promise.reject(new RangeError(sentence)),
  end: () => process.exit(3),
  wait: () => new Promise(() => undefined),
  double: (value) => Promise.resolve(2 * value),
  count: ({ byteLength }) => Promise.resolve(byteLength),
})
