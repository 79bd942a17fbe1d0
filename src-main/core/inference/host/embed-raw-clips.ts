import type { Precision } from '#shared/domain/pack.ts'
import { AppError } from '#shared/errors.ts'
import type { TextEmbedding } from './client.ts'
import { openOrtSession } from '../session/ort-session.ts'
import type { Session } from '../session/ort-session.ts'
import {
  clipTextPack,
  openTextReader,
  samplerFor,
  sessionOptions,
  seldomOptions,
} from '../pipelines/pack-models.ts'
import { createFrameBatcher } from '../pipelines/frame-batcher.ts'
import { createTemporalNet } from '../pipelines/temporal-net.ts'
import { comparePrompts, logitsOf } from '../postprocess/compare-prompts.ts'
import { createClipTokenizer } from '../text/clip-tokenizer.ts'

/** Frames as they are, without a video around them and without looking for faces: for checks and benchmarks. */
export interface RawClip {
  readonly width: number
  readonly height: number
  /** Uint8[frames * height * width * 3], RGB */
  readonly rgb: Uint8Array
}

export interface RawClipEmbedding {
  /** Float32[frames * dim] */
  readonly frameEmbeds: Float32Array
  /** Float32[dim]: all frames read at once. */
  readonly videoEmbeds: Float32Array
  /** One per text. */
  readonly logits: readonly number[]
  readonly probabilities: readonly number[]
}

export interface RawEmbedding {
  /** Token ids of each text, 77 each, zero-padded. */
  readonly inputIds: readonly Int32Array[]
  readonly texts: readonly TextEmbedding[]
  readonly clips: readonly RawClipEmbedding[]
}

export interface RawRequest {
  readonly packFolder: string
  readonly provider: string
  readonly precision: Precision
  readonly clips: readonly RawClip[]
  readonly texts: readonly string[]
}

/** Embeds each clip whole and each text, with one lane. Throws AppError `pack-invalid` or `bad-request`. */
export async function embedRawClips(request: RawRequest): Promise<RawEmbedding> {
  const { packFolder, provider, precision, texts: sentences } = request
  const { manifest } = clipTextPack(packFolder, precision, ['visual', 'temporal'])
  if (manifest.text.kind !== 'graph') {
    throw new AppError('bad-request', `The model pack ${manifest.id} has no text encoder.`)
  }
  const engine = { provider, precision, batch: precision === 'int8' ? 1 : 4, lanes: 1 }
  const opened: Session[] = []
  const open = async (options: Parameters<typeof openOrtSession>[0]): Promise<Session> => {
    const session = await openOrtSession(options)
    opened.push(session)
    return session
  }
  try {
    const { visual, temporal, embeddingDim } = manifest
    const lane = await open(sessionOptions(packFolder, visual.files, engine))
    const net = { ...visual, file: 'visual net', embeddingDim, batch: engine.batch }
    const batcher = createFrameBatcher(net, samplerFor(visual.input), [lane])
    const temporalSession =
      temporal.kind === 'mean' ? null : await open(seldomOptions(packFolder, temporal.files, engine))
    const joinFrames = createTemporalNet(manifest, temporalSession)
    const reader = await openTextReader({ packFolder, engine, openThreaded: open })
    const texts = await reader.read(sentences)
    const tokenizer = createClipTokenizer()
    const inputIds = await Promise.all(sentences.map(async (text) => (await tokenizer.encode(text)).ids))
    const clips: RawClipEmbedding[] = []
    for (const { width, height, rgb } of request.clips) {
      const whole = { x: 0, y: 0, width, height }
      for (let at = 0; at < rgb.length; at += width * height * 3) {
        await batcher.add({ width, height, rgb: rgb.subarray(at, at + width * height * 3) }, whole)
      }
      const frameEmbeds = await batcher.finish()
      const videoEmbeds = await joinFrames(frameEmbeds)
      const comparison = { embeddings: videoEmbeds, dim: embeddingDim, texts, compare: manifest.compare }
      const [logits, probabilities] = [logitsOf(comparison), comparePrompts(comparison)]
      clips.push({
        frameEmbeds,
        videoEmbeds,
        logits: Array.from(logits),
        probabilities: Array.from(probabilities),
      })
    }
    return { inputIds, texts, clips }
  } finally {
    await Promise.allSettled(opened.map((session) => session.dispose()))
  }
}
