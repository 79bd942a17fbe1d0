import { AppError } from '#shared/errors.ts'
import { FACE_EMBEDDING_DIM } from '../../faces/types.ts'
import type { FaceObservations } from '../../faces/types.ts'
import type { DecodedFrame } from '../../media/types.ts'
import type { Detection } from '../postprocess/detections.ts'
import { measureFace, readingValues } from '../postprocess/face-measures.ts'
import { landmarkBox } from '../postprocess/landmark-box.ts'
import type { Picture } from '../processors/picture.ts'
import type { FaceFinder } from './face-finder.ts'
import type { FaceRecogniser } from './face-recogniser.ts'
import { createFrameCopies } from './frame-copies.ts'

/** A stretch is handed over when it is so long: what is lost when work is cut off. */
export const STRETCH_MS = 30_000

/**
 * Smaller, more blurred or half covered faces are not asked who they are. At a height of 43 pixels, the photographs' faces are
 * at a median distance of 0.14 from themselves in full size, at 32 of 0.19; blurred to a sharpness of 50, of
 * 0.23, and at most 0.35, which is beyond the limit of one person. A face that somebody else half covers is like
 * nobody's, 0.45 and more from its own.
 */
const LEAST_KNOWN_HEIGHT_PX = 40
const LEAST_KNOWN_SHARPNESS = 50
const MOST_KNOWN_OCCLUSION = 0.3

const UNKNOWN = new Float32Array(FACE_EMBEDDING_DIM).fill(Number.NaN)

export interface VideoToObserve {
  readonly videoId: number
  readonly startMs: number
  readonly endMs: number
  readonly frames: AsyncIterable<DecodedFrame>
}

export interface ObserverHooks {
  /** Awaited before each frame, which is where a job is paused or stopped. */
  beforeFrame(timeMs: number): Promise<void>
  /** Awaited, which is the back-pressure. Stretches come in order and without gaps. */
  onStretch(observations: FaceObservations): Promise<void>
}

export interface FaceObserver {
  /**
   * Looks for faces in one video; one video at a time. Rejects with AppError `detector-failed`, or
   * `media-unreadable` when not one picture could be read.
   */
  observe(video: VideoToObserve, hooks: ObserverHooks): Promise<void>
}

export interface ObserverParts {
  readonly faces: FaceFinder
  readonly recogniser: FaceRecogniser
}

interface PendingFrame {
  readonly picture: Picture
  readonly timeMs: number
  readonly detecting: Promise<Detection[]>
}

/** While the detector looks at a frame, the faces of the frame before are measured and recognised. */
export function createFaceObserver({ faces, recogniser }: ObserverParts): FaceObserver {
  async function look(picture: Picture, face: Detection): Promise<FaceRow | null> {
    const points = await faces.points(picture, face)
    if (points === null) return null
    const reading = measureFace(picture, { face, points })
    const isKnown =
      landmarkBox(points).height >= LEAST_KNOWN_HEIGHT_PX &&
      reading.sharpness >= LEAST_KNOWN_SHARPNESS &&
      reading.occlusion <= MOST_KNOWN_OCCLUSION
    const embedding = isKnown ? await recogniser.embed(picture, points) : UNKNOWN
    return { face, measures: readingValues(reading), embedding }
  }

  return {
    async observe({ videoId, startMs, endMs, frames }, { beforeFrame, onStretch }) {
      const copies = createFrameCopies()
      let pending: PendingFrame | null = null
      let fromMs = startMs
      let stretch = createStretch()

      async function finishPending(): Promise<void> {
        if (pending === null) return
        const { picture, timeMs, detecting } = pending
        pending = null
        stretch.begin(timeMs)
        for (const face of await detecting) {
          const row = await look(picture, face)
          if (row !== null) stretch.add(row)
        }
      }
      async function handOver(toMs: number): Promise<void> {
        const size = copies.size()
        if (size === null) throw new AppError('media-unreadable', 'No picture could be read from this video.')
        await onStretch({
          ...{ videoId, fromMs, toMs, pictureWidth: size.width, pictureHeight: size.height },
          ...stretch.observations(),
        })
        stretch = createStretch()
        fromMs = toMs
      }

      try {
        for await (const frame of frames) {
          await beforeFrame(frame.timeMs)
          const picture = copies.keep(frame)
          const next = { picture, timeMs: frame.timeMs, detecting: faces.detect(picture) }
          // Looked at when its turn comes; until then a failure must not count as unhandled.
          next.detecting.catch(() => undefined)
          await finishPending()
          while (frame.timeMs >= fromMs + STRETCH_MS) await handOver(fromMs + STRETCH_MS)
          pending = next
        }
        await finishPending()
        await handOver(endMs)
      } finally {
        await faces.settled()
      }
    },
  }
}

interface FaceRow {
  readonly face: Detection
  readonly measures: readonly number[]
  readonly embedding: Float32Array
}

type Rows = Pick<
  FaceObservations,
  'frameTimes' | 'frameOf' | 'boxes' | 'confidences' | 'embeddings' | 'measures'
>

/** What was seen since the last stretch was handed over. */
function createStretch(): { begin(timeMs: number): void; add(row: FaceRow): void; observations(): Rows } {
  const times: number[] = []
  const rows: (FaceRow & { frame: number })[] = []
  return {
    begin(timeMs) {
      times.push(timeMs)
    },
    add(row) {
      rows.push({ ...row, frame: times.length - 1 })
    },
    observations() {
      const embeddings = new Float32Array(rows.length * FACE_EMBEDDING_DIM)
      for (const [i, { embedding }] of rows.entries()) embeddings.set(embedding, i * FACE_EMBEDDING_DIM)
      return {
        frameTimes: Float64Array.from(times),
        frameOf: Int32Array.from(rows, ({ frame }) => frame),
        boxes: Float32Array.from(rows.flatMap(({ face: { x, y, width, height } }) => [x, y, width, height])),
        confidences: Float32Array.from(rows, ({ face }) => face.confidence),
        embeddings,
        measures: Float32Array.from(rows.flatMap(({ measures }) => measures)),
      }
    },
  }
}
