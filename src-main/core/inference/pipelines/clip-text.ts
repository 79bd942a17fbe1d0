import type { ClipTextPack } from '#shared/domain/pack.ts'
import type { ClipSampling } from '#shared/domain/sampling.ts'
import { AppError } from '#shared/errors.ts'
import type { DecodedFrame } from '../../media/types.ts'
import type { SubjectPath } from '../../faces/types.ts'
import type { ClipEmbedding } from '../client.ts'
import { chooseFace } from '../postprocess/choose-face.ts'
import type { Detection } from '../postprocess/detections.ts'
import { clipToPicture, growBox, onWholePixels, squareAround } from '../processors/picture.ts'
import type { Box, Picture } from '../processors/picture.ts'
import { embedWindows, isSlotWanted, lastSlot } from './clip-windows.ts'
import type { FaceFinder } from './face-finder.ts'
import type { FrameBatcher } from './frame-batcher.ts'
import { createFrameCopies } from './frame-copies.ts'
import { meanRow } from './mean-row.ts'
import type { TemporalNet } from './temporal-net.ts'

export interface ClipToLookAt {
  readonly clipId: number
  readonly frames: AsyncIterable<DecodedFrame>
  readonly sampling: ClipSampling
  /** Where the patient's face is; nobody else's is looked at. */
  readonly subject: SubjectPath
}

export interface ClipTextPipeline {
  /**
   * Looks at the frames of one clip that its sampling wants; one clip at a time. `beforeFrame` is awaited before each frame, which is
   * where a job is paused or stopped. A frame may be overwritten as soon as the next one is asked for.
   */
  embed(clip: ClipToLookAt, beforeFrame: (timeMs: number) => Promise<void>): Promise<ClipEmbedding>
}

export interface PipelineParts {
  readonly faces: FaceFinder
  readonly batcher: FrameBatcher
  readonly temporal: TemporalNet
}

interface PendingFrame {
  readonly picture: Picture
  readonly detecting: Promise<Detection[]>
  /** Its number among the sampled frames. */
  readonly slot: number
}

const NO_FACE = [Number.NaN, Number.NaN, Number.NaN, Number.NaN, Number.NaN]

/**
 * Detect, choose a face, landmarks, crop, embed, join. While the detector looks at a frame, the frame before
 * goes through the rest.
 */
export function createClipTextPipeline(
  pack: Pick<ClipTextPack, 'crop' | 'embeddingDim'>,
  { faces, batcher, temporal }: PipelineParts,
): ClipTextPipeline {
  const dim = pack.embeddingDim

  /** A square may reach beyond the picture, where it is black; a box of landmarks ends with it. */
  async function cropOf(picture: Picture, face: Detection): Promise<Box | null> {
    const { kind, margin } = pack.crop
    if (kind === 'face-square') return onWholePixels(growBox(squareAround(face), margin))
    const box = await faces.landmarks(picture, face)
    return box === null ? null : clipToPicture(growBox(box, margin), picture)
  }

  /** One clip's frames on their way; `look` and `end` are called one after the other. */
  function createPass(): ClipPass {
    const times: number[] = []
    const boxes: number[] = []
    const hasFace: boolean[] = []
    const copies = createFrameCopies()
    let previousFace: Box | null = null
    let pending: PendingFrame | null = null

    async function finishPending(): Promise<void> {
      if (pending === null) return
      const { picture, detecting, slot } = pending
      pending = null
      const face = chooseFace(await detecting, previousFace)
      const crop = face === null ? null : await cropOf(picture, face)
      if (face === null || crop === null) {
        boxes.push(...NO_FACE)
        return
      }
      hasFace[slot] = true
      previousFace = face
      boxes.push(face.x, face.y, face.width, face.height, face.confidence)
      await batcher.add(picture, crop)
    }

    return {
      hasFace,
      async look(frame, slot) {
        times.push(frame.timeMs)
        const picture = copies.keep(frame)
        const next = { picture, slot, detecting: faces.detect(picture) }
        await finishPending()
        pending = next
      },
      async end() {
        await finishPending()
        const size = copies.size()
        if (size === null) throw new AppError('media-unreadable', 'No picture could be read from this clip.')
        return {
          pictureWidth: size.width,
          pictureHeight: size.height,
          frameTimes: Float64Array.from(times),
          frameBoxes: Float32Array.from(boxes),
          frameEmbeddings: await batcher.finish(),
        }
      },
    }
  }

  return {
    async embed({ clipId, frames, sampling }, beforeFrame) {
      const pass = createPass()
      const slotTimes: number[] = []
      try {
        for await (const frame of frames) {
          const slot = slotTimes.push(frame.timeMs) - 1
          pass.hasFace.push(false)
          if (!isSlotWanted(slot, sampling)) continue
          await beforeFrame(frame.timeMs)
          await pass.look(frame, slot)
          if (slot === lastSlot(sampling)) break
        }
        const seen = await pass.end()
        const { frameEmbeddings } = seen
        if (sampling.kind === 'rate') {
          const clipEmbedding = meanRow(frameEmbeddings, dim)
          return { clipId, ...seen, windowSpans: null, windowEmbeddings: null, clipEmbedding }
        }
        const slots = { times: slotTimes, hasFace: pass.hasFace, frameEmbeddings }
        return { clipId, ...seen, ...(await embedWindows(slots, sampling, { temporal, dim })) }
      } catch (error) {
        await Promise.allSettled([faces.settled(), batcher.reset()])
        throw error
      }
    },
  }
}

interface ClipPass {
  /** For every sampled frame, also those that are not looked at. */
  readonly hasFace: boolean[]
  look(frame: DecodedFrame, slot: number): Promise<void>
  end(): Promise<Omit<ClipEmbedding, 'clipId' | 'windowSpans' | 'windowEmbeddings' | 'clipEmbedding'>>
}
