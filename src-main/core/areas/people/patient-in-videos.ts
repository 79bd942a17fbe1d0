import type { ClipQuality, FacePath } from '#shared/domain/people.ts'
import type { TimeSpan } from '#shared/time/interval.ts'
import { groupBy } from '#shared/group-by.ts'
import { clipQuality } from './clip-quality.ts'
import type { SeenClip } from './clip-quality.ts'
import { subjectPath } from '../../faces/subject-path.ts'
import { trackFaces } from './track-faces.ts'
import type { SubjectPath, Track } from '../../faces/types.ts'
import type { LookedAt } from './face-observation-repository.ts'
import type { ClipSubject } from './service.ts'
import type { PeopleContext } from './people-context.ts'
import { subjectKey, subjectWithin, trackWithin } from './subject-within.ts'

/** Where the patient is in one video. */
interface PatientInVideo {
  readonly lookedAt: LookedAt
  readonly tracks: readonly Track[]
  readonly path: SubjectPath
  readonly frameTimes: Float64Array
  readonly patient: SeenClip['patient']
  readonly others: readonly { readonly label: string; readonly tracks: readonly Track[] }[]
}

/** x, y, width, height, confidence */
const BOX_VALUES = 5

/** Problems of clips that speak of the patient's face. */
const FACE_PROBLEMS: readonly string[] = ['no-face', 'face-unusable', 'no-patient']

/** Null before the video was looked at and its faces were followed. */
function patientIn(context: PeopleContext, videoId: number): PatientInVideo | null {
  const { repositories, tracks, observations } = context
  const video = repositories.videos.get(videoId)
  const lookedAt = observations.newest(videoId)
  if (video === null || lookedAt === null) return null
  const all = tracks.ofVideo(videoId)
  if (all.length === 0 && !isEmptyOfFaces(context, lookedAt, { videoId, durationMs: video.probe.durationMs }))
    return null
  const people = context.people.ofSession(video.sessionId)
  const patient = people.find(({ role }) => role === 'patient') ?? null
  const byPerson = groupBy(all, ({ personId }) => personId)
  const theirs = patient === null ? [] : (byPerson.get(patient.id) ?? [])
  const picture = { width: lookedAt.pictureWidth, height: lookedAt.pictureHeight }
  return {
    lookedAt,
    tracks: theirs,
    path: subjectPath(theirs, picture),
    frameTimes: observations.frameTimes(videoId, lookedAt.cacheKey),
    patient,
    others: people
      .filter(({ id }) => id !== patient?.id)
      .map(({ id, label }) => ({ label, tracks: byPerson.get(id) ?? [] })),
  }
}

/** A process that was killed may have seen faces without having followed them. */
function isEmptyOfFaces(
  { observations }: PeopleContext,
  { faces, untilMs, cacheKey }: LookedAt,
  { videoId, durationMs }: { videoId: number; durationMs: number },
): boolean {
  if (untilMs < durationMs) return false
  return faces === 0 || trackFaces(observations.stretches(videoId, cacheKey)).length === 0
}

function gradeIn({ frameTimes, patient, ...video }: PatientInVideo, clip: TimeSpan): ClipQuality {
  const { startMs, endMs } = clip
  const seenOf = (tracks: readonly Track[]): Track[] =>
    tracks.map((track) => trackWithin(track, clip)).filter(({ times }) => times.length > 0)
  const others = video.others.map(({ label, tracks }) => ({ label, tracks: seenOf(tracks) }))
  return clipQuality({ tracks: seenOf(video.tracks), frameTimes, startMs, endMs, patient, others })
}

function within(patient: PatientInVideo, clip: TimeSpan) {
  const path = subjectWithin(patient.path, clip)
  return { path, key: subjectKey(path, clip), quality: gradeIn(patient, clip) }
}

/**
 * Grades the clips of a video anew, those cut away too, since they may come back. Reasons why a clip could not be
 * predicted that spoke of another face than now are no reasons any more. Call within a transaction.
 */
export function gradeClips(context: PeopleContext, videoId: number): void {
  const { repositories, qualities, problems } = context
  const patient = patientIn(context, videoId)
  for (const clip of repositories.clips.ofVideo(videoId)) {
    const stored = qualities.get(clip.id)
    if (patient === null || patient.lookedAt.untilMs < clip.endMs) {
      if (stored !== null) qualities.remove(clip.id)
      continue
    }
    const {
      key,
      quality: { others: _, patientSeen: __, ...quality },
    } = within(patient, clip)
    qualities.save({ clipId: clip.id, quality, subjectKey: key })
    const problem = stored === null || stored.subjectKey === key ? null : problems.get(clip.id)
    if (problem !== null && FACE_PROBLEMS.includes(problem.code)) problems.clear(clip.id)
  }
}

/** The grade that a clip was given, with who else is seen in it now; null before faces were looked for. */
export function storedQuality(context: PeopleContext, clipId: number): ClipQuality | null {
  const { qualities, repositories, tracks } = context
  const quality = qualities.get(clipId)?.quality ?? null
  const clip = quality === null ? null : repositories.clips.get(clipId)
  if (quality === null) return null
  const seen = clip === null ? [] : tracks.peopleWithin(clip)
  return {
    ...quality,
    others: seen.filter(({ role }) => role !== 'patient').map(({ label }) => label),
    patientSeen: seen.some(({ role }) => role === 'patient'),
  }
}

/** Answers of one clip after the other, reading each video once. */
export function createClipSubjects(
  context: PeopleContext,
): (clip: TimeSpan & { readonly videoId: number }) => ClipSubject {
  let last: { readonly videoId: number; readonly patient: PatientInVideo | null } | null = null
  return (clip) => {
    const { videoId, endMs } = clip
    if (last?.videoId !== videoId) last = { videoId, patient: patientIn(context, videoId) }
    const { patient } = last
    if (patient === null || patient.lookedAt.untilMs < endMs) return { kind: 'not-looked-at' }
    if (patient.tracks.length === 0 && isWithoutPatient(context, videoId))
      return { kind: 'nobody-is-patient' }
    return { kind: 'known', ...within(patient, clip) }
  }
}

/** There are people in the video's session, and none of them is the patient. */
function isWithoutPatient({ repositories, people }: PeopleContext, videoId: number): boolean {
  const sessionId = repositories.videos.get(videoId)?.sessionId
  const all = sessionId === undefined ? [] : people.ofSession(sessionId)
  return all.length > 0 && all.every(({ role }) => role !== 'patient')
}

/** Null before the video was looked at; empty when the patient is not in it. */
export function subjectOf(context: PeopleContext, videoId: number): SubjectPath | null {
  return patientIn(context, videoId)?.path ?? null
}

/** As `subjectOf`, with all that was measured. */
export function patientTracks(context: PeopleContext, videoId: number): readonly Track[] | null {
  return patientIn(context, videoId)?.tracks ?? null
}

/** Everybody's face over time, for drawing over the video. */
export function facePaths({ tracks, observations, people }: PeopleContext, videoId: number): FacePath[] {
  const lookedAt = observations.newest(videoId)
  if (lookedAt === null) return []
  const { pictureWidth, pictureHeight } = lookedAt
  const picture = { width: pictureWidth, height: pictureHeight }
  return tracks.ofVideo(videoId).flatMap((track) => {
    const person = people.get(track.personId)
    if (person === null) return []
    const { label, role, id: personId } = person
    // Smoothed as for the model, so that what is drawn is what it gets.
    const { times: timesMs, boxes: rows } = subjectPath([track], picture)
    const boxes = rows.filter((_, at) => at % BOX_VALUES < 4)
    return [{ trackId: track.id, personId, label, role, timesMs, boxes }]
  })
}
