import { describe, expect, test } from 'vitest'
import { engineCandidates, isReportOf } from '#core/inference/engine/candidates.ts'
import type { EngineCandidate } from '#core/inference/engine/candidates.ts'
import type { EngineReport, EngineTrial } from '#shared/domain/engine.ts'
import type { ClipTextPack, Precision } from '#shared/domain/pack.ts'
import { fakeNetsManifest } from '../../../../../helpers/fake-nets.ts'

const all: Precision[] = ['fp32', 'fp16', 'int8']
const machine = { providers: ['cpu'], cores: 4, machineMemoryMb: 64_000 }
const unbounded = { memoryMb: null }

const short = ({ provider, precision, batch, lanes }: EngineCandidate): string =>
  `${provider} ${precision} ${batch} x ${lanes}`

/** Nets of so many MB each, per precision. */
function packOf(megabytes: number, precisions: readonly Precision[] = ['fp32']): ClipTextPack {
  const manifest = fakeNetsManifest(precisions)
  const names = precisions.flatMap((precision) =>
    ['visual', 'temporal', 'text'].map((net) => `${net}.${precision}.onnx`),
  )
  const files = names.map((name) => ({ name, sha256: '0'.repeat(64), bytes: megabytes * 1e6 }))
  return { ...manifest, files }
}

describe('ways that are worth a try', () => {
  test('on the CPU: fp32 and int8, a lane a core, half of them, and one', () => {
    expect(engineCandidates(packOf(1, all), machine, unbounded).map(short)).toEqual([
      'cpu fp32 4 x 4',
      'cpu fp32 4 x 2',
      'cpu fp32 4 x 1',
      // One frame a run: 8-bit inputs are quantised by what is in the run.
      'cpu int8 1 x 4',
      'cpu int8 1 x 2',
      'cpu int8 1 x 1',
    ])
  })

  test('two frames of an 8-bit net in a run where each is quantised by itself', () => {
    const pack = packOf(1, ['int8'])
    const apart = { ...pack, visual: { ...pack.visual, framesApart: true as const } }
    const alone = { ...machine, cores: 1 }
    expect(engineCandidates(apart, alone, unbounded).map(short)).toEqual(['cpu int8 2 x 1'])
  })

  test.each([
    [1, [1]],
    [2, [2, 1]],
    [3, [3, 2, 1]],
    [64, [8, 4, 1]],
  ])('with %d cores: %j lanes', (cores, lanes) => {
    const found = engineCandidates(packOf(1), { ...machine, cores }, unbounded)
    expect(found.map((candidate) => candidate.lanes)).toEqual(lanes)
  })

  test('on another device: fp32 and fp16, one lane, small and large batches, and then the CPU', () => {
    const found = engineCandidates(
      packOf(1, all),
      { ...machine, providers: ['webgpu', 'cpu'], cores: 1 },
      unbounded,
    )
    expect(found.map(short)).toEqual([
      'webgpu fp32 8 x 1',
      'webgpu fp32 32 x 1',
      'webgpu fp16 8 x 1',
      'webgpu fp16 32 x 1',
      'cpu fp32 4 x 1',
      'cpu int8 1 x 1',
    ])
  })

  test('of a pack with nothing made for a device: none there, and what there is on the CPU', () => {
    const surroundings = { ...machine, providers: ['webgpu', 'cpu'], cores: 1 }
    const shortOf = (precisions: readonly Precision[]) =>
      engineCandidates(packOf(1, precisions), surroundings, unbounded).map(short)
    expect(shortOf(['int8'])).toEqual(['cpu int8 1 x 1'])
    expect(shortOf(['fp16'])).toEqual(['webgpu fp16 8 x 1', 'webgpu fp16 32 x 1', 'cpu fp16 4 x 1'])
  })
})

describe('the memory bound', () => {
  test('refuses what needs more, with a sentence, and lets the rest pass', () => {
    const found = engineCandidates(packOf(100), machine, { memoryMb: 600 })
    // The visual net once a lane and the two others once, packed copies a little larger, and something beside.
    expect(found.map(({ lanes, refusal }) => [lanes, refusal])).toEqual([
      [4, 'Needs about 840 MB; models may take 600 MB.'],
      [2, 'Needs about 610 MB; models may take 600 MB.'],
      [1, null],
    ])
  })

  test('is a quarter of the machine’s memory unless it was set', () => {
    const refusals = (machineMemoryMb: number) =>
      engineCandidates(packOf(100), { ...machine, cores: 1, machineMemoryMb }, unbounded).map(
        ({ refusal }) => refusal,
      )
    expect(refusals(2000)).toEqual([null])
    expect(refusals(1900)).toEqual(['Needs about 495 MB; models may take 475 MB.'])
  })

  test('counts the files of the precision, with their weights, and nets of their own kind only', () => {
    const weighed = (pack: ClipTextPack) =>
      engineCandidates(pack, { ...machine, cores: 1 }, { memoryMb: 256 })[0]?.refusal
    const { visual, ...rest } = packOf(1)
    const files = { fp32: { graph: 'visual.fp32.onnx', weights: 'visual.fp32.weights' } }
    const heavy = { name: 'visual.fp32.weights', sha256: '0'.repeat(64), bytes: 400e6 }
    const pack: ClipTextPack = { ...rest, visual: { ...visual, files }, files: [...rest.files, heavy] }
    expect(weighed(pack)).toBe('Needs about 614 MB; models may take 256 MB.')
    const words = { kind: 'word-list' as const, file: 'words.json', labels: ['up', 'down'] }
    expect(weighed({ ...pack, temporal: { kind: 'mean' }, text: words })).toBe(
      'Needs about 612 MB; models may take 256 MB.',
    )
  })
})

describe('a report answers for candidates', () => {
  const candidates = engineCandidates(packOf(100), machine, { memoryMb: 600 })
  const trialOf = ({ refusal, ...plan }: EngineCandidate): EngineTrial => ({
    ...plan,
    framesPerSecond: refusal === null ? 10 : null,
    deviation: refusal === null ? 0 : null,
    refusal,
  })
  const report = (trials: readonly EngineTrial[]): EngineReport => ({
    packSha256: 'a',
    cpu: 'x',
    cores: 4,
    runtimeVersion: '1',
    measuredUtc: '2024-01-01T00:00:00Z',
    trials: [...trials],
  })
  const trials = candidates.map(trialOf)

  test('that it was made of', () => {
    expect(isReportOf(report(trials), candidates)).toBe(true)
  })

  test('of which some turned out not to work', () => {
    const roomy = engineCandidates(packOf(100), machine, { memoryMb: 610 })
    const broken = roomy
      .map(trialOf)
      .map((trial) => (trial.lanes === 2 ? { ...trial, refusal: 'Its numbers differ.' } : trial))
    expect(isReportOf(report(broken), roomy)).toBe(true)
  })

  test('but not when the memory bound lets other ways pass', () => {
    const [more, less] = [700, 500].map((memoryMb) => engineCandidates(packOf(100), machine, { memoryMb }))
    expect(isReportOf(report(trials), more ?? [])).toBe(false)
    expect(isReportOf(report((more ?? []).map(trialOf)), less ?? [])).toBe(false)
  })

  test('but not when there is another device, or one less', () => {
    const providers = ['webgpu', 'cpu']
    const other = engineCandidates(packOf(100), { ...machine, providers }, { memoryMb: 600 })
    expect(isReportOf(report(trials), other)).toBe(false)
    expect(isReportOf(report(other.map(trialOf)), candidates)).toBe(false)
  })

  test('but not when nothing passed', () => {
    const failed = trials.map((trial) => ({ ...trial, refusal: trial.refusal ?? 'It crashed.' }))
    expect(isReportOf(report(failed), candidates)).toBe(false)
  })
})
