import { existsSync } from 'node:fs'
import { join } from 'node:path'
import pLimit from 'p-limit'
import { isAppError } from '#shared/errors.ts'
import { faceMeasures } from '../../faces/types.ts'
import type { FaceMeasure, Track } from '../../faces/types.ts'
import { makeStudyFolder } from '../../files/make-study-folder.ts'
import { facesFolder } from '../../files/study-path.ts'
import { writeAtomically } from '../../files/write-atomically.ts'
import { growBox, squareAround } from '#shared/geometry/box.ts'
import type { Box } from '#shared/geometry/box.ts'
import type { MediaTools } from '../../media/types.ts'
import type { FindVideoFile } from '../study/same-video.ts'
import type { PeopleContext } from './people-context.ts'

const PICTURE_WIDTH = 160
/** Hair and chin tell people apart as well: so much is added around a face, as a share of its side. */
const MARGIN = 0.6
/** Decoding is heavy: more at once would only slow the player down. */
const PICTURES_AT_ONCE = 2

const BOX_VALUES = 5

/** A picture is made too fast to be stopped. */
const unstopped = new AbortController().signal

/** The moment at which a face is seen best, and where it is then, in pixels. */
export function clearestFace({ times, boxes, measures }: Track): { timeMs: number; box: Box } {
  const measure = (frame: number, name: FaceMeasure): number => {
    const value = measures[frame * faceMeasures.length + faceMeasures.indexOf(name)] ?? 0
    return Number.isNaN(value) ? 0 : value
  }
  const clearness = (frame: number): number => {
    const [, , , height = 0, confidence = 0] = boxes.subarray(frame * BOX_VALUES)
    const turned = Math.cos((measure(frame, 'yawDeg') * Math.PI) / 180)
    return height * confidence * turned * (1 - measure(frame, 'occlusion'))
  }
  let best = 0
  for (let frame = 1; frame < times.length; frame++) if (clearness(frame) > clearness(best)) best = frame
  const [x = 0, y = 0, width = 0, height = 0] = boxes.subarray(best * BOX_VALUES)
  return { timeMs: times[best] ?? 0, box: { x, y, width, height } }
}

/** The square around a face that lies in the picture, in shares of it. */
function cropAround(face: Box, picture: { readonly width: number; readonly height: number }): Box {
  const { x, y, width, height } = growBox(squareAround(face), MARGIN)
  const left = Math.max(0, x / picture.width)
  const top = Math.max(0, y / picture.height)
  return {
    x: left,
    y: top,
    width: Math.min(1, (x + width) / picture.width) - left,
    height: Math.min(1, (y + height) / picture.height) - top,
  }
}

/** A small picture of each track's face, named after the video's content, the time and the place. */
export function createFacePictures(
  context: PeopleContext,
  { media, videoFile }: { readonly media: MediaTools; readonly videoFile: FindVideoFile },
): (trackId: number) => Promise<string | null> {
  const limit = pLimit(PICTURES_AT_ONCE)
  const inWork = new Map<string, Promise<string | null>>()

  async function make(
    target: string,
    request: { videoId: number; timeMs: number; crop: Box },
  ): Promise<string | null> {
    const { videoId, timeMs, crop } = request
    const file = await videoFile(videoId, unstopped)
    if (file === null) return null
    try {
      const jpeg = await media.thumbnail(file, timeMs, { width: PICTURE_WIDTH, crop })
      await makeStudyFolder(context.folder, facesFolder(context.folder))
      await writeAtomically(target, jpeg)
      return target
    } catch (error) {
      if (isAppError(error) && error.code === 'media-unreadable') return null
      throw error
    }
  }

  return (trackId) => {
    const track = context.tracks.get(trackId)
    const video = track === null ? null : context.repositories.videos.get(track.videoId)
    const lookedAt = track === null ? null : context.observations.newest(track.videoId)
    if (track === null || video === null || lookedAt === null) return Promise.resolve(null)
    const { timeMs, box } = clearestFace(track)
    const place = [timeMs, box.x, box.y].map((value) => Math.round(value)).join('-')
    const target = join(facesFolder(context.folder), `${video.sha256}-${place}.jpg`)
    if (existsSync(target)) return Promise.resolve(target)
    const crop = cropAround(box, { width: lookedAt.pictureWidth, height: lookedAt.pictureHeight })
    const making =
      inWork.get(target) ??
      context.making.add(
        limit(() => make(target, { videoId: video.id, timeMs, crop })).finally(() => inWork.delete(target)),
      )
    inWork.set(target, making)
    return making
  }
}
