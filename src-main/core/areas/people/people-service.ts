import { seenBriefly } from '#shared/domain/people.ts'
import type { FaceTrack, Person, SessionPeople } from '#shared/domain/people.ts'
import { AppError } from '#shared/errors.ts'
import { inTransaction } from '../../db/sql.ts'
import { groupBy } from '#shared/group-by.ts'
import { isSamePerson } from '../../faces/likeness.ts'
import type { InferenceClient } from '../../inference/host/client.ts'
import type { PackStore } from '../../packs/pack-store.ts'
import type { MediaTools } from '../../media/types.ts'
import type { StoredPerson } from './people-repository.ts'
import { applyEdit } from './edit-people.ts'
import { forgetUnseen, knowFaces } from './place-tracks.ts'
import { FACE_TRACK, trackKeySchema } from '../study/entities/face-track-entity.ts'
import { PERSON } from '../study/entities/person-entity.ts'
import type { Change } from '../../journal/changes.ts'
import { createFacePictures } from './face-pictures.ts'
import { createLook } from './look-at-videos.ts'
import {
  createClipSubjects,
  facePaths,
  gradeClips,
  patientTracks,
  storedQuality,
  subjectOf,
} from './patient-in-videos.ts'
import { createPeopleContext } from './people-context.ts'
import { peopleStages } from './people-stages.ts'
import { peopleOfMove } from './move-people.ts'
import type { PeopleContext } from './people-context.ts'
import { knownFromOtherVisit, proposeRoles } from './propose-roles.ts'
import { createFindVideoFile, likelySameFile } from '../study/same-video.ts'
import type { FindVideoFile } from '../study/same-video.ts'
import type { PeopleService } from './service.ts'
import type { StudyContext } from '../study/study-context.ts'

export interface PeopleServiceDeps {
  readonly media: MediaTools
  readonly packs: PackStore
  readonly inference: InferenceClient
  /** For tests without files. */
  readonly videoFile?: FindVideoFile
}

export function createPeopleService(studyContext: StudyContext, deps: PeopleServiceDeps): PeopleService {
  const context = createPeopleContext(studyContext)
  const { repositories } = context
  const look = createLook(context, { ...deps, videoFile: deps.videoFile ?? createFindVideoFile(context) })
  const pictureFile: FindVideoFile =
    deps.videoFile ??
    ((videoId) => {
      const video = repositories.videos.get(videoId)
      return video === null ? null : likelySameFile(context, video)
    })

  const get = (sessionId: number): SessionPeople => describeSession(context, sessionId)

  /** A change of who is who, on disk when this returns. */
  function change(sessionId: number, work: () => void): SessionPeople {
    inTransaction(context.db, work)
    return get(sessionId)
  }

  context.journal.follow({
    entities: [PERSON, FACE_TRACK],
    run: (changes) => {
      for (const sessionId of sessionsOf(context, changes)) settle(context, sessionId)
    },
  })

  return {
    get,
    look,
    async find(sessionIds, control) {
      const sessions = sessionIds ?? repositories.sessions.list().map(({ id }) => id)
      const videos = sessions.flatMap((id) => repositories.videos.ofSession(id))
      const unseen = await look(
        videos.map(({ id }) => id),
        {
          ...control,
          part: (part) => {
            control.stage(peopleStages[part])
          },
          // Those that were looked at before are through.
          progress: (done, left) => {
            control.progress(videos.length - left + done, videos.length)
          },
        },
      )
      const names = new Map(videos.map(({ id, fileName }) => [id, fileName]))
      for (const { videoId, message } of unseen) control.failure(names.get(videoId) ?? '', message)
      const people = sessions.reduce((sum, id) => {
        const seen = get(id).people
        return sum + seen.length - seenBriefly(seen).size
      }, 0)
      return { videos: videos.length - unseen.length, people }
    },
    edit: (sessionId, edit, by = null) =>
      change(sessionId, () => {
        applyEdit(context, { sessionId, edit, by })
      }),
    changesOfMove: (move) => peopleOfMove(context, move),
    paths: (videoId) => facePaths(context, videoId),
    subject: (videoId) => subjectOf(context, videoId),
    patientTracks: (videoId) => patientTracks(context, videoId),
    clipQuality: (clipId) => storedQuality(context, clipId),
    clipSubjects: () => createClipSubjects(context),
    gradeNewClips() {
      const videos = context.qualities.videosWithUngraded()
      if (videos.length === 0) return
      inTransaction(context.db, () => {
        for (const videoId of videos) gradeClips(context, videoId)
      })
      context.announce(['library'])
    },
    facePictureFile: createFacePictures(context, { media: deps.media, videoFile: pictureFile }),
  }
}

/** The sessions of which people or tracks changed. */
function sessionsOf({ repositories, tracks }: PeopleContext, changes: readonly Change[]): Set<number> {
  return new Set(
    changes.flatMap(({ entity, key }) =>
      entity === PERSON
        ? (repositories.sessions.idOf(String(key[0])) ?? [])
        : (tracks.find(trackKeySchema.parse(key))?.sessionId ?? []),
    ),
  )
}

/** What follows from who is who in a session. */
function settle(context: PeopleContext, sessionId: number): void {
  forgetUnseen(context, sessionId)
  knowFaces(context, sessionId)
  proposeRoles(context, sessionId)
  gradeSession(context, sessionId)
  for (const other of otherVisits(context, sessionId)) {
    if (proposeRoles(context, other)) gradeSession(context, other)
  }
}

function gradeSession(context: PeopleContext, sessionId: number): void {
  for (const { id } of context.repositories.videos.ofSession(sessionId)) gradeClips(context, id)
}

/** Other visits of the same patient, whose patient may be proposed by this one's. */
function otherVisits({ repositories }: PeopleContext, sessionId: number): number[] {
  const session = repositories.sessions.get(sessionId)
  return repositories.sessions
    .list()
    .filter(({ id, patientId }) => patientId === session?.patientId && id !== sessionId)
    .map(({ id }) => id)
}

function describeSession(context: PeopleContext, sessionId: number): SessionPeople {
  const { repositories, people, tracks, observations } = context
  if (repositories.sessions.get(sessionId) === null) {
    throw new AppError('not-found', 'This session is not in the study.')
  }
  const videos = repositories.videos
    .ofSession(sessionId)
    .map((video) => ({ video, lookedAt: observations.newest(video.id) }))
  const frames = videos.reduce((sum, { lookedAt }) => sum + (lookedAt?.frames ?? 0), 0)
  const lookedMs = videos.reduce((sum, { lookedAt }) => sum + (lookedAt?.untilMs ?? 0), 0)
  const byPerson = groupBy(tracks.headsOfSession(sessionId), ({ personId }) => personId)
  const known = knownFromOtherVisit(context, sessionId)
  const isKnown = ({ embedding }: StoredPerson): boolean =>
    known !== null && embedding !== null && isSamePerson(embedding, known.embedding)
  const described = people.ofSession(sessionId).map((person): Person => {
    const seenShare = shareOf(byPerson.get(person.id) ?? [], frames)
    const { embedding: _, ...rest } = person
    return {
      ...rest,
      seenShare,
      seenMs: seenShare * lookedMs,
      likeEarlierVisit: isKnown(person) ? (known?.visitLabel ?? null) : null,
      tracks: byPerson.get(person.id) ?? [],
    }
  })
  return {
    sessionId,
    videos: videos.map(({ video, lookedAt }) => ({
      videoId: video.id,
      fileName: video.fileName,
      durationMs: video.probe.durationMs,
      lookedAt: (lookedAt?.untilMs ?? 0) >= video.probe.durationMs,
    })),
    people: described.sort((a, b) => b.seenShare - a.seenShare || a.id - b.id),
  }
}

/** Of the frames looked at; tracks of one person may overlap where they were put together by hand. */
function shareOf(tracks: readonly FaceTrack[], frames: number): number {
  if (frames === 0) return 0
  return Math.min(1, tracks.reduce((sum, track) => sum + track.frames, 0) / frames)
}
