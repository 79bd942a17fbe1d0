import { isAppError } from '#shared/errors.ts'
import { groupBy } from '#shared/group-by.ts'
import type { FaceSource, InferenceClient } from '../../inference/host/client.ts'
import type { PackStore } from '../../packs/pack-store.ts'
import type { StoredVideo } from '../study/video-repository.ts'
import type { FindVideoFile } from '../study/same-video.ts'
import type { JobControl } from '../../jobs/job-control.ts'
import type { UnseenVideo } from './service.ts'
import { throwIfCancelled } from '../../jobs/throw-if-cancelled.ts'
import { faceSearchKey, LOOK_FPS } from './face-search.ts'
import { createLookRecorder } from './look-recorder.ts'
import type { KeyedVideo } from './look-recorder.ts'
import type { PeopleContext } from './people-context.ts'
import type { PeopleStage } from './people-stages.ts'
import { createTurns } from './turns.ts'

export interface LookDeps {
  readonly packs: PackStore
  readonly inference: InferenceClient
  readonly videoFile: FindVideoFile
}

export interface LookControl extends Pick<JobControl, 'signal' | 'gate' | 'progress'> {
  /** Told of each part before it begins. */
  readonly part?: (part: PeopleStage) => void
}

/**
 * Makes what looks for faces in videos, as far as that was not done yet. Each stretch is on disk as soon as it was
 * looked at, so that an hour goes on where it was cut off; who is who in a session is made out as soon as the last of
 * its videos was looked at, or the work ends. One call at a time: another one waits, and then finds done what this
 * one did. Returns the videos that could not be looked at to their end.
 */
export function createLook(context: PeopleContext, deps: LookDeps) {
  const turns = createTurns()
  return async (videoIds: readonly number[], control: LookControl): Promise<readonly UnseenVideo[]> => {
    const end = await turns.take(control.signal)
    try {
      return await look(context, deps, { videoIds, control })
    } finally {
      end()
    }
  }
}

async function look(
  context: PeopleContext,
  { packs, inference, videoFile }: LookDeps,
  { videoIds, control }: { readonly videoIds: readonly number[]; readonly control: LookControl },
): Promise<readonly UnseenVideo[]> {
  const faces = packs.faces()
  const videos = videosBySession(context, videoIds).map((video): KeyedVideo => {
    const cacheKey = faceSearchKey(faces.sha256, video.sha256)
    return { video, cacheKey, untilMs: context.observations.lookedAt(video.id, cacheKey)?.untilMs ?? 0 }
  })
  const recorder = createLookRecorder(context, videos, control)
  const sources: FaceSource[] = []
  control.part?.('checking')
  for (const { video, untilMs: startMs } of recorder.toSee) {
    await control.gate.wait()
    try {
      const file = await videoFile(video.id, control.signal)
      if (file !== null) sources.push({ videoId: video.id, file, startMs, endMs: video.probe.durationMs })
      else recorder.missing(video)
    } catch (error) {
      if (!isAppError(error) || error.code !== 'file-unreadable') throw error
      recorder.unreadable(video, error)
    }
  }
  try {
    if (sources.length > 0) {
      control.part?.('looking')
      const request = { facePackFolder: faces.folder, videos: sources, fps: LOOK_FPS }
      await inference.findFaces(request, recorder.listen, control)
    }
  } finally {
    recorder.settle()
  }
  throwIfCancelled(control.signal)
  return recorder.unseen
}

/** Session by session, so that each is through before the next begins. */
function videosBySession({ repositories }: PeopleContext, videoIds: readonly number[]): StoredVideo[] {
  const videos = [...new Set(videoIds)].flatMap((id) => repositories.videos.get(id) ?? [])
  return [...groupBy(videos, ({ sessionId }) => sessionId).values()].flat()
}
