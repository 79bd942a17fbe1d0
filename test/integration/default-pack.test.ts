import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildDefaultPacks } from '../../scripts/tools/build-default-pack.ts'
import { sha256 } from '../../scripts/tools/default-pack/pack-files.ts'
import { openOrtSession } from '#core/inference/session/ort-session.ts'
import { openTextReader } from '#core/inference/pipelines/pack-models.ts'
import { createPackStore } from '#core/packs/pack-store.ts'
import type { PackStore } from '#core/packs/pack-store.ts'
import { createFaceFinder } from '#core/inference/pipelines/face-finder.ts'
import { comparePrompts, softmax } from '#core/inference/postprocess/compare-prompts.ts'
import { clipToPicture } from '#core/inference/processors/picture.ts'
import { growBox } from '#shared/geometry/box.ts'
import type { Picture } from '#core/inference/processors/picture.ts'
import { createSquareSampler } from '#core/inference/processors/square-sampler.ts'
import { faceApiDescriptor } from '../helpers/face-api.ts'
import { photos } from '../helpers/face-video.ts'
import { testFfmpeg } from '../helpers/make-video.ts'

const WIDTH = 960

const folder = mkdtempSync(join(tmpdir(), 'default-pack-'))
let packs: PackStore
/** Opened once for all photographs. */
let nets: ReturnType<typeof openNets> | undefined

beforeAll(() => {
  expect(buildDefaultPacks(folder)).toEqual(['faces-tiny', 'face-api-7'])
  packs = createPackStore({ folders: [folder] })
})

afterAll(async () => {
  for (const net of Object.values((await nets) ?? {})) await net.dispose()
  rmSync(folder, { recursive: true, force: true })
})

async function photo(number: number): Promise<Picture> {
  const { ffmpeg } = await testFfmpeg()
  const file = join(photos, `sample${number}.jpg`)
  const args = [
    '-v',
    'error',
    '-i',
    file,
    '-vf',
    `scale=${WIDTH}:-2`,
    '-pix_fmt',
    'rgb24',
    '-f',
    'rawvideo',
    '-',
  ]
  const { stdout } = await promisify(execFile)(ffmpeg, args, { encoding: 'buffer', maxBuffer: 1e8 })
  return { width: WIDTH, height: stdout.length / WIDTH / 3, rgb: stdout }
}

interface FaceReading {
  readonly confidence: number
  readonly features: Float32Array
  readonly logits: Float32Array
}

async function openNets() {
  const faces = packs.faces()
  const pack = packs.clipText('face-api-7')
  const open = (file: string) => openOrtSession({ file, provider: 'cpu', threads: 1, optimise: true })
  const detector = await open(join(faces.folder, faces.manifest.detector.file))
  const landmarks = await open(join(faces.folder, faces.manifest.landmarks.file))
  const expression = await open(join(pack.folder, pack.manifest.visual.files.fp32?.graph ?? ''))
  return { detector, landmarks, expression }
}

/** Every face of a photograph through the packs' own nets, as the pipeline takes them. */
async function readFaces(picture: Picture): Promise<FaceReading[]> {
  const faces = packs.faces()
  const pack = packs.clipText('face-api-7')
  const { detector, landmarks, expression } = await (nets ??= openNets())
  const finder = createFaceFinder(faces.manifest, { detector, landmarks })
  const sampler = createSquareSampler(pack.manifest.visual.input, 'both')
  const readings: FaceReading[] = []
  for (const face of await finder.detect(picture)) {
    const box = await finder.landmarks(picture, face)
    const crop = box === null ? null : clipToPicture(growBox(box, pack.manifest.crop.margin), picture)
    if (crop === null) continue
    const data = new Float32Array(sampler.length)
    sampler.write(picture, crop, { data, offset: 0 })
    const { size } = pack.manifest.visual.input
    const results = await expression.run({ image: { data, dims: [1, 3, size, size] } }, [
      'features',
      'logits',
    ])
    const [features, logits] = [results['features']?.data, results['logits']?.data]
    if (features === undefined || logits === undefined) throw new Error('an output is missing')
    readings.push({ confidence: face.confidence, features, logits })
  }
  return readings
}

test('both packs are whole, and say where their weights came from', () => {
  const summaries = packs.list()
  expect(summaries.map(({ id, problem, licence }) => [id, problem, licence])).toEqual([
    ['face-api-7', null, 'MIT'],
    ['faces-tiny', null, 'MIT'],
  ])
  for (const { origin } of summaries)
    expect(origin).toMatch(/@vladmandic\/face-api@[\d.]+ .*\(sha256 [0-9a-f]{64}\)/)
})

test('the default pack claims no more than it is', () => {
  const { zeroShot, claims, compare } = packs.clipText('face-api-7').manifest
  expect(zeroShot).toBe(false)
  expect(claims.accuracy.length).toBeGreaterThan(0)
  expect(claims.limits.join(' ')).toMatch(/never tested on patients/)
  expect(compare).toMatchObject({ kind: 'linear' })
})

test('a second build does nothing, a repaired one gives the same bytes', () => {
  // Without what the program notes down beside them.
  const files = ['faces-tiny', 'face-api-7'].flatMap((id) =>
    readdirSync(join(folder, id))
      .filter((name) => !name.startsWith('.'))
      .map((name) => join(folder, id, name)),
  )
  const hashes = (): string[] => files.map((file) => sha256(readFileSync(file)))
  const before = hashes()
  const { mtimeMs } = statSync(files[0] ?? '')
  expect(buildDefaultPacks(folder)).toEqual([])
  expect(statSync(files[0] ?? '').mtimeMs).toBe(mtimeMs)
  rmSync(files.find((file) => file.endsWith('words.json')) ?? '')
  expect(buildDefaultPacks(folder)).toEqual(['faces-tiny', 'face-api-7'])
  expect(hashes()).toEqual(before)
})

test('the prompt set of the pack gives exactly the net’s own seven classes', async () => {
  const pack = packs.clipText('face-api-7')
  const [promptSet] = pack.manifest.promptSets
  const engine = { provider: 'cpu', precision: 'fp32' as const, batch: 4, lanes: 1 }
  const reader = await openTextReader({ packFolder: pack.folder, engine })
  const texts = await reader.read(promptSet?.classes.map(({ sentence }) => sentence) ?? [])
  const [face] = await readFaces(await photo(2))
  if (face === undefined || pack.manifest.compare.kind !== 'linear')
    throw new Error('no face in the photograph')
  const { temperature } = pack.manifest.compare
  const ours = comparePrompts({ embeddings: face.features, dim: 256, texts, compare: pack.manifest.compare })
  const theirs = softmax([...face.logits].map((logit) => logit / temperature))
  expect(Math.max(...theirs.map((value, i) => Math.abs(value - (ours[i] ?? Number.NaN))))).toBeLessThan(1e-6)
})

test('faces are found in photographs, and a temperature keeps the net from being too sure', async () => {
  const readings: FaceReading[] = []
  for (const number of [1, 2, 3, 4, 5, 6]) readings.push(...(await readFaces(await photo(number))))
  expect(readings.length).toBeGreaterThanOrEqual(18)
  const { compare } = packs.clipText('face-api-7').manifest
  if (compare.kind !== 'linear') throw new Error('another kind of pack')
  const meanTop = (temperature: number): number =>
    readings.reduce(
      (sum, { logits }) => sum + Math.max(...softmax([...logits].map((logit) => logit / temperature))),
      0,
    ) / readings.length
  expect(meanTop(1)).toBeGreaterThan(0.75)
  // About the share of right answers that the pack claims.
  expect(meanTop(compare.temperature)).toBeGreaterThan(0.5)
  expect(meanTop(compare.temperature)).toBeLessThan(0.65)
})

test('a picture without a face is one without a face', async () => {
  const grey = { width: 320, height: 240, rgb: new Uint8Array(320 * 240 * 3).fill(128) }
  await expect(readFaces(grey)).resolves.toEqual([])
})

test('the recogniser gives the numbers of face-api itself', async () => {
  const { folder: packFolder, manifest } = packs.faces()
  const { file, input, output } = manifest.recogniser
  const side = input.size
  const photograph = await photo(2)
  const rgb = new Float32Array(side * side * 3)
  for (let row = 0; row < side; row++) {
    // A face among what is seen; any picture would do.
    const from = ((row + 130) * photograph.width + 420) * 3
    rgb.set(photograph.rgb.subarray(from, from + side * 3), row * side * 3)
  }
  const sampler = createSquareSampler(input, 'both')
  const data = new Float32Array(sampler.length)
  const picture = { width: side, height: side, rgb: Uint8Array.from(rgb) }
  sampler.write(picture, { x: 0, y: 0, width: side, height: side }, { data, offset: 0 })
  const session = await openOrtSession({ file: join(packFolder, file), provider: 'cpu', threads: 1 })
  const result = await session.run({ [input.name]: { data, dims: [1, 3, side, side] } }, [output])
  await session.dispose()
  const ours = result[output]?.data ?? new Float32Array(0)
  const theirs = await faceApiDescriptor(rgb)
  expect(ours).toHaveLength(128)
  const deviations = [...theirs].map((value, i) => Math.abs(value - (ours[i] ?? Number.NaN)))
  expect(Math.max(...deviations)).toBeLessThan(1e-6)
})
