import { describe, expect, it } from 'vitest'
import type { EngineChoice } from '../../../../../src-shared/domain/engine.ts'
import { choiceProblem, trialName } from '../../../../../src-renderer/features/packs/engine-words.ts'
import { trialInUse } from '#shared/domain/trial-in-use.ts'
import { fakeEngineReport } from '../../../../helpers/fake-workshop.ts'

const free: EngineChoice = { precision: null, provider: null, memoryMb: null }

describe('the trial in use', () => {
  it.each([
    ['WebGPU fp32', free],
    ['CPU int8', { ...free, provider: 'cpu' }],
    ['CPU int8', { ...free, precision: 'int8' as const }],
    ['CPU fp32', { ...free, provider: 'cpu', precision: 'fp32' as const }],
  ])('is %s: the fastest that passed and was allowed', (name, choice) => {
    const trial = trialInUse(fakeEngineReport, choice)
    expect(trial === null ? null : trialName(trial)).toBe(name)
    expect(choiceProblem(fakeEngineReport, choice)).toBeNull()
  })

  it('is the processor where a device is only a little faster, unless the device was asked for', () => {
    const trials = fakeEngineReport.trials.map((trial) =>
      trial.provider === 'webgpu' ? { ...trial, framesPerSecond: 80 } : trial,
    )
    const report = { ...fakeEngineReport, trials }
    expect(trialInUse(report, free)?.provider).toBe('cpu')
    expect(trialInUse(report, { ...free, provider: 'webgpu' })?.provider).toBe('webgpu')
  })

  it('is none where the choice passed nowhere, and the sentence names the choice', () => {
    const choice: EngineChoice = { ...free, provider: 'webgpu', precision: 'fp16' }
    expect(trialInUse(fakeEngineReport, choice)).toBeNull()
    expect(choiceProblem(fakeEngineReport, choice)).toContain('WebGPU in fp16')
  })

  it('is none where nothing passed at all', () => {
    const trials = fakeEngineReport.trials.map((trial) => ({ ...trial, refusal: 'Wrong numbers.' }))
    expect(choiceProblem({ ...fakeEngineReport, trials }, free)).toContain('Nothing that was tried')
  })
})
