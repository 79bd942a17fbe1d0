import { z } from 'zod'
import { AppError } from '#shared/errors.ts'
import type { FaceTrackRepository } from '../../people/face-track-repository.ts'
import type { PeopleRepository } from '../../people/people-repository.ts'
import type { SessionRepository } from '../session-repository.ts'
import type { Entity } from '../../../journal/entity.ts'

export const faceTrackValueSchema = z.object({
  /** Label of the person whose face it is, in the session of the video. */
  person: z.string(),
})
export type FaceTrackValue = z.infer<typeof faceTrackValueSchema>

export const FACE_TRACK = 'face-track'

/** Uid of the video; when it begins and ends, ms; frames looked at; x and y of its first box, pixels. */
export const trackKeySchema = z.tuple([
  z.string(),
  ...([z.number(), z.number(), z.number(), z.number(), z.number()] as const),
])

export interface FaceTrackEntityDeps {
  readonly faceTracks: FaceTrackRepository
  readonly people: PeopleRepository
  readonly sessions: SessionRepository
}

/** Whose the faces are that were followed through a video. The program finds them and puts them to people first. */
export function faceTrackEntity({
  faceTracks,
  people,
  sessions,
}: FaceTrackEntityDeps): Entity<FaceTrackValue> {
  return {
    entity: FACE_TRACK,
    schema: faceTrackValueSchema,
    areas: ['people', 'library', 'predictions'],
    isGiven: true,
    read(key) {
      const track = faceTracks.find(trackKeySchema.parse(key))
      return track === null ? null : { person: track.person }
    },
    write(key, value) {
      // They come and go with looking at the video alone.
      if (value === null) return
      const track = faceTracks.find(trackKeySchema.parse(key))
      const person = track === null ? null : people.byLabel(track.sessionId, value.person)
      if (track === null || person === null)
        throw new AppError('not-found', 'One of these faces is not in the study any more.')
      faceTracks.setPerson(track.id, person.id)
    },
    describe(key) {
      const track = faceTracks.find(trackKeySchema.parse(key))
      const session = track === null ? null : sessions.get(track.sessionId)
      return session === null ? 'appearance' : `appearance in ${session.patientCode} ${session.visitLabel}`
    },
    say: ({ person }) => person,
    authorOf: () => null,
    placeOf(key) {
      const track = faceTracks.find(trackKeySchema.parse(key))
      return track === null ? null : { kind: 'people', sessionId: track.sessionId, person: track.person }
    },
    touches(key) {
      const track = faceTracks.find(trackKeySchema.parse(key))
      return track === null ? null : { visits: [track.sessionId] }
    },
    *all() {
      for (const { key, person } of faceTracks.allKeyed()) yield [[...key], { person }]
    },
  }
}
