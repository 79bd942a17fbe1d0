import { z } from 'zod'
import { AppError } from '#shared/errors.ts'
import type { ClipRepository } from '../clip-repository.ts'
import type { SessionRepository } from '../session-repository.ts'
import type { StoredVideo, VideoRepository } from '../video-repository.ts'
import type { Key } from '../../../journal/changes.ts'
import type { Entity } from '../../../journal/entity.ts'

export const videoValueSchema = z.object({
  /** Uid of its visit. */
  visit: z.string(),
})
export type VideoValue = z.infer<typeof videoValueSchema>

export const VIDEO = 'video'

const partsSchema = z.tuple([z.string()])

export function videoKey(uid: string): Key {
  return [uid]
}

export interface VideoEntityDeps {
  readonly clips: ClipRepository
  readonly sessions: SessionRepository
  readonly videos: VideoRepository
}

/** Of which visit a video is; an import says so first. */
export function videoEntity({ clips, sessions, videos }: VideoEntityDeps): Entity<VideoValue> {
  const find = (key: Key): StoredVideo | null => {
    const id = videos.idOf(partsSchema.parse(key)[0])
    return id === null ? null : videos.get(id)
  }
  const visitOf = ({ sessionId }: StoredVideo): string => sessions.uidOf(sessionId) ?? ''
  return {
    entity: VIDEO,
    schema: videoValueSchema,
    areas: ['library', 'captions', 'scores', 'people', 'clips', 'severity'],
    isGiven: true,
    goesFirst: true,
    read(key) {
      const video = find(key)
      return video === null ? null : { visit: visitOf(video) }
    },
    write(key, value) {
      const video = find(key)
      const to = value === null ? null : sessions.idOf(value.visit)
      if (video === null || to === null)
        throw new AppError('not-found', 'This video, or its visit, is not in the study.')
      const same = videos.ofSession(to).find(({ id, sha256 }) => sha256 === video.sha256 && id !== video.id)
      if (same !== undefined) {
        throw new AppError('conflict', `The visit has this video already, as ${same.fileName}.`)
      }
      videos.assign(video.id, to)
      clips.renumber(video.sessionId)
      clips.renumber(to)
    },
    describe(key) {
      const video = find(key)
      const session = video === null ? null : sessions.get(video.sessionId)
      return video === null || session === null
        ? 'video'
        : `video ${video.fileName} of ${session.patientCode} ${session.visitLabel}`
    },
    say({ visit }) {
      const id = sessions.idOf(visit)
      const session = id === null ? null : sessions.get(id)
      return session === null ? 'a visit' : `${session.patientCode} ${session.visitLabel}`
    },
    authorOf: () => null,
    placeOf(key) {
      const video = find(key)
      return video === null ? null : { kind: 'visit', sessionId: video.sessionId }
    },
    // The visit before is another, too, and is not known any more.
    touches: () => null,
    *all() {
      for (const video of videos.list()) {
        const uid = videos.uidOf(video.id)
        if (uid !== null) yield [videoKey(uid), { visit: visitOf(video) }]
      }
    },
  }
}
