import { AppError, isAppError } from '#shared/errors.ts'
import type { MediaTools } from '../../media/types.ts'
import type { FaceSearchRequest, FaceSource } from './client.ts'
import { describeFailure } from './describe-failure.ts'
import type { FaceObserver } from '../pipelines/face-observer.ts'
import type { TurnFinder } from '../pipelines/turn-finder.ts'
import type { HostReply } from './protocol.ts'

/**
 * Longer sides are scaled down to this while decoding: it is what the detector's finest look sees, and a face of
 * 80 pixels in 1080p is still large enough to be known.
 */
const MAX_SIDE = 960

export interface FaceSearch {
  /** Of the request. */
  readonly id: string
  readonly request: FaceSearchRequest
  readonly observer: FaceObserver
  readonly turns: TurnFinder
  readonly media: Pick<MediaTools, 'readFrames'>
  readonly signal: AbortSignal
  /** Holds while the job is paused. */
  wait(): Promise<void>
  /** Waits until the listener may be given one more. */
  mayPost(): Promise<void>
  post(reply: HostReply): void
}

/**
 * Looks for faces in one video after the other. A video that cannot be read is a problem of that video; a detector
 * that is broken ends the job, for it would fail on all of them.
 */
export async function searchFaces(search: FaceSearch): Promise<void> {
  const { request, signal } = search
  for (const video of request.videos) {
    signal.throwIfAborted()
    try {
      await searchVideo(search, video)
    } catch (error) {
      signal.throwIfAborted()
      if (isAppError(error) && error.code === 'detector-failed') {
        const { code, message } = describeFailure(error, video.file)
        throw new AppError(code, message, { cause: error })
      }
      const failure = describeFailure(error, video.file)
      await deliver(search, { type: 'video-problem', videoId: video.videoId, ...failure })
    }
  }
}

async function searchVideo(search: FaceSearch, { videoId, file, startMs, endMs }: FaceSource): Promise<void> {
  const { id, request, observer, media, signal } = search
  const { fps } = request
  if (startMs === 0) await requireUpright(search, { videoId, file, startMs, endMs })
  const sampling = { kind: 'rate', fps, maxFrames: Number.MAX_SAFE_INTEGER } as const
  const frames = media.readFrames({ file, startMs, endMs, sampling, maxSide: MAX_SIDE, signal })
  await observer.observe(
    { videoId, startMs, endMs, frames },
    {
      async beforeFrame(timeMs) {
        await search.wait()
        signal.throwIfAborted()
        const fraction = (timeMs - startMs) / Math.max(endMs - startMs, 1)
        search.post({
          ...{ type: 'progress', id },
          progress: { videoId, fraction: Math.min(1, Math.max(0, fraction)) },
        })
      },
      onStretch: (observations) => deliver(search, { type: 'faces', observations }),
    },
  )
}

/** Spread over the video; fewer of one that lasts for less than three seconds. */
const TURN_LOOKS = { kind: 'rate', fps: 2, maxFrames: 6 } as const

const turnWords = { 90: 'to the right', 180: 'by half', 270: 'to the left' } as const

/**
 * Faces that are not upright are found, and read as an expression that they do not have. Throws AppError
 * `face-unusable` for a video that is filmed so and does not say it.
 */
async function requireUpright(
  { turns, media, signal, wait }: FaceSearch,
  { file, startMs, endMs }: FaceSource,
): Promise<void> {
  await wait()
  const request = { file, startMs, endMs, sampling: TURN_LOOKS, maxSide: MAX_SIDE, signal }
  const turn = await turns.find(() => media.readFrames(request))
  signal.throwIfAborted()
  if (turn === 0) return
  const how = turn === 180 ? 'stands upside down' : 'lies on its side'
  throw new AppError(
    'face-unusable',
    `The picture ${how}: faces are found more surely when it is turned ${turnWords[turn]}. Nothing is predicted from faces that are not upright. Turn the video in a video program, and import it again.`,
  )
}

type Item = Extract<HostReply, { type: 'item' }>['item']

async function deliver({ id, signal, mayPost, post }: FaceSearch, item: Item): Promise<void> {
  await mayPost()
  signal.throwIfAborted()
  post({ type: 'item', id, item })
}
