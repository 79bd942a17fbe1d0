import type {
  ClipEmbedding,
  ClipSource,
  EmbedEvent,
  InferenceClient,
  TextEmbedding,
} from '#core/inference/client.ts'
import type { LoadedPack, PackStore } from '#core/inference/pack-store.ts'
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
    sampling: { fps: 2, maxFrames: 100 },
    crop: { kind: 'landmark-box', margin: 0 },
    visual: { file: 'net.onnx', input, output: 'y' },
    temporal: { kind: 'mean' },
    text: { kind: 'word-list', file: 'net.onnx', labels: ['up', 'down'] },
    compare: { kind: 'linear', temperature: 1 },
    promptSets: [{ name: 'Directions', classes: [] }],
    claims: { summary: '', trainedOn: '', accuracy: [], limits: [] },
  }
  return { folder: '/packs/two-numbers', manifest, sha256 }
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
  }
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
    clipEmbedding: Float32Array.of(up, down),
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
}

export type FakeAnswer = ClipEmbedding | { code: string; message: string } | Error

/** Looks at each clip by `answer`: an embedding, a problem of the clip, or an error that ends the run. */
export function createFakeInference(answer: (clip: ClipSource) => FakeAnswer): FakeInference {
  const looked: number[] = []
  const read: string[] = []
  const toEvent = (clip: ClipSource): EmbedEvent => {
    const found = answer(clip)
    if (found instanceof Error) throw found
    if ('code' in found) return { type: 'problem', clipId: clip.clipId, ...found }
    return { type: 'clip', embedding: found, provider: 'cpu' }
  }
  return {
    looked,
    read,
    async embedClips({ clips }, onEvent, { signal }) {
      for (const clip of clips) {
        if (signal.aborted) throw new AppError('cancelled', 'Cancelled.')
        looked.push(clip.clipId)
        await onEvent({ type: 'progress', clipId: clip.clipId, fraction: 0.5 })
        await onEvent(toEvent(clip))
      }
    },
    embedTexts: (_, sentences) => {
      read.push(...sentences)
      return Promise.resolve(sentences.map(readSentence))
    },
    status: () => ({ state: 'idle', available: ['cpu'], provider: 'cpu', threads: 2, message: null }),
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
