import { describe, expect, test } from 'vitest'
import { choosePlan } from '#core/inference/engine/choose-plan.ts'
import type { EngineChoice, EngineReport, EngineTrial } from '#shared/domain/engine.ts'

const trial = (changes: Partial<EngineTrial>): EngineTrial => ({
  provider: 'cpu',
  precision: 'fp32',
  batch: 4,
  lanes: 2,
  framesPerSecond: 10,
  deviation: 0,
  refusal: null,
  ...changes,
})
const onDevice = (framesPerSecond: number, changes: Partial<EngineTrial> = {}): EngineTrial =>
  trial({ provider: 'webgpu', batch: 8, lanes: 1, framesPerSecond, ...changes })

function choose(trials: readonly EngineTrial[], choice: Partial<EngineChoice> = {}) {
  const report: EngineReport = {
    packSha256: 'a',
    cpu: 'x',
    cores: 2,
    runtimeVersion: '1',
    measuredUtc: '2024-01-01T00:00:00Z',
    trials: [...trials],
  }
  return choosePlan(report, { precision: null, provider: null, memoryMb: null, ...choice })
}

test('the fastest that passed is taken, with its batch and lanes and nothing else of the trial', () => {
  const trials = [
    trial({ framesPerSecond: 10 }),
    trial({ precision: 'int8', batch: 1, framesPerSecond: 30 }),
    trial({ precision: 'int8', batch: 1, lanes: 1, framesPerSecond: 20 }),
    trial({ lanes: 8, framesPerSecond: null, refusal: 'Its numbers differ.' }),
  ]
  expect(choose(trials)).toEqual({ provider: 'cpu', precision: 'int8', batch: 1, lanes: 2 })
})

describe('another device', () => {
  test('is taken when it is clearly faster than the processor', () => {
    expect(choose([onDevice(15), trial({})]).provider).toBe('webgpu')
  })

  test('is not taken when it is only a little faster', () => {
    expect(choose([onDevice(14.9), trial({})]).provider).toBe('cpu')
  })

  test('is taken however slow it is when it was asked for', () => {
    expect(choose([onDevice(1), trial({})], { provider: 'webgpu' }).provider).toBe('webgpu')
  })

  test('is taken when the processor has nothing in the precision that was asked for', () => {
    const trials = [onDevice(1, { precision: 'fp16' }), trial({})]
    expect(choose(trials, { precision: 'fp16' })).toMatchObject({ provider: 'webgpu', precision: 'fp16' })
  })
})

test('a precision that was asked for is kept to, although another is faster', () => {
  const trials = [trial({ framesPerSecond: 5 }), trial({ precision: 'int8', framesPerSecond: 50 })]
  expect(choose(trials, { precision: 'fp32' })).toMatchObject({ precision: 'fp32' })
})

describe('a choice that cannot be met is a sentence', () => {
  const refused = onDevice(1, { precision: 'fp16', refusal: 'It gives values that are no numbers.' })

  test.each<[string, Partial<EngineChoice>, string]>([
    [
      'with the reason of the trial',
      { precision: 'fp16', provider: 'webgpu' },
      'The model pack cannot be run with fp16 on webgpu: It gives values that are no numbers.',
    ],
    [
      'when nothing of the kind was tried',
      { precision: 'int8' },
      'The model pack cannot be run with int8: this pack or this computer has no such way.',
    ],
    [
      'when there is no such device',
      { provider: 'cuda' },
      'The model pack cannot be run with cuda: this pack or this computer has no such way.',
    ],
  ])('%s', (_, choice, message) => {
    expect(() => choose([refused, trial({})], choice)).toThrow(
      expect.objectContaining({ code: 'bad-request', message }),
    )
  })

  test('when nothing runs at all', () => {
    expect(() => choose([refused])).toThrow(
      expect.objectContaining({
        code: 'bad-request',
        message: 'The model pack cannot be run here: It gives values that are no numbers.',
      }),
    )
  })
})
