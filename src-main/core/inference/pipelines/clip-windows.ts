import type { ClipSampling } from '#shared/domain/sampling.ts'
import { needsSlot, planWindows, randomStart, windowOf } from '../postprocess/frame-windows.ts'
import type { FrameWindow } from '../postprocess/frame-windows.ts'
import { concatenate } from './frame-batcher.ts'
import { meanRow } from './mean-row.ts'
import type { TemporalNet } from './temporal-net.ts'

export type StrideSampling = Extract<ClipSampling, { kind: 'stride' }>

/** Frames of one clip that were sampled, in order of time. */
export interface SampledFrames {
  /** ms */
  readonly times: readonly number[]
  readonly hasFace: readonly boolean[]
  /** Rows of the frames with a face, in order; Float32[faces * dim] */
  readonly frameEmbeddings: Float32Array
}

export interface ClipWindows {
  /** First and last sampled frame of each, ms; Float64[windows * 2] */
  readonly windowSpans: Float64Array
  /** Float32[windows * dim] */
  readonly windowEmbeddings: Float32Array
  /** Mean of the windows' embeddings; null without one. */
  readonly clipEmbedding: Float32Array | null
}

/** Whether a sampled frame lies in a window at all; what does not is not looked at. */
export function isSlotWanted(slot: number, sampling: ClipSampling): boolean {
  if (sampling.kind === 'rate') return true
  const { windowFrames, windows } = sampling
  switch (windows.kind) {
    case 'consecutive':
      return needsSlot(slot, { length: windowFrames, stride: windows.windowStride })
    case 'first':
      return slot < windowFrames
    case 'random':
      return true
  }
}

/** No frame after this one is wanted; null when the whole clip is. */
export function lastSlot(sampling: ClipSampling): number | null {
  if (sampling.kind === 'rate' || sampling.windows.kind !== 'first') return null
  return sampling.windowFrames - 1
}

export async function embedWindows(
  frames: SampledFrames,
  sampling: StrideSampling,
  net: { readonly temporal: TemporalNet; readonly dim: number },
): Promise<ClipWindows> {
  const { temporal, dim } = net
  const planned = framesOfWindows(frames.hasFace, sampling)
  const embeddings: Float32Array[] = []
  const spans: number[] = []
  for (const window of planned) {
    const rows = concatenate(
      window.frames.map((frame) => frames.frameEmbeddings.subarray(frame * dim, (frame + 1) * dim)),
    )
    embeddings.push(await temporal(rows))
    spans.push(frames.times[window.from] ?? Number.NaN, frames.times[window.to - 1] ?? Number.NaN)
  }
  const windowEmbeddings = concatenate(embeddings)
  return {
    windowSpans: Float64Array.from(spans),
    windowEmbeddings,
    clipEmbedding: meanRow(windowEmbeddings, dim),
  }
}

function framesOfWindows(
  hasFace: readonly boolean[],
  { windowFrames, windows }: StrideSampling,
): FrameWindow[] {
  const faces = hasFace.filter(Boolean).length
  if (faces === 0) return []
  switch (windows.kind) {
    case 'consecutive':
      return planWindows(hasFace, { length: windowFrames, stride: windows.windowStride })
    case 'first':
      return [{ from: 0, to: hasFace.length, frames: windowOf(faces, windowFrames) }]
    case 'random': {
      const start = randomStart(faces, windows.seed)
      return [{ from: 0, to: hasFace.length, frames: windowOf(faces, windowFrames, start) }]
    }
  }
}
