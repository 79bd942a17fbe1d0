import { expect, test } from 'vitest'
import { openTrialSession } from '#core/inference/trial-session.ts'
import type { TrialOptions } from '#core/inference/trial-session.ts'
import { fakeSession } from '../../../../helpers/fake-session.ts'
import type { FakeSession } from '../../../../helpers/fake-session.ts'

const inputs = { image: { data: Float32Array.of(1, 2), dims: [1, 2] } }

/** A clock that each run of a provider moves on by its own cost. */
function trial(
  costs: Record<string, { ms: number; answer?: number; broken?: boolean }>,
  options: Partial<TrialOptions> = {},
) {
  let clock = 0
  const sessions = new Map<string, FakeSession>()
  const refused: string[] = []
  const opening = openTrialSession({
    candidates: Object.keys(costs),
    now: () => clock,
    onRefused: (provider, reason) => refused.push(`${provider}: ${reason}`),
    open: (provider) => {
      const { ms, answer = 10, broken = false } = costs[provider] ?? { ms: 0 }
      if (broken) return Promise.reject(new Error('no adapter'))
      const session = fakeSession({
        compute: () => {
          clock += ms
          return { data: Float32Array.of(answer), dims: [1] }
        },
      })
      sessions.set(provider, session)
      return Promise.resolve(session)
    },
    ...options,
  })
  return { opening, sessions, refused }
}

test('the first candidate that agrees with the CPU and is clearly faster is kept', async () => {
  const { opening, sessions } = trial({ webgpu: { ms: 2 }, cuda: { ms: 1 }, cpu: { ms: 10 } })
  const session = await opening
  expect(session.provider).toBeNull()
  expect((await session.run(inputs, ['out']))['out']?.data[0]).toBe(10)
  expect(session.provider).toBe('webgpu')
  expect(sessions.get('cpu')?.isDisposed).toBe(true)
  expect(sessions.has('cuda')).toBe(false)
})

test('a candidate that gives other numbers is passed over, however fast', async () => {
  const { opening, sessions, refused } = trial({ webgpu: { ms: 1, answer: 11 }, cpu: { ms: 10 } })
  const session = await opening
  await session.run(inputs, ['out'])
  expect(session.provider).toBe('cpu')
  expect(sessions.get('webgpu')?.isDisposed).toBe(true)
  expect(refused).toEqual(["webgpu: its numbers differ from the CPU's by 1.0e-1"])
})

test('a candidate that gives no numbers at all is passed over', async () => {
  const { opening } = trial({ webgpu: { ms: 1, answer: Number.NaN }, cpu: { ms: 10 } })
  const session = await opening
  await session.run(inputs, ['out'])
  expect(session.provider).toBe('cpu')
})

test('a software driver, which is no faster, is passed over unless it was asked for', async () => {
  const costs = { webgpu: { ms: 9 }, cpu: { ms: 10 } }
  const unasked = await trial(costs).opening
  await unasked.run(inputs, ['out'])
  expect(unasked.provider).toBe('cpu')
  const asked = await trial(costs, { speedMatters: false }).opening
  await asked.run(inputs, ['out'])
  expect(asked.provider).toBe('webgpu')
})

test('a candidate that cannot be opened falls through to the next', async () => {
  const { opening, refused } = trial({ webgpu: { ms: 1, broken: true }, cuda: { ms: 1 }, cpu: { ms: 10 } })
  const session = await opening
  await session.run(inputs, ['out'])
  expect(session.provider).toBe('cuda')
  expect(refused).toEqual(['webgpu: no adapter'])
})

test('two runs at once make one trial', async () => {
  const { opening, sessions } = trial({ webgpu: { ms: 1 }, cpu: { ms: 10 } })
  const session = await opening
  await Promise.all([session.run(inputs, ['out']), session.run(inputs, ['out'])])
  expect(sessions.get('cpu')?.runs).toHaveLength(2)
})
