import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SubjectPath } from '#core/faces/types.ts'
import type { ClipEmbedding, ClipSource, EmbedEvent, InferenceClient } from '#core/inference/host/client.ts'
import { createEngineRecords } from '#core/inference/engine/engine-records.ts'
import { thisMachine } from '#core/inference/engine/this-machine.ts'
import { withEngine } from '#core/inference/engine/with-engine.ts'
import { createInProcessInference } from '#core/inference/host/in-process-client.ts'
import { openOrtSession } from '#core/inference/session/ort-session.ts'
import type { SessionOptions } from '#core/inference/session/ort-session.ts'
import { sessionOptions } from '#core/inference/pipelines/pack-models.ts'
import { createPackStore } from '#core/packs/pack-store.ts'
import type { PackStore } from '#core/packs/pack-store.ts'
import { openWorkerSession } from '#core/inference/session/worker-session.ts'
import { openGate } from '#core/async/pause-gate.ts'
import { createMediaTools } from '#core/media/media-tools.ts'
import type { EngineChoice, EnginePlan } from '#shared/domain/engine.ts'
import { findSubject } from '../../scripts/bench/find-subject.ts'
import { faceThenGrey as makeFaceThenGrey } from '../helpers/face-video.ts'
import { aVideo, testFfmpeg } from '../helpers/make-video.ts'
import { thorough } from '../helpers/thorough.ts'

const models = resolve(import.meta.dirname, '../../resources/models')

let folder: string
let packs: PackStore
let inference: InferenceClient
/** A face for two seconds, then grey for one. */
let faceThenGrey: string
let noFace: string
/** Where the face is. */
let subject: SubjectPath
const nobody: SubjectPath = { times: new Float64Array(0), boxes: new Float32Array(0) }

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inference-'))
  packs = createPackStore({ folders: [models] })
  const machine = thisMachine()
  inference = withEngine({
    host: createInProcessInference({ media: createMediaTools(await testFfmpeg()) }),
    records: createEngineRecords(join(folder, 'engine.json'), machine),
    machine,
    providers: () => ['cpu'],
  })
  faceThenGrey = await makeFaceThenGrey(join(folder, 'face.mp4'), { face: 2, grey: 1 })
  subject = await findSubject(inference, packs.faces().folder, { file: faceThenGrey, endMs: 3000 })
  noFace = await aVideo({ file: join(folder, 'grey.mp4'), seconds: 1, source: 'color=gray:s=320x240:r=25' })
})

afterAll(async () => {
  await inference.dispose()
  await rm(folder, { recursive: true, force: true })
})

const clip = (clipId: number, file: string, startMs = 0, endMs = 3000): ClipSource => ({
  clipId,
  file,
  startMs,
  endMs,
  fps: null,
  subject: file === faceThenGrey ? subject : nobody,
})

const onCpu: EnginePlan = { provider: 'cpu', precision: 'fp32', batch: 4, lanes: 1 }

interface Embedding {
  readonly engine?: EnginePlan
  readonly signal?: AbortSignal
  readonly onEvent?: (event: EmbedEvent) => void
}

async function embed(
  clips: readonly ClipSource[],
  { engine = onCpu, signal = new AbortController().signal, onEvent = () => undefined }: Embedding = {},
): Promise<{ embeddings: ClipEmbedding[]; problems: Extract<EmbedEvent, { type: 'problem' }>[] }> {
  const embeddings: ClipEmbedding[] = []
  const problems: Extract<EmbedEvent, { type: 'problem' }>[] = []
  const pack = packs.clipText('face-api-7')
  const { sampling } = pack.manifest
  if (sampling.kind !== 'rate') throw new Error('another pack')
  const request = {
    packFolder: pack.folder,
    facePackFolder: packs.faces().folder,
    clips,
    sampling,
    engine,
  }
  const collect = (event: EmbedEvent): void => {
    onEvent(event)
    if (event.type === 'clip') embeddings.push(event.embedding)
    if (event.type === 'problem') problems.push(event)
  }
  await inference.embedClips(request, collect, { signal, gate: openGate })
  return { embeddings, problems }
}

test('the patient’s face is looked at while it is there and not after', async () => {
  const { embeddings } = await embed([clip(1, faceThenGrey)])
  const [embedding] = embeddings
  if (embedding === undefined) throw new Error('no embedding')
  expect(embedding).toMatchObject({ pictureWidth: 640, pictureHeight: 360 })
  expect(embedding.frameTimes).toHaveLength(15)
  const seen = [...embedding.frameTimes].map((timeMs, i) => [
    timeMs < 2000,
    !Number.isNaN(embedding.frameBoxes[i * 5]),
  ])
  expect(seen.every(([isExpected, isThere]) => isExpected === isThere)).toBe(true)
  expect(embedding.frameEmbeddings).toHaveLength(10 * 256)
  expect(embedding.clipEmbedding).toHaveLength(256)
})

test('the same clip gives the same numbers to the last bit, alone or among others', async () => {
  const alone = await embed([clip(1, faceThenGrey)])
  const among = await embed([
    clip(5, noFace, 0, 1000),
    clip(1, faceThenGrey),
    clip(6, faceThenGrey, 400, 1600),
  ])
  expect(among.embeddings[1]).toEqual(alone.embeddings[0])
})

test('a frame’s numbers do not depend on the frames around it', async () => {
  const { embeddings } = await embed([clip(1, faceThenGrey, 0, 2000), clip(2, faceThenGrey, 0, 600)])
  const [long, short] = embeddings
  expect(short?.frameTimes).toEqual(long?.frameTimes.slice(0, 3))
  expect(short?.frameEmbeddings).toEqual(long?.frameEmbeddings.slice(0, 3 * 256))
})

test('a face that is not the patient’s is not looked at, however large', async () => {
  const { embeddings } = await embed([{ ...clip(1, faceThenGrey), subject: nobody }])
  expect(embeddings[0]?.clipEmbedding).toBeNull()
  expect(embeddings[0]?.frameBoxes.every(Number.isNaN)).toBe(true)
})

test('a clip without the patient is an embedding of nothing, not a failure', async () => {
  const { embeddings, problems } = await embed([clip(1, noFace, 0, 1000)])
  expect(problems).toEqual([])
  expect(embeddings[0]?.clipEmbedding).toBeNull()
  expect(embeddings[0]?.frameTimes.length).toBeGreaterThan(0)
})

test('a file that is no video is a problem that names it, and the next clip goes on', async () => {
  const { embeddings, problems } = await embed([
    clip(1, join(folder, 'missing.mp4')),
    clip(2, noFace, 0, 1000),
  ])
  expect(problems).toMatchObject([{ clipId: 1, code: 'media-unreadable' }])
  expect(problems[0]?.message).toContain('missing.mp4')
  expect(problems[0]?.message).not.toContain(folder)
  expect(embeddings.map(({ clipId }) => clipId)).toEqual([2])
})

test('cancelling in the middle of a clip ends the job, and the next job works', async () => {
  const abort = new AbortController()
  const job = embed([clip(1, faceThenGrey), clip(2, faceThenGrey)], {
    signal: abort.signal,
    onEvent: ({ type }) => {
      if (type === 'progress') abort.abort()
    },
  })
  await expect(job).rejects.toMatchObject({ code: 'cancelled' })
  const { embeddings } = await embed([clip(3, noFace, 0, 1000)])
  expect(embeddings).toHaveLength(1)
})

test('two lanes give the numbers of one, to the last bit, whatever the batch', async () => {
  const one = await embed([clip(1, faceThenGrey)])
  for (const engine of [{ ...onCpu, lanes: 2, batch: 1 }, ...thorough([], [{ ...onCpu, lanes: 3 }])]) {
    const { embeddings } = await embed([clip(1, faceThenGrey)], { engine })
    expect(embeddings).toEqual(one.embeddings)
  }
})

test('the status names the provider, the precision and the threads that were used', async () => {
  await embed([clip(1, noFace, 0, 1000)], { engine: { ...onCpu, lanes: 2 } })
  expect(inference.status()).toMatchObject({ provider: 'cpu', precision: 'fp32', threads: 2 })
  expect(inference.status().available.at(-1)).toBe('cpu')
})

describe('the engine', () => {
  const choice: EngineChoice = { precision: null, provider: null, memoryMb: null }

  test('tries the pack on this machine, and runs it as it found best', async () => {
    const { folder: packFolder } = packs.clipText('face-api-7')
    const plan = await inference.plan(packFolder, choice)
    expect(plan).toMatchObject({ provider: 'cpu', precision: 'fp32', batch: 4 })
    const report = inference.engineReport(packFolder)
    expect(report?.trials.every(({ refusal, deviation }) => refusal === null && deviation === 0)).toBe(true)
    const { embeddings } = await embed([clip(1, faceThenGrey)], { engine: plan })
    expect(embeddings[0]?.clipEmbedding?.every(Number.isFinite)).toBe(true)
  })

  test('tells why a precision that the pack has not cannot be had', async () => {
    const { folder: packFolder } = packs.clipText('face-api-7')
    await expect(inference.plan(packFolder, { ...choice, precision: 'fp16' })).rejects.toMatchObject({
      code: 'bad-request',
      message: 'The model pack cannot be run with fp16: this pack or this computer has no such way.',
    })
  })

  test('refuses a provider that this machine has not, with what the runtime says', async () => {
    const { folder: packFolder } = packs.clipText('face-api-7')
    const trial = await inference.tryEngine(packFolder, { ...onCpu, provider: 'no-such-provider' })
    expect(trial).toMatchObject({ framesPerSecond: null, deviation: null })
    expect(trial.refusal).toMatch(/^It cannot run this pack \(.+\)\.$/)
  })
})

function visualOptions(): SessionOptions {
  const { folder: packFolder, manifest } = packs.clipText('face-api-7')
  return sessionOptions(packFolder, manifest.visual.files, onCpu)
}

test('a model in a thread of its own gives the same numbers as one in this thread', async () => {
  const options = visualOptions()
  const data = Float32Array.from({ length: 3 * 112 * 112 }, (_, i) => Math.sin(i))
  const inputs = { image: { data, dims: [1, 3, 112, 112] } }
  const here = await openOrtSession(options)
  const there = await openWorkerSession(options)
  expect(there.inputNames).toEqual(here.inputNames)
  expect(await there.run(inputs, ['features'])).toEqual(await here.run(inputs, ['features']))
  await Promise.all([here.dispose(), there.dispose()])
})

test('runs in a thread of its own come back in the order of the calls, and none after it was closed', async () => {
  const session = await openWorkerSession(visualOptions())
  const inputs = (value: number) => ({
    image: { data: new Float32Array(3 * 112 * 112).fill(value), dims: [1, 3, 112, 112] },
  })
  const order: number[] = []
  const runs = [1, 2, 3].map(async (value) => {
    const { features } = await session.run(inputs(value), ['features'])
    order.push(value)
    return features?.data
  })
  const closed = session.dispose()
  const [first, second] = await Promise.all(runs)
  expect(order).toEqual([1, 2, 3])
  expect(first).not.toEqual(second)
  await closed
  await expect(session.run(inputs(1), ['features'])).rejects.toThrow('the thread that runs the model ended')
})

test('a failed run tells the file, the provider, and what the net was given', async () => {
  const inputs = { image: { data: new Float32Array(12), dims: [1, 3, 2, 2] } }
  for (const open of [openOrtSession, openWorkerSession]) {
    const session = await open(visualOptions())
    await expect(session.run(inputs, ['features'])).rejects.toThrow(
      'expression.onnx failed on cpu with image float32[1, 3, 2, 2]',
    )
    await session.dispose()
  }
})

test('a file that is no model cannot be opened, in this thread or another', async () => {
  const options = { ...visualOptions(), file: noFace }
  await expect(openOrtSession(options)).rejects.toThrow()
  await expect(openWorkerSession(options)).rejects.toThrow()
})
