import { z } from 'zod'
import { counted } from '#shared/counted.ts'
import { videoSpan } from '#shared/domain/video-span.ts'
import { AppError } from '#shared/errors.ts'
import type { ClipRepository } from '../clip-repository.ts'
import type { SessionRepository } from '../session-repository.ts'
import type { StoredVideo, VideoRepository } from '../video-repository.ts'
import { staysSentence } from '../../../journal/changed-since.ts'
import type { Key } from '../../../journal/changes.ts'
import type { Entity } from '../../../journal/entity.ts'
import type { JournalRepository } from '../../../journal/journal-repository.ts'
import { hasChanged } from '../../../journal/changed-objects.ts'
import type { FaceTrackRepository } from '../../people/face-track-repository.ts'
import { CLIP, clipKey } from './clip-entity.ts'
import { FACE_TRACK } from './face-track-entity.ts'
import { PERSON, personKey } from './person-entity.ts'

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
  readonly entries: JournalRepository
  readonly faceTracks: FaceTrackRepository
  readonly sessions: SessionRepository
  readonly videos: VideoRepository
}

/** Of which visit a video is. An import makes it, with one clip; taking that back takes it away. */
const clipObject = ({ uid }: { uid: string }) => ({ entity: CLIP, key: clipKey(uid) })

export function videoEntity({
  clips,
  entries,
  faceTracks,
  sessions,
  videos,
}: VideoEntityDeps): Entity<VideoValue> {
  const find = (key: Key): StoredVideo | null => {
    const id = videos.idOf(partsSchema.parse(key)[0])
    return id === null ? null : videos.get(id)
  }
  const visitOf = ({ sessionId }: StoredVideo): string => sessions.uidOf(sessionId) ?? ''
  /** What people made of it, in words; null for nothing. */
  function madeByHand({ id, sessionId }: StoredVideo): string | null {
    const written = videos.writtenOn(id)
    if (written > 0) return `${counted(written, 'caption or annotation')} by now`
    const uid = videos.uidOf(id)
    const cut = clips.ofVideo(id)
    if (cut.length !== 1 || hasChanged(entries, cut.map(clipObject))) return 'clips that were cut by hand'
    if (!entries.holdsAction('people.')) return null
    const tracks = [...faceTracks.allKeyed()].filter(({ key }) => key[0] === uid)
    const seen = [
      ...tracks.map(({ key }) => ({ entity: FACE_TRACK, key: [...key] })),
      ...tracks.map(({ person }) => ({
        entity: PERSON,
        key: personKey(sessions.uidOf(sessionId) ?? '', person),
      })),
    ]
    return hasChanged(entries, seen) ? 'people whom somebody named' : null
  }

  /** With what the program made of it; not while there is anything that people made. */
  function takeAway(video: StoredVideo): void {
    const made = madeByHand(video)
    if (made !== null) {
      const session = sessions.get(video.sessionId)
      const name = `${video.fileName} of ${session?.patientCode ?? ''} ${session?.visitLabel ?? ''}`
      throw new AppError('conflict', `The video ${name} stays, as it has ${made}: ${staysSentence}`)
    }
    videos.takeAway(video.id)
    clips.renumber(video.sessionId)
  }

  function bringBack(key: Key, sessionId: number): void {
    const [uid] = partsSchema.parse(key)
    const back = videos.bringBack(uid, sessionId)
    const video = back === null ? null : videos.get(back.id)
    if (back === null || video === null)
      throw new AppError('conflict', 'This video is not in the study any more: import it again.')
    const whole = { ...videoSpan(video.probe), state: 'active', origin: 'whole' } as const
    clips.insert({ videoId: video.id, ...whole, uid: back.clipUid })
    clips.renumber(sessionId)
  }

  return {
    entity: VIDEO,
    schema: videoValueSchema,
    areas: ['library', 'captions', 'scores', 'people', 'clips', 'severity'],
    isGiven: true,
    rank: ({ after }) => (after === null ? 1 : -1),
    read(key) {
      const video = find(key)
      return video === null ? null : { visit: visitOf(video) }
    },
    write(key, value) {
      const video = find(key)
      if (value === null) {
        if (video !== null) takeAway(video)
        return
      }
      const to = sessions.idOf(value.visit)
      if (video === null && to !== null) {
        bringBack(key, to)
        return
      }
      if (video === null || to === null)
        throw new AppError('not-found', 'This video, or its visit, is not in the study.')
      if (video.sessionId === to) {
        // An import made it.
        videos.forgetTakenBack(partsSchema.parse(key)[0])
        return
      }
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
