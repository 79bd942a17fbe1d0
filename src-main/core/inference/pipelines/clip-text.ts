import type { ClipTextPack } from '#shared/domain/pack.ts'
import { AppError } from '#shared/errors.ts'
import type { DecodedFrame } from '../../media/types.ts'
import type { ClipEmbedding } from '../client.ts'
import { chooseFace } from '../postprocess/choose-face.ts'
import type { Detection } from '../postprocess/detections.ts'
import { clipToPicture, growBox, squareAround } from '../processors/picture.ts'
import type { Box, Picture } from '../processors/picture.ts'
import type { FaceFinder } from './face-finder.ts'
import type { FrameBatcher } from './frame-batcher.ts'
import { createFrameCopies } from './frame-copies.ts'

export interface ClipTextPipeline {
  /**
   * Looks at every frame of one clip; one clip at a time. `beforeFrame` is awaited before each frame, which is
   * where a job is paused or stopped. A frame may be overwritten as soon as the next one is asked for.
   */
  embed(
    clipId: number,
    frames: AsyncIterable<DecodedFrame>,
    beforeFrame: (timeMs: number) => Promise<void>,
  ): Promise<ClipEmbedding>
}

interface PendingFrame {
  readonly picture: Picture
  readonly detecting: Promise<Detection[]>
}

const NO_FACE = [Number.NaN, Number.NaN, Number.NaN, Number.NaN, Number.NaN]

/**
 * Detect, choose a face, landmarks, crop, embed, average. While the detector looks at a frame, the frame
 * before goes through the rest.
 */
export function createClipTextPipeline(
  pack: ClipTextPack,
  faces: FaceFinder,
  batcher: FrameBatcher,
): ClipTextPipeline {
  async function cropOf(picture: Picture, face: Detection): Promise<Box | null> {
    const { kind, margin } = pack.crop
    const box = kind === 'face-square' ? squareAround(face) : await faces.landmarks(picture, face)
    return box === null ? null : clipToPicture(growBox(box, margin), picture)
  }

  return {
    async embed(clipId, frames, beforeFrame) {
      const times: number[] = []
      const boxes: number[] = []
      const copies = createFrameCopies()
      let previousFace: Box | null = null
      let pending: PendingFrame | null = null

      async function finish({ picture, detecting }: PendingFrame): Promise<void> {
        const face = chooseFace(await detecting, previousFace)
        const crop = face === null ? null : await cropOf(picture, face)
        if (face === null || crop === null) {
          boxes.push(...NO_FACE)
          return
        }
        previousFace = face
        boxes.push(face.x, face.y, face.width, face.height, face.confidence)
        await batcher.add(picture, crop)
      }

      try {
        for await (const frame of frames) {
          await beforeFrame(frame.timeMs)
          times.push(frame.timeMs)
          const picture = copies.keep(frame)
          const last: PendingFrame | null = pending
          pending = { picture, detecting: faces.detect(picture) }
          if (last !== null) await finish(last)
        }
        if (pending !== null) await finish(pending)
        const size = copies.size()
        if (size === null) throw new AppError('media-unreadable', 'No picture could be read from this clip.')
        const frameEmbeddings = await batcher.finish()
        return {
          clipId,
          pictureWidth: size.width,
          pictureHeight: size.height,
          frameTimes: Float64Array.from(times),
          frameBoxes: Float32Array.from(boxes),
          frameEmbeddings,
          clipEmbedding: meanRow(frameEmbeddings, pack.embeddingDim),
        }
      } catch (error) {
        await Promise.allSettled([faces.settled(), batcher.reset()])
        throw error
      }
    },
  }
}

/** Summed in double, in order of time; null without rows. */
function meanRow(rows: Float32Array, dim: number): Float32Array | null {
  const count = rows.length / dim
  if (count === 0) return null
  const sums = new Float64Array(dim)
  for (let i = 0; i < rows.length; i++) sums[i % dim] = (sums[i % dim] ?? 0) + (rows[i] ?? 0)
  return Float32Array.from(sums, (sum) => sum / count)
}
