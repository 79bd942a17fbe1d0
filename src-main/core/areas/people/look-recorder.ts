import { assertNever } from '#shared/errors.ts'
import { inTransaction } from '../../db/sql.ts'
import { changedIds } from '#shared/domain/study.ts'
import { groupBy } from '#shared/group-by.ts'
import type { FaceEvent } from '../../inference/host/client.ts'
import type { StoredVideo } from '../study/video-repository.ts'
import type { JobControl } from '../../jobs/job-control.ts'
import type { UnseenVideo } from './service.ts'
import { gradeClips } from './patient-in-videos.ts'
import type { PeopleContext } from './people-context.ts'
import { placeTracks } from './place-tracks.ts'

/** A video to be looked at, and how far it was. */
export interface KeyedVideo {
  readonly video: StoredVideo
  /** Over everything that decides which faces are found in it. */
  readonly cacheKey: string
  /** Up to here it was looked at before, ms. */
  readonly untilMs: number
}

export interface LookRecorder {
  /** Videos that were not looked at to their end. */
  readonly toSee: readonly KeyedVideo[]
  /** Those that cannot be, so far. */
  readonly unseen: readonly UnseenVideo[]
  readonly listen: (event: FaceEvent) => void
  missing(video: StoredVideo): void
  unreadable(video: StoredVideo, problem: Pick<UnseenVideo, 'code' | 'message'>): void
  /** Makes out who is who in the sessions for which that was not done yet. */
  settle(): void
}

/** Puts on disk what is seen in videos, and who is who in their sessions. */
export function createLookRecorder(
  context: PeopleContext,
  videos: readonly KeyedVideo[],
  { progress }: Pick<JobControl, 'progress'>,
): LookRecorder {
  const byId = new Map(videos.map((entry) => [entry.video.id, entry]))
  const bySession = groupBy(videos, ({ video }) => video.sessionId)
  const toSee = videos.filter(({ video, untilMs }) => untilMs < video.probe.durationMs)
  const awaited = new Set(toSee.map(({ video }) => video.id))
  /** Something of them came in since their session was settled. */
  const grown = new Set<number>()
  const unseen: UnseenVideo[] = []
  let seen = 0

  const find = (videoId: number): KeyedVideo => {
    const entry = byId.get(videoId)
    if (entry === undefined) throw new RangeError(`an event of video ${videoId}, which was not asked for`)
    return entry
  }

  function settleSession(sessionId: number): void {
    const seen = (bySession.get(sessionId) ?? [])
      .filter((entry) => !awaited.has(entry.video.id) && isUnsettled(entry))
      .map(({ video, cacheKey }) => ({ videoId: video.id, cacheKey }))
    if (seen.length === 0) return
    inTransaction(context.db, () => {
      placeTracks(context, sessionId, seen)
      for (const { id } of context.repositories.videos.ofSession(sessionId)) gradeClips(context, id)
    })
    for (const { videoId } of seen) grown.delete(videoId)
    context.announce(['people', 'library', 'predictions'], changedIds({ visits: [sessionId] }))
  }

  /** Also when a process was killed after the last stretch and before it said who is who. */
  function isUnsettled({ video, cacheKey, untilMs }: KeyedVideo): boolean {
    if (grown.has(video.id)) return true
    if (untilMs < video.probe.durationMs) return false
    const [clip] = context.repositories.clips.ofVideo(video.id)
    const followed = context.tracks.cacheKeyOf(video.id)
    return (
      (clip !== undefined && context.qualities.get(clip.id) === null) ||
      (followed !== null && followed !== cacheKey)
    )
  }

  /** Nothing more will come of a video. */
  function end({ video }: KeyedVideo): void {
    awaited.delete(video.id)
    const isSessionThrough = (bySession.get(video.sessionId) ?? []).every(
      (entry) => !awaited.has(entry.video.id),
    )
    if (isSessionThrough) settleSession(video.sessionId)
  }

  function through(): void {
    seen += 1
    progress(seen, toSee.length)
  }

  function fail(entry: KeyedVideo, problem: Omit<UnseenVideo, 'videoId'>): void {
    unseen.push({ videoId: entry.video.id, ...problem })
    through()
    end(entry)
  }

  return {
    toSee,
    unseen,
    missing(video) {
      const session = context.repositories.sessions.get(video.sessionId)
      const visit = session === null ? '' : ` of ${session.patientCode} ${session.visitLabel}`
      const message = `The video “${video.fileName}”${visit} is not where the study expects it.`
      fail(find(video.id), { code: 'file-unreadable', message })
    },
    unreadable(video, { code, message }) {
      fail(find(video.id), { code, message })
    },
    settle() {
      for (const sessionId of bySession.keys()) settleSession(sessionId)
    },
    listen(event) {
      switch (event.type) {
        case 'progress': {
          progress(seen + event.fraction, toSee.length)
          return
        }
        case 'problem':
          fail(find(event.videoId), { code: event.code, message: event.message })
          return
        case 'faces': {
          const { observations } = event
          const entry = find(observations.videoId)
          context.observations.insert(observations, entry.cacheKey)
          grown.add(observations.videoId)
          if (observations.toMs < entry.video.probe.durationMs) return
          through()
          end(entry)
          return
        }
        default:
          assertNever(event)
      }
    },
  }
}
