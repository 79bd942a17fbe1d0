import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { effectScope, shallowRef } from 'vue'
import { useTokenCounts } from '../../../../src-renderer/composables/use-token-count.ts'
import type { TokenCount } from '../../../../src-shared/domain/token-count.ts'
import { createFakeBridge } from '../../../helpers/fake-bridge.ts'

let scope = effectScope()
/** What was asked so far, and how to answer it. */
let asked: { texts: string[]; answer: (counts: TokenCount[]) => void }[] = []

beforeEach(() => {
  vi.useFakeTimers()
  scope = effectScope()
  asked = []
  const handlers = {
    'text.tokenCount': ({ texts }: { texts: string[] }) =>
      new Promise<TokenCount[]>((answer) => asked.push({ texts, answer })),
  }
  Object.assign(window, { bridge: createFakeBridge({ handlers }) })
})
afterEach(() => {
  scope.stop()
  vi.useRealTimers()
})

function countTexts(first: Record<string, string>) {
  const texts = shallowRef(first)
  const counts = scope.run(() => useTokenCounts(() => new Map(Object.entries(texts.value))))!
  const shown = () => Object.fromEntries([...counts.value].map(([key, { tokens }]) => [key, tokens]))
  const set = async (next: Record<string, string>, thenMs: number) => {
    texts.value = next
    await vi.advanceTimersByTimeAsync(thenMs)
  }
  return { set, shown }
}

async function answer(index: number, tokens: readonly number[]): Promise<void> {
  asked[index]!.answer(tokens.map((count) => ({ tokens: count, limit: 77 })))
  await vi.advanceTimersByTimeAsync(0)
}

it('asks once, after a pause in typing, for what is not blank', async () => {
  const { set, shown } = countTexts({ a: 'x' })
  await set({ a: 'x y' }, 100)
  await set({ a: 'x y z', b: '  ', c: 'w' }, 199)
  expect(asked).toEqual([])
  await vi.advanceTimersByTimeAsync(1)
  expect(asked.map(({ texts }) => texts)).toEqual([['x y z', 'w']])
  await answer(0, [5, 3])
  expect(shown()).toEqual({ a: 5, c: 3 })
})

it('keeps the counts before while text changes, and never takes a late answer for the present text', async () => {
  const { set, shown } = countTexts({ a: 'one' })
  await vi.advanceTimersByTimeAsync(200)
  await answer(0, [3])
  await set({ a: 'one two' }, 200)
  await set({ a: 'one two three' }, 200)
  expect(shown()).toEqual({ a: 3 })
  await answer(2, [5])
  await answer(1, [4])
  expect(shown()).toEqual({ a: 5 })
})

it('asks nothing more when its component is gone', async () => {
  countTexts({ a: 'one' })
  scope.stop()
  await vi.advanceTimersByTimeAsync(1000)
  expect(asked).toEqual([])
})
