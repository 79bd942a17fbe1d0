import { faceSquare } from '#shared/domain/crop.ts'
import type { ClipTextPack } from '#shared/domain/pack.ts'
import type { ClipSampling } from '#shared/domain/sampling.ts'
import { AppError } from '#shared/errors.ts'
import { boxAt } from '../../faces/subject-path.ts'
import type { FaceBox } from '../../faces/subject-path.ts'
import type { SubjectPath } from '../../faces/types.ts'
import type { PicturePart } from '../../media/frames/picture-part.ts'
import type { DecodedFrame } from '../../media/types.ts'
import type { ClipEmbedding } from '../host/client.ts'
import { clipToPicture } from '../processors/picture.ts'
import { growBox } from '#shared/geometry/box.ts'
import type { Box } from '#shared/geometry/box.ts'
import { embedWindows, isSlotWanted, lastSlot } from './clip-windows.ts'
import type { FrameBatcher } from './frame-batcher.ts'
import type { LandmarkFinder } from './landmark-finder.ts'
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
  /** Nothing outside the square around a face, grown by this, is looked at. */
  readonly reach: number
  /**
   * Looks at the frames of one clip that its sampling wants. When all were taken the next clip may begin, while the
   * nets are still busy with this one: at most two calls may be open at once. `beforeFrame` is awaited before each
   * frame, which is where a job is paused or stopped. A frame may be overwritten as soon as the next one is asked for.
   */
  embed(clip: ClipToLookAt, beforeFrame: (timeMs: number) => Promise<void>): Promise<ClipEmbedding>
}

export interface PipelineParts {
  /** Null for packs that do not crop by landmarks. */
  readonly landmarks: Pick<LandmarkFinder, 'landmarks'> | null
  /** One for each call that may be open, over the same sessions. */
  readonly batchers: readonly [FrameBatcher, FrameBatcher]
  readonly temporal: TemporalNet
}

/** Landmarks lie in their face's box or little beside it. */
const LANDMARK_REACH = 1

const NO_FACE = [Number.NaN, Number.NaN, Number.NaN, Number.NaN, Number.NaN]

/** The patient's face, landmarks where the pack wants them, crop, embed, join. */
export function createClipTextPipeline(
  pack: Pick<ClipTextPack, 'crop' | 'embeddingDim'>,
  { landmarks, batchers, temporal }: PipelineParts,
): ClipTextPipeline {
  const dim = pack.embeddingDim
  const idle: FrameBatcher[] = [...batchers]

  const { kind, margin } = pack.crop
  const isSquare = kind === 'face-square' || landmarks === null
  const reach = isSquare ? margin : LANDMARK_REACH

  /**
   * In pixels of the whole picture. A square may reach beyond it, where it is black; a box of landmarks ends with it. The
   * numbers do not depend on which part of the picture the frame is.
   */
  async function cropOf(frame: DecodedFrame, face: Box): Promise<Box | null> {
    if (isSquare) return faceSquare(face, margin)
    const { x, y, picture } = placeOf(frame)
    const box = await landmarks.landmarks(frame, moved(face, -x, -y))
    const crop = box === null ? null : clipToPicture(growBox(moved(box, x, y), margin), picture)
    return crop === null ? null : commonPart(crop, faceSquare(face, reach))
  }

  /** One clip's frames; `look` and `end` are called one after the other. */
  function createPass(subject: SubjectPath, batcher: FrameBatcher): ClipPass {
    const times: number[] = []
    const boxes: number[] = []
    const hasFace: boolean[] = []
    let size: { readonly width: number; readonly height: number } | null = null
    return {
      hasFace,
      async look(frame, slot) {
        const { timeMs } = frame
        const { x, y, picture } = placeOf(frame)
        size ??= picture
        times.push(timeMs)
        const face = inPixels(boxAt(subject, timeMs), picture)
        const crop = face === null ? null : await cropOf(frame, face)
        if (face === null || crop === null) {
          boxes.push(...NO_FACE)
          return
        }
        hasFace[slot] = true
        boxes.push(face.x, face.y, face.width, face.height, face.confidence)
        await batcher.add(frame, moved(crop, -x, -y))
      },
      async end() {
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
    reach,
    async embed({ clipId, frames, sampling, subject }, beforeFrame) {
      const batcher = idle.shift()
      if (batcher === undefined) throw new RangeError('two clips are looked at already')
      const pass = createPass(subject, batcher)
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
        await batcher.reset()
        throw error
      } finally {
        idle.push(batcher)
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

/** The whole picture, and where the frame begins in it. */
function placeOf({ width, height, part }: DecodedFrame): Pick<PicturePart, 'x' | 'y' | 'picture'> {
  return part ?? { x: 0, y: 0, picture: { width, height } }
}

function moved(box: Box, x: number, y: number): Box {
  return { ...box, x: box.x + x, y: box.y + y }
}

/** Null when there is none. Both lie on whole pixels. */
function commonPart(a: Box, b: Box): Box | null {
  const [x, y] = [Math.max(a.x, b.x), Math.max(a.y, b.y)]
  const width = Math.min(a.x + a.width, b.x + b.width) - x
  const height = Math.min(a.y + a.height, b.y + b.height) - y
  return width >= 1 && height >= 1 ? { x, y, width, height } : null
}

/** Shares of the picture in its pixels. */
function inPixels(
  face: FaceBox | null,
  { width, height }: { readonly width: number; readonly height: number },
): FaceBox | null {
  if (face === null) return null
  return {
    x: face.x * width,
    y: face.y * height,
    width: face.width * width,
    height: face.height * height,
    confidence: face.confidence,
  }
}
