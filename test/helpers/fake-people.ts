import { AppError } from '../../src-shared/errors.ts'
import type { ClipRow } from '../../src-shared/domain/clip.ts'
import type {
  ClipQuality,
  FacePath,
  FaceTrack,
  PeopleEdit,
  Person,
  SessionPeople,
} from '../../src-shared/domain/people.ts'
import type { FakeBridge, FakeHandlers } from './fake-bridge.ts'
import { fakeProblems, fakeVideo, seededRandom } from './fake-study.ts'
import { newsOf } from '../../src-shared/ipc/contract/study.ts'

/** How a made-up session stands: looked through with the patient proposed or confirmed, or not (yet) so. */
export type FakeSessionState = 'proposed' | 'confirmed' | 'undecided' | 'nobody' | 'not-looked-at'

const rotation: readonly FakeSessionState[] = [
  'proposed',
  'confirmed',
  'not-looked-at',
  'confirmed',
  'undecided',
  'nobody',
]

/** Shares of a video during which each person is seen; by person, then by stretch. */
const stretches = [
  [
    [0.02, 0.42],
    [0.47, 0.71],
    [0.76, 0.98],
  ],
  [
    [0.08, 0.2],
    [0.44, 0.52],
    [0.8, 0.86],
  ],
  [[0.6, 0.64]],
] as const

function personOf(
  tracks: readonly FaceTrack[],
  part: Omit<Person, 'tracks' | 'seenMs' | 'seenShare'>,
  totalMs: number,
): Person {
  const seenMs = tracks.reduce((sum, track) => sum + track.endMs - track.startMs, 0)
  return { ...part, tracks: [...tracks], seenMs, seenShare: Math.min(1, seenMs / Math.max(1, totalMs)) }
}

/** A session with a patient, a clinician and somebody passing by. */
export function makeFakePeople(
  sessionId: number,
  clips: readonly ClipRow[],
  state: FakeSessionState,
): SessionPeople {
  const lookedAt = state !== 'not-looked-at'
  const videos = clips.map(({ videoId, fileName, endMs }) => ({
    videoId,
    fileName,
    durationMs: endMs,
    lookedAt,
  }))
  const base = { sessionId, videos }
  if (state === 'not-looked-at' || state === 'nobody') return { ...base, people: [] }
  const random = seededRandom(sessionId)
  const totalMs = videos.reduce((sum, video) => sum + video.durationMs, 0)
  const tracksOf = (person: number): FaceTrack[] =>
    videos.flatMap(({ videoId, durationMs }, index) =>
      (person === 2 && index % 3 !== 0 ? [] : (stretches[person] ?? [])).map(([from, to], stretch) => {
        const startMs = durationMs * (from + random() * 0.02)
        const endMs = durationMs * to
        const id = videoId * 100 + person * 10 + stretch + 1
        const frames = Math.max(1, Math.round((endMs - startMs) / 200))
        return {
          id,
          videoId,
          personId: sessionId * 10 + person,
          startMs,
          endMs,
          frames,
          meanHeightPx: 180 - person * 40,
        }
      }),
    )
  const isDecided = state !== 'undecided'
  const people = ['Person A', 'Person B', 'Person C'].map((label, index) =>
    personOf(
      tracksOf(index),
      {
        id: sessionId * 10 + index,
        sessionId,
        label,
        role: index === 0 && isDecided ? 'patient' : index === 1 && isDecided ? 'clinician' : 'unknown',
        confirmed: state === 'confirmed' && index < 2,
        reason:
          state === 'confirmed' || (index !== 0 && index !== 1) || !isDecided
            ? ''
            : index === 0
              ? 'On screen longest, with the largest face, and talks most of the time.'
              : 'Speaks in the pauses of Person A and is seen from the side.',
        likeEarlierVisit: index === 0 && sessionId % 2 === 0 ? 'baseline' : null,
      },
      totalMs,
    ),
  )
  return { ...base, people: people.filter(({ tracks }) => tracks.length > 0) }
}

function edited(session: SessionPeople, edit: PeopleEdit, totalMs: number): Person[] {
  const { people } = session
  if (edit.kind === 'role') {
    return people.map((person) => {
      if (person.id === edit.personId) return { ...person, role: edit.role, confirmed: true, reason: '' }
      return edit.role === 'patient' && person.role === 'patient'
        ? { ...person, role: 'unknown' as const }
        : person
    })
  }
  if (edit.kind === 'merge') {
    const [first, ...others] = edit.personIds
    const tracks = people.filter(({ id }) => edit.personIds.includes(id)).flatMap((person) => person.tracks)
    return people
      .filter(({ id }) => !others.includes(id))
      .map((person) => (person.id === first ? personOf(tracks, person, totalMs) : person))
  }
  const moved = people.flatMap((person) => person.tracks).filter(({ id }) => edit.trackIds.includes(id))
  const fresh: Omit<Person, 'tracks' | 'seenMs' | 'seenShare'> = {
    id: Math.max(...people.map(({ id }) => id)) + 1000,
    sessionId: session.sessionId,
    label: `Person ${String.fromCharCode(65 + people.length)}`,
    role: 'unknown',
    confirmed: false,
    reason: '',
    likeEarlierVisit: null,
  }
  const kept = people.map((person) => {
    const own = person.tracks.filter(({ id }) => !edit.trackIds.includes(id))
    return personOf(person.id === edit.personId ? [...own, ...moved] : own, person, totalMs)
  })
  const all = edit.personId === null ? [...kept, personOf(moved, fresh, totalMs)] : kept
  return all.filter(({ tracks }) => tracks.length > 0)
}

/** Faces that wander a little: the patient's on the left, others' on the right. */
export function makeFakePaths(session: SessionPeople, videoId: number): FacePath[] {
  return session.people.flatMap(({ id, label, role, tracks }, index) =>
    tracks
      .filter((track) => track.videoId === videoId)
      .map((track) => {
        const count = Math.max(2, track.frames)
        const timesMs = Float64Array.from(
          { length: count },
          (_, sample) => track.startMs + ((track.endMs - track.startMs) * sample) / (count - 1),
        )
        const boxes = new Float32Array(count * 4)
        const left = index === 0 ? 0.28 : 0.62 + index * 0.1
        for (let sample = 0; sample < count; sample += 1) {
          boxes.set(
            [left + Math.sin(sample / 9) * 0.02, 0.16, 0.26 - index * 0.06, 0.42 - index * 0.1],
            sample * 4,
          )
        }
        return { trackId: track.id, personId: id, label, role, timesMs, boxes }
      }),
  )
}

export function makeFakeQuality(usableShare: number): ClipQuality {
  const grade =
    usableShare >= 0.8 ? 'good' : usableShare >= 0.5 ? 'fair' : usableShare >= 0.2 ? 'poor' : 'unusable'
  const reasons = [
    'The face is turned away in 41 % of the frames.',
    'The face is smaller than 48 pixels in 12 % of the frames.',
  ]
  const longestGapMs = (1 - usableShare) * 6000
  const seen = { others: [], patientSeen: usableShare > 0 }
  return { usableShare, longestGapMs, frames: 120, grade, reasons: grade === 'good' ? [] : reasons, ...seen }
}

/**
 * Answers of main for everything about people. `states` say how sessions stand; those not named take turns.
 * Each clip gets a quality, so that all grades occur.
 */
export function peopleHandlers(
  bridge: FakeBridge,
  states: Readonly<Record<number, FakeSessionState>> = {},
): FakeHandlers {
  const sessions = new Map<number, SessionPeople>()
  const clipsOf = (sessionId: number): ClipRow[] =>
    (bridge.study?.clips ?? []).filter((clip) => clip.sessionId === sessionId)
  const totalOf = (session: SessionPeople): number =>
    session.videos.reduce((sum, video) => sum + video.durationMs, 0)

  function get(sessionId: number): SessionPeople {
    const clips = clipsOf(sessionId)
    if (clips.length === 0) throw new AppError('not-found', 'This session is not in the study.')
    const state = states[sessionId] ?? rotation[(sessionId - 1) % rotation.length] ?? 'proposed'
    const session = sessions.get(sessionId) ?? makeFakePeople(sessionId, clips, state)
    sessions.set(sessionId, session)
    return session
  }

  function setTo(session: SessionPeople): SessionPeople {
    sessions.set(session.sessionId, session)
    bridge.emit('study.changed', newsOf(['people']))
    return session
  }

  function qualityOf(clip: ClipRow): ClipQuality | null {
    if (get(clip.sessionId).people.length === 0) return null
    return makeFakeQuality([0.96, 0.64, 0.12, 0.88, 0.34, 0.91][clip.id % 6] ?? 1)
  }

  for (const clip of bridge.study?.clips ?? []) {
    clip.grade = qualityOf(clip)?.grade ?? null
    clip.excluded = clip.id % 11 === 0
  }

  return {
    'people.get': ({ sessionId }) => get(sessionId),
    'people.find': ({ sessionIds }) => {
      for (const sessionId of sessionIds ?? bridge.study?.sessions.map(({ id }) => id) ?? []) {
        if (get(sessionId).people.length === 0) {
          sessions.set(sessionId, makeFakePeople(sessionId, clipsOf(sessionId), 'proposed'))
        }
      }
      queueMicrotask(() => {
        bridge.emit('study.changed', newsOf(['people']))
      })
      return { jobId: 'find-1' }
    },
    'people.edit': ({ sessionId, edit }) => {
      const before = get(sessionId)
      const people = edited(before, edit, totalOf(before)).sort((a, b) => b.seenMs - a.seenMs)
      const after = { ...before, people }
      bridge.journal.write({
        label: `${edit.kind} of people`,
        place: { kind: 'people', sessionId, person: people[0]?.label ?? '' },
        undo: () => void setTo(before),
        redo: () => void setTo(after),
      })
      return setTo(after)
    },
    'people.paths': ({ videoId }) => {
      const clip = bridge.study?.clips.find((known) => known.videoId === videoId)
      return clip === undefined ? [] : makeFakePaths(get(clip.sessionId), videoId)
    },
    'people.clipQuality': ({ clipId }) => {
      const clip = bridge.study?.clips.find((known) => known.id === clipId)
      return clip === undefined ? null : qualityOf(clip)
    },
    'people.exportDeidentified': () => ({ jobId: 'deidentify-1' }),
    'clip.get': ({ clipId }) => {
      const row = bridge.study?.clips.find((clip) => clip.id === clipId)
      if (row === undefined) throw new AppError('not-found', 'This clip is not in the study.')
      const problems = fakeProblems(row)
      return { row, video: fakeVideo(row), problems, quality: qualityOf(row) }
    },
  }
}
