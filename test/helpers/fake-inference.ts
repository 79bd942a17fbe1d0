import { faceMeasures, FACE_EMBEDDING_DIM } from '#core/faces/types.ts'
import type { TimeSpan } from '#shared/time/interval.ts'
import type { FaceObservations } from '#core/faces/types.ts'
import type {
  ClipEmbedding,
  ClipSource,
  EmbedEvent,
  EmbedRequest,
  FaceEvent,
  FaceSource,
  InferenceClient,
  TextEmbedding,
} from '#core/inference/host/client.ts'
import type { LoadedPack } from '#core/packs/loaded-pack.ts'
import type { PackStore } from '#core/packs/pack-store.ts'
import type { EngineChoice } from '#shared/domain/engine.ts'
import type { ClipTextPack, FacePack } from '#shared/domain/pack.ts'
import { AppError } from '#shared/errors.ts'

const identity = {
  formatVersion: 1 as const,
  licence: 'none',
  citation: '',
  origin: 'made for tests',
  files: [{ name: 'net.onnx', sha256: '0'.repeat(64), bytes: 1 }],
}
const input = {
  name: 'x',
  layout: 'NCHW' as const,
  colour: 'RGB' as const,
  size: 32,
  scale: 255,
  mean: [0, 0, 0] as [number, number, number],
  std: [1, 1, 1] as [number, number, number],
  resize: 'bicubic' as const,
}

/** A pack of two numbers per frame that reads the words "up" and "down". */
export function fakePack(version = '1.0.0', sha256 = 'a'.repeat(64)): LoadedPack<ClipTextPack> {
  const manifest: ClipTextPack = {
    ...identity,
    id: 'two-numbers',
    version,
    title: 'Two numbers',
    task: 'clip-text',
    needs: ['face-detection'],
    zeroShot: false,
    embeddingDim: 2,
    sampling: { kind: 'rate', fps: 2, maxFrames: 100 },
    crop: { kind: 'landmark-box', margin: 0 },
    visual: { files: { fp32: { graph: 'net.onnx', weights: null } }, input, output: 'y' },
    temporal: { kind: 'mean' },
    text: { kind: 'word-list', file: 'net.onnx', labels: ['up', 'down'] },
    compare: { kind: 'linear', temperature: 1 },
    promptSets: [{ name: 'Directions', frameStride: null, classes: [] }],
    build: null,
    claims: { summary: '', trainedOn: '', accuracy: [], limits: [] },
  }
  return { folder: '/packs/two-numbers', manifest, sha256 }
}

/** The same, but reading windows of two frames, of which every fourth is looked at. */
export function fakeWindowPack(sha256 = 'd'.repeat(64)): LoadedPack<ClipTextPack> {
  const pack = fakePack('1.0.0', sha256)
  const sampling = { kind: 'stride', frameStride: 4, windowFrames: 2 } as const
  return { ...pack, manifest: { ...pack.manifest, sampling } }
}

export const fakeFaces: LoadedPack<FacePack> = {
  folder: '/packs/faces',
  sha256: 'f'.repeat(64),
  manifest: {
    ...identity,
    id: 'faces',
    version: '1.0.0',
    title: 'Faces',
    task: 'face-detection',
    detector: {
      file: 'net.onnx',
      kind: 'tiny-yolo',
      input,
      output: 'y',
      anchors: [[1, 1]],
      scoreThreshold: 0.5,
      iouThreshold: 0.4,
    },
    landmarks: { file: 'net.onnx', input, output: 'y', points: 68 },
    recogniser: { file: 'net.onnx', input, output: 'y', embeddingDim: 128 },
  },
}

export function fakePackStore(pack: LoadedPack<ClipTextPack> = fakePack()): PackStore {
  return {
    list: () => [],
    faces: () => fakeFaces,
    clipText: (packId) => {
      if (packId !== pack.manifest.id) throw new AppError('not-found', `There is no pack ${packId}.`)
      return pack
    },
    ...unusedStoreParts,
  }
}

const unused = () => Promise.reject(new Error('not part of this test'))
const unusedFolder = () => {
  throw new Error('not part of this test')
}
/** What no study asks of the packs. */
export const unusedStoreParts = {
  folder: unusedFolder,
  userFolder: unusedFolder,
  verify: unused,
  remove: unused,
}
/** What no study asks of inference. */
export const unusedInferenceParts = { engineReport: () => null, measure: unused, tryEngine: unused }

/** One face in one frame of a fake video, in pixels of a picture of 640 x 480. */
export interface FakeFace {
  /** Two people are as unlike as faces can be. */
  readonly person: number
  readonly x: number
  readonly y?: number
  /** Of a square. */
  readonly size?: number
  readonly mouthOpen?: number
}

export const fakePicture = { width: 640, height: 480 }
/** So much of a fake video comes at once. */
export const fakeStretchMs = 10_000

const sharp = 1000

/** What is seen in a stretch when the faces at each moment are these. */
export function observationsOf(
  { videoId, startMs, endMs }: Pick<FaceSource, 'videoId' | 'startMs' | 'endMs'>,
  fps: number,
  facesAt: (timeMs: number) => readonly FakeFace[],
): FaceObservations {
  const frames = Math.ceil(((endMs - startMs) * fps) / 1000)
  const frameTimes = Float64Array.from({ length: frames }, (_, frame) => startMs + (frame * 1000) / fps)
  const seen = Array.from(frameTimes, (timeMs, frame) =>
    facesAt(timeMs).map((face) => ({ face, frame })),
  ).flat()
  const embeddings = new Float32Array(seen.length * FACE_EMBEDDING_DIM)
  for (const [index, { face }] of seen.entries()) embeddings[index * FACE_EMBEDDING_DIM + face.person] = 1
  const measured = { sharpness: sharp, yawDeg: 0, pitchDeg: 0, rollDeg: 0, occlusion: 0 }
  return {
    videoId,
    fromMs: startMs,
    toMs: endMs,
    pictureWidth: fakePicture.width,
    pictureHeight: fakePicture.height,
    frameTimes,
    frameOf: Int32Array.from(seen, ({ frame }) => frame),
    boxes: Float32Array.from(seen.flatMap(({ face: { x, y = 100, size = 160 } }) => [x, y, size, size])),
    confidences: new Float32Array(seen.length).fill(0.875),
    embeddings,
    measures: Float32Array.from(
      seen.flatMap(({ face: { mouthOpen = 0 } }) =>
        faceMeasures.map((measure) => ({ ...measured, mouthOpen })[measure]),
      ),
    ),
  }
}

/** Who is in a fake video; what it throws ends the search, and a problem is the video's. */
export type FakeFaces = (
  video: FaceSource,
  timeMs: number,
) => readonly FakeFace[] | { readonly code: string; readonly message: string }

const onePerson: FakeFaces = () => [{ person: 1, x: 200 }]

function lookForFaces(video: FaceSource, fps: number, faces: FakeFaces): FaceEvent {
  const atStart = faces(video, video.startMs)
  if ('code' in atStart) return { type: 'problem', videoId: video.videoId, ...atStart }
  const facesAt = (timeMs: number): readonly FakeFace[] => {
    const found = faces(video, timeMs)
    return 'code' in found ? [] : found
  }
  return { type: 'faces', observations: observationsOf(video, fps, facesAt) }
}

/** The stretches of a fake video that are looked at one after the other. */
function stretchesOf(video: FaceSource): FaceSource[] {
  const count = Math.ceil((video.endMs - video.startMs) / fakeStretchMs)
  return Array.from({ length: count }, (_, index) => {
    const startMs = video.startMs + index * fakeStretchMs
    return { ...video, startMs, endMs: Math.min(startMs + fakeStretchMs, video.endMs) }
  })
}

/** Four frames, the second without a face, all others at (up, down). */
export function embeddingOf(clipId: number, [up, down]: readonly [number, number]): ClipEmbedding {
  const box = [10, 20, 30, 40, 0.75]
  const noBox = [NaN, NaN, NaN, NaN, NaN]
  return {
    clipId,
    pictureWidth: 64,
    pictureHeight: 48,
    frameTimes: Float64Array.of(0, 500, 1000, 1500),
    frameBoxes: Float32Array.from([...box, ...noBox, ...box, ...box]),
    frameEmbeddings: Float32Array.of(up, down, up, down, up, down),
    windowSpans: null,
    windowEmbeddings: null,
    clipEmbedding: Float32Array.of(up, down),
  }
}

/** The same frames read as two windows, whose mean is the clip. */
export function windowsOf(clipId: number, [first, second]: readonly [number, number]): ClipEmbedding {
  return {
    ...embeddingOf(clipId, [(first + second) / 2, 0]),
    windowSpans: Float64Array.of(0, 500, 1000, 1500),
    windowEmbeddings: Float32Array.of(first, 0, second, 0),
  }
}

export function withoutFace(clipId: number): ClipEmbedding {
  return {
    ...embeddingOf(clipId, [0, 0]),
    frameBoxes: new Float32Array(20).fill(NaN),
    frameEmbeddings: new Float32Array(0),
    clipEmbedding: null,
  }
}

export interface FakeInference extends InferenceClient {
  /** Clips that were looked at, in order. */
  readonly looked: number[]
  /** Sentences that were read, in order. */
  readonly read: string[]
  /** What was asked of the engine, in order. */
  readonly choices: EngineChoice[]
  /** How clips were to be looked at, in order. */
  readonly requests: Omit<EmbedRequest, 'clips'>[]
  /** Clips as they were handed over, in order. */
  readonly sources: ClipSource[]
  /** Stretches that were looked at for faces, in order. */
  readonly searched: FaceSource[]
}

export type FakeAnswer = ClipEmbedding | { code: string; message: string } | Error

/**
 * Looks at each clip by `answer`: an embedding, a problem of the clip, or an error that ends the run. Runs every pack
 * in the precision that was chosen, fp32 else, but not in fp16. In every video there is one person, unless `faces` has
 * it otherwise.
 */
export function createFakeInference(
  answer: (clip: ClipSource) => FakeAnswer,
  faces: FakeFaces = onePerson,
  damageOf: (clip: ClipSource) => readonly TimeSpan[] = () => [],
): FakeInference {
  const log = { looked: [] as number[], read: [] as string[], choices: [] as EngineChoice[] }
  const requests: FakeInference['requests'] = []
  const [sources, searched]: [ClipSource[], FaceSource[]] = [[], []]
  const toEvent = (clip: ClipSource, provider: string): EmbedEvent => {
    const found = answer(clip)
    if (found instanceof Error) throw found
    if ('code' in found) return { type: 'problem', clipId: clip.clipId, ...found }
    return { type: 'clip', embedding: found, provider, damage: damageOf(clip) }
  }
  return {
    ...log,
    requests,
    sources,
    searched,
    async findFaces({ videos, fps }, onEvent, { signal, gate }) {
      for (const video of videos) {
        for (const stretch of stretchesOf(video)) {
          await gate.wait()
          if (signal.aborted) throw new AppError('cancelled', 'Cancelled.')
          const event = lookForFaces(stretch, fps, faces)
          searched.push(stretch)
          await onEvent(event)
          if (event.type === 'problem') break
        }
      }
    },
    plan: (_, choice) => {
      log.choices.push(choice)
      const { precision, provider } = choice
      if (precision === 'fp16') {
        return Promise.reject(new AppError('bad-request', 'Nothing here computes in fp16.'))
      }
      return Promise.resolve({
        provider: provider ?? 'cpu',
        precision: precision ?? 'fp32',
        batch: 8,
        lanes: 2,
      })
    },
    async embedClips({ clips, ...request }, onEvent, { signal, gate }) {
      requests.push(request)
      for (const clip of clips) {
        await gate.wait()
        if (signal.aborted) throw new AppError('cancelled', 'Cancelled.')
        log.looked.push(clip.clipId)
        sources.push(clip)
        await onEvent({ type: 'progress', clipId: clip.clipId, fraction: 0.5 })
        await onEvent(toEvent(clip, request.engine.provider))
      }
    },
    embedTexts: (_, sentences) => {
      log.read.push(...sentences)
      return Promise.resolve(sentences.map(readSentence))
    },
    ...unusedInferenceParts,
    status: () => ({
      state: 'idle',
      available: ['cpu'],
      provider: 'cpu',
      threads: 2,
      precision: 'fp32',
      message: null,
    }),
    onStatus: () => () => undefined,
    dispose: () => Promise.resolve(),
  }
}

function readSentence(sentence: string): TextEmbedding {
  const up = sentence.includes('up')
  if (!up && !sentence.includes('down')) {
    const reading = { kind: 'refused' as const, sentence, reason: 'It holds no word that this pack knows.' }
    return { reading, embedding: null, bias: 0 }
  }
  return {
    reading: { kind: 'embedded', sentence, tokenCount: 1 },
    embedding: up ? Float32Array.of(1, 0) : Float32Array.of(0, 1),
    bias: 0,
  }
}
