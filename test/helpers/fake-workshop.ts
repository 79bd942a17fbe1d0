import type { EngineReport } from '../../src-shared/domain/engine.ts'
import type { Job } from '../../src-shared/domain/job.ts'
import type { PackPlan } from '../../src-shared/domain/pack-plan.ts'
import type { Architecture, PackSummary } from '../../src-shared/domain/pack.ts'
import type { Prediction, PredictedWindow } from '../../src-shared/domain/prediction.ts'
import type { PromptSet } from '../../src-shared/domain/prompt-set.ts'
import { AppError } from '../../src-shared/errors.ts'
import type { FakeBridge, FakeHandlers } from './fake-bridge.ts'
import { fakeFacePack, fakePack } from './fake-study.ts'

const cpu = 'Intel(R) Xeon(R) Platinum 8370C CPU @ 2.80GHz'

export const fakeArchitecture: Architecture = {
  kind: 'emoclip',
  embeddingDim: 512,
  parameters: 219_966_722,
  visual: { width: 768, layers: 12, heads: 12, patchSize: 32, imageSize: 224 },
  text: { width: 512, layers: 12, heads: 8, contextLength: 77, vocabularySize: 49_408 },
  temporal: { layers: 2, heads: 8, headWidth: 2048, hiddenWidth: 512, maxFrames: 1024 },
}

export const fakeEmoclipPack: PackSummary = {
  id: 'emoclip-vit-b-32',
  version: '1.0.0-4f0c21',
  sha256: 'c'.repeat(64),
  title: 'EmoCLIP ViT-B/32',
  task: 'clip-text',
  licence: 'CC BY-NC 4.0, from the authors’ page',
  origin: 'Built on this computer from checkpoint files.',
  citation: 'Foteinopoulou and Patras: EmoCLIP. FG 2024.',
  bytes: 1_111_000_000,
  zeroShot: true,
  embeddingDim: 512,
  claims: {
    summary:
      'Compares a whole clip with sentences. It was not trained on the labels of the classes that it is asked for.',
    trainedOn: 'Captions of acted and found video clips (MAFW), not patients.',
    accuracy: [
      { dataset: 'DFEW, 7 classes', measure: 'unweighted recall, zero-shot, as published', value: 0.3676 },
      { dataset: 'AFEW, 7 classes', measure: 'unweighted recall, zero-shot, as published', value: 0.3613 },
    ],
    limits: [
      'Not validated on people with schizophrenia.',
      'The wording of the sentences changes the result.',
    ],
  },
  crop: { kind: 'face-square', margin: 0.3, sizePx: 224 },
  precisions: ['fp32', 'int8'],
  build: {
    architecture: fakeArchitecture,
    sources: [
      {
        name: 'downstream.pth',
        sha256: '7d'.repeat(32),
        bytes: 626_300_000,
        format: 'pytorch',
        role: 'frame encoder and temporal transformer',
      },
      {
        name: 'ViT-B-32.pt',
        sha256: '40'.repeat(32),
        bytes: 353_976_522,
        format: 'torchscript',
        role: 'text encoder and logit scale',
      },
    ],
    measured: {
      cpu,
      precisions: [
        {
          precision: 'fp32',
          bytes: 880_000_000,
          largestDeviation: 3.1e-6,
          smallestCosine: 1,
          msPerFrame: 61.2,
        },
        {
          precision: 'int8',
          bytes: 231_000_000,
          largestDeviation: 0.0093,
          smallestCosine: 0.999_912_4,
          msPerFrame: 24.8,
        },
      ],
    },
  },
  removable: true,
  problem: null,
}

export const fakeElevenClasses: PromptSet = {
  id: 2,
  name: 'Eleven expressions',
  origin: 'pack',
  packId: fakeEmoclipPack.id,
  frameStride: 2,
  classes: [
    { label: 'anger', sentence: 'Brows drawn down and together, eyes fixed, lips pressed tight.' },
    { label: 'disgust', sentence: 'Nose wrinkled, upper lip raised, the head turned away.' },
    { label: 'fear', sentence: 'Eyes wide open, brows raised and drawn together, mouth stretched.' },
    { label: 'happiness', sentence: 'Corners of the mouth and cheeks raised, wrinkles beside the eyes.' },
    { label: 'neutral', sentence: 'A face at rest, without tension in brows or mouth.' },
    { label: 'sadness', sentence: 'Inner brows raised, corners of the mouth and gaze drawn down.' },
    { label: 'surprise', sentence: 'Brows raised high, eyes open, jaw dropped.' },
    { label: 'contempt', sentence: 'One corner of the mouth tightened and raised, the look from above.' },
    { label: 'anxiety', sentence: 'Gaze restless, lips bitten, brows slightly drawn together.' },
    { label: 'helplessness', sentence: 'Shoulders and brows raised, gaze searching, mouth half open.' },
    { label: 'disappointment', sentence: 'Gaze lowered, a slow breath out, lips pressed together.' },
  ],
}

export const fakePlan: PackPlan = {
  planId: 'plan-1',
  sources: [
    {
      name: 'downstream.pth',
      bytes: 626_300_000,
      format: 'pytorch',
      role: 'frame encoder and temporal transformer',
      tensors: 178,
    },
    {
      name: 'ViT-B-32.pt',
      bytes: 353_976_522,
      format: 'torchscript',
      role: 'text encoder and logit scale',
      tensors: 302,
    },
  ],
  architecture: fakeArchitecture,
  isActivationKnown: true,
  title: 'EmoCLIP ViT-B/32',
  missing: [],
  unexpected: [],
  notes: [
    'The logit scale is taken from ViT-B-32.pt, because downstream.pth has none.',
    'The frame encoder of ViT-B-32.pt is not used: downstream.pth has its own.',
  ],
  problem: null,
}

/** What main says of downstream.pth alone: it has no text encoder. */
export const fakeHalfPlan: PackPlan = {
  ...fakePlan,
  planId: 'plan-2',
  sources: fakePlan.sources.slice(0, 1),
  architecture: null,
  missing: [
    ...Array.from({ length: 12 }, (_, layer) => [
      `transformer.resblocks.${String(layer)}.attn.in_proj_weight`,
      `transformer.resblocks.${String(layer)}.attn.in_proj_bias`,
      `transformer.resblocks.${String(layer)}.mlp.c_fc.weight`,
    ]).flat(),
    'token_embedding.weight',
    'positional_embedding',
    'ln_final.weight',
    'text_projection',
  ],
  unexpected: ['mlp.0.weight', 'mlp.0.bias', 'mlp.2.weight', 'mlp.2.bias'],
  notes: [],
  problem:
    'downstream.pth has no text encoder. Add the CLIP file that it was trained from, such as ViT-B-32.pt.',
}

export const fakeEngineReport: EngineReport = {
  packSha256: fakeEmoclipPack.sha256,
  cpu,
  cores: 8,
  runtimeVersion: '1.30.0',
  measuredUtc: '2026-03-02T13:02:11Z',
  trials: [
    {
      provider: 'webgpu',
      precision: 'fp16',
      batch: 16,
      lanes: 1,
      framesPerSecond: 210.4,
      deviation: 0.031,
      refusal: 'Its numbers are 3.1 % off those of the processor; at most 2 % pass.',
    },
    {
      provider: 'webgpu',
      precision: 'fp32',
      batch: 16,
      lanes: 1,
      framesPerSecond: 121.7,
      deviation: 0.000_004,
      refusal: null,
    },
    {
      provider: 'cpu',
      precision: 'int8',
      batch: 4,
      lanes: 8,
      framesPerSecond: 64.2,
      deviation: 0.0093,
      refusal: null,
    },
    {
      provider: 'cpu',
      precision: 'fp32',
      batch: 4,
      lanes: 8,
      framesPerSecond: 31.9,
      deviation: 0,
      refusal: null,
    },
    {
      provider: 'cuda',
      precision: 'fp32',
      batch: 16,
      lanes: 1,
      framesPerSecond: null,
      deviation: null,
      refusal: 'CUDA could not be started: libcudnn.so.9 is not on this computer.',
    },
  ],
}

/** The same prediction as a pack would make it that reads windows of `length` sampled frames. */
export function inWindows(
  prediction: Prediction,
  { length, stride }: { length: number; stride: number },
): Prediction {
  const { frames, labels } = prediction
  const windows: PredictedWindow[] = []
  for (let from = 0; from < frames.length; from += stride) {
    const part = frames.slice(from, from + length)
    const seen = part.flatMap((frame) => (frame.probabilities === null ? [] : [frame.probabilities]))
    const [first, last] = [part[0], part.at(-1)]
    if (seen.length > 0 && first !== undefined && last !== undefined) {
      const probabilities = labels.map(
        (_, place) => seen.reduce((sum, row) => sum + (row[place] ?? 0), 0) / seen.length,
      )
      windows.push({ startMs: first.timeMs, endMs: last.timeMs, probabilities })
    }
    if (from + length >= frames.length) break
  }
  return {
    ...prediction,
    frames: frames.map((frame) => ({ ...frame, probabilities: null })),
    windows,
    provenance: {
      ...prediction.provenance,
      packId: fakeEmoclipPack.id,
      provider: 'webgpu',
      precision: 'fp32',
    },
  }
}

/** Work that ends at once. */
function startJob(bridge: FakeBridge, job: Pick<Job, 'kind' | 'title'>): { jobId: string } {
  const jobs = bridge.study?.jobs ?? []
  const jobId = `work-${String(jobs.length + 1)}`
  const done: Job = {
    ...job,
    jobId,
    done: 1,
    total: 1,
    failures: [],
    notices: [],
    stage: null,
    attempts: 1,
    endedUtc: null,
    startedUtc: new Date().toISOString(),
    status: 'done',
    summary: `${job.title}: done.`,
  }
  jobs.push(done)
  queueMicrotask(() => {
    bridge.emit('job.changed', done)
  })
  return { jobId }
}

/** Packs and engine as main answers them, held in memory: `downstream.pth` needs a second file to be a pack. */
export function workshopHandlers(
  bridge: FakeBridge,
  start: readonly PackSummary[] = [fakePack, fakeFacePack],
): FakeHandlers {
  let packs = [...start]
  let report: EngineReport | null = null
  const change = (next: PackSummary[]): void => {
    packs = next
    bridge.emit('packs.changed', {})
  }
  return {
    'pack.list': () => packs,
    'pack.inspect': ({ files }) => {
      if (files.some((file) => file.endsWith('.csv'))) {
        throw new AppError(
          'checkpoint-invalid',
          'scores.csv is no checkpoint: it is neither a zip file nor safetensors.',
        )
      }
      return files.length === 1 ? fakeHalfPlan : fakePlan
    },
    'pack.build': ({ title, licence }) => {
      change([...packs, { ...fakeEmoclipPack, title, licence }])
      return startJob(bridge, { kind: 'pack-build', title: `Building ${title}` })
    },
    'pack.install': () => startJob(bridge, { kind: 'pack-verify', title: 'Installing a pack' }),
    'pack.verify': () => startJob(bridge, { kind: 'pack-verify', title: 'Verifying a pack' }),
    'pack.remove': ({ packId }) => {
      change(packs.filter((pack) => pack.id !== packId))
      return null
    },
    'engine.report': ({ packId }) => (packId === fakeEmoclipPack.id ? report : null),
    'engine.measure': () => {
      report = fakeEngineReport
      return startJob(bridge, { kind: 'engine', title: 'Measuring this computer' })
    },
  }
}
