import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SubjectPath } from '#core/faces/types.ts'
import type { ClipEmbedding, ClipSource, InferenceClient } from '#core/inference/host/client.ts'
import { distanceOf } from '#core/inference/engine/embedding-distance.ts'
import { createEngineRecords } from '#core/inference/engine/engine-records.ts'
import { thisMachine } from '#core/inference/engine/this-machine.ts'
import { withEngine } from '#core/inference/engine/with-engine.ts'
import { createInProcessInference } from '#core/inference/host/in-process-client.ts'
import { createPackStore } from '#core/packs/pack-store.ts'
import { comparePrompts, logitsOf } from '#core/inference/postprocess/compare-prompts.ts'
import { openGate } from '#core/async/pause-gate.ts'
import { createMediaTools } from '#core/media/media-tools.ts'
import type { EngineChoice, EnginePlan } from '#shared/domain/engine.ts'
import type { ClipTextPack, Precision } from '#shared/domain/pack.ts'
import type { ClipSampling } from '#shared/domain/sampling.ts'
import { findSubject } from '../../scripts/bench/find-subject.ts'
import { randomEmoclipPack } from '../helpers/emoclip-pack.ts'
import { faceThenGrey } from '../helpers/face-video.ts'
import { testFfmpeg } from '../helpers/make-video.ts'
import { isThorough, thorough } from '../helpers/thorough.ts'

/** An EmoCLIP of random weights, small, from a video of a face to embeddings, through the nets in their threads. */

const models = resolve(import.meta.dirname, '../../resources/models')

let folder: string
let packFolder: string
let facePackFolder: string
let manifest: ClipTextPack
let inference: InferenceClient
/** A face for three seconds, then grey for two. */
let video: string
/** Where the face is. */
let subject: SubjectPath
/** The whole of it, with one lane, in each precision. */
let full: ClipEmbedding
let small: ClipEmbedding

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'emoclip-inference-'))
  facePackFolder = createPackStore({ folders: [models] }).faces().folder
  const built = await randomEmoclipPack(folder, ['fp32', 'int8'])
  packFolder = built.folder
  manifest = built.manifest
  const machine = thisMachine()
  inference = withEngine({
    host: createInProcessInference({ media: createMediaTools(await testFfmpeg()) }),
    records: createEngineRecords(null, machine),
    machine,
    providers: () => ['cpu'],
  })
  video = await faceThenGrey(join(folder, 'face.mp4'), { face: 3, grey: 2 })
  subject = await findSubject(inference, facePackFolder, { file: video, endMs: 5000 })
  full = await embedOne(fp32)
  small = await embedOne(int8)
})

afterAll(async () => {
  await inference.dispose()
  await rm(folder, { recursive: true, force: true })
})

const fp32: EnginePlan = { provider: 'cpu', precision: 'fp32', batch: 4, lanes: 1 }
const int8: EnginePlan = { provider: 'cpu', precision: 'int8', batch: 1, lanes: 1 }
const sampling: ClipSampling = {
  kind: 'stride',
  frameStride: 4,
  windowFrames: 8,
  windows: { kind: 'consecutive', windowStride: 8 },
}
const clip = (clipId: number, startMs = 0, endMs = 5000): ClipSource => ({
  clipId,
  file: video,
  startMs,
  endMs,
  fps: 25,
  subject,
})

async function embed(
  engine: EnginePlan,
  clips: readonly ClipSource[] = [clip(1)],
  changes: { readonly sampling?: ClipSampling } = {},
): Promise<ClipEmbedding[]> {
  const embeddings: ClipEmbedding[] = []
  const request = { packFolder, facePackFolder, clips, sampling, engine, ...changes }
  await inference.embedClips(
    request,
    (event) => {
      if (event.type === 'problem') throw new Error(event.message)
      if (event.type === 'clip') embeddings.push(event.embedding)
    },
    { signal: new AbortController().signal, gate: openGate },
  )
  return embeddings
}

async function embedOne(...given: Parameters<typeof embed>): Promise<ClipEmbedding> {
  const [embedding] = await embed(...given)
  if (embedding === undefined) throw new Error('no embedding')
  return embedding
}

const numbersOf = ({ frameEmbeddings, windowEmbeddings, clipEmbedding }: ClipEmbedding) =>
  [frameEmbeddings, windowEmbeddings ?? [], clipEmbedding ?? []].map((values) => Array.from(values))

describe('a clip', () => {
  test('is looked at every fourth frame and cut into windows, those without a face left out', () => {
    const embedding = full
    const times = Array.from({ length: 32 }, (_, slot) => slot * 160)
    expect(Array.from(embedding.frameTimes)).toEqual(times)
    const hasFace = times.map((_, slot) => !Number.isNaN(embedding.frameBoxes[slot * 5]))
    // The last time that the face was seen, looking five times a second, was at 2.8 s.
    expect(hasFace).toEqual(times.map((timeMs) => timeMs <= 2800))
    expect(embedding.frameEmbeddings).toHaveLength(18 * manifest.embeddingDim)
    expect(Array.from(embedding.windowSpans ?? [])).toEqual([
      0,
      7 * 160,
      8 * 160,
      15 * 160,
      16 * 160,
      23 * 160,
    ])
    expect(embedding.windowEmbeddings).toHaveLength(3 * manifest.embeddingDim)
    expect(embedding.clipEmbedding).toHaveLength(manifest.embeddingDim)
    for (const numbers of numbersOf(embedding)) expect(numbers.every(Number.isFinite)).toBe(true)
  })

  test('has windows that differ, and is their mean', () => {
    const { windowEmbeddings, clipEmbedding } = full
    const dim = manifest.embeddingDim
    const rows = [0, 1, 2].map((row) =>
      (windowEmbeddings ?? new Float32Array()).slice(row * dim, (row + 1) * dim),
    )
    expect(rows[0]).not.toEqual(rows[1])
    const mean = Array.from(
      { length: dim },
      (_, i) => rows.reduce((sum, row) => sum + (row[i] ?? NaN), 0) / 3,
    )
    expect(distanceOf(clipEmbedding ?? [], mean).deviation).toBeLessThan(1e-6)
  })

  test('read by its first window only ends there', async () => {
    const first = await embedOne(fp32, [clip(1)], {
      sampling: { ...sampling, windows: { kind: 'first' } },
    })
    expect(first.frameTimes).toEqual(full.frameTimes.slice(0, 8))
    expect(first.clipEmbedding).toEqual(full.windowEmbeddings?.slice(0, manifest.embeddingDim))
  })

  // In 8 bits what is rounded hangs on what is beside it: where that holds, full precision does, too.
  test.each([['int8', int8] as const, ...thorough([], [['fp32', fp32] as const])])(
    'gives the same numbers to the last bit with one lane and with several (%s)',
    async (_, plan) => {
      const one = plan === fp32 ? full : small
      for (const lanes of thorough(plan === fp32 ? [2] : [3], [2, 3])) {
        expect(await embedOne({ ...plan, lanes })).toEqual(one)
      }
    },
  )

  test.each([
    ['int8', { ...int8, lanes: 2 }] as const,
    ...thorough([], [['fp32', { ...fp32, lanes: 2 }] as const]),
  ])('gives the same numbers to the last bit alone and after others (%s)', async (_, plan) => {
    const alone = await embedOne(plan, [clip(3, 400, 2400)])
    const among = await embed(plan, [
      clip(1, 3400, 5000),
      clip(2, 0, 900),
      clip(3, 400, 2400),
      clip(4, 0, 1700),
    ])
    expect(among.map(({ clipId }) => clipId)).toEqual([1, 2, 3, 4])
    expect(among[2]).toEqual(alone)
    expect(among[0]?.clipEmbedding).toBeNull()
    expect(among[0]?.windowSpans).toHaveLength(0)
  })

  test('in 8 bits points where it points in full precision, though its numbers are others', () => {
    expect(small.frameBoxes).toEqual(full.frameBoxes)
    for (const [index, numbers] of numbersOf(small).entries()) {
      const { cosine, deviation } = distanceOf(numbers, numbersOf(full)[index] ?? [])
      expect(cosine).toBeGreaterThanOrEqual(0.99)
      expect(deviation).toBeGreaterThan(0)
    }
  })
})

describe('sentences', () => {
  const sentences = ['a smile', 'The brows are drawn together and the eyes look down.', 'a smile']

  test.each<Precision>(['fp32', 'int8'])(
    'have one embedding each, whatever they are read with (%s)',
    async (precision) => {
      const plan = precision === 'fp32' ? fp32 : int8
      const texts = await inference.embedTexts(packFolder, sentences, plan)
      expect(texts.map(({ reading }) => reading.kind)).toEqual(['embedded', 'embedded', 'embedded'])
      expect(texts[2]?.embedding).toEqual(texts[0]?.embedding)
      const [alone] = await inference.embedTexts(packFolder, sentences.slice(1, 2), plan)
      expect(alone?.embedding).toEqual(texts[1]?.embedding)
    },
  )

  test('compare with a clip: probabilities that add up, from logits within the pack’s scale', async () => {
    const texts = await inference.embedTexts(packFolder, sentences.slice(0, 2), fp32)
    const { compare, embeddingDim: dim } = manifest
    const comparison = { embeddings: full.clipEmbedding ?? new Float32Array(), dim, texts, compare }
    const logits = logitsOf(comparison)
    if (compare.kind !== 'cosine') throw new Error('another pack')
    expect(logits.every((logit) => Math.abs(logit) <= compare.scale)).toBe(true)
    expect(comparePrompts(comparison).reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12)
  })
})

// In the short run the trial of another pack is in inference.test.ts, and what 8 bits give above.
if (isThorough) {
  test('the engine lets fp32 and int8 pass on this machine, in as many lanes as it has cores', async () => {
    const anything: EngineChoice = { precision: null, provider: null, memoryMb: null }
    const plan = await inference.plan(packFolder, anything)
    expect(plan.provider).toBe('cpu')
    const trials = inference.engineReport(packFolder)?.trials ?? []
    for (const { precision, refusal, deviation, framesPerSecond } of trials) {
      expect(refusal).toBeNull()
      expect(framesPerSecond).toBeGreaterThan(0)
      if (precision === 'fp32') expect(deviation).toBeLessThan(1e-5)
      else expect(deviation).toBeGreaterThan(0)
    }
    expect(new Set(trials.map(({ precision }) => precision))).toEqual(new Set(['fp32', 'int8']))
  })
}
