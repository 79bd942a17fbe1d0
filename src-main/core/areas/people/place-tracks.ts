import { groupPeople } from './group-people.ts'
import { faceDistance, isSamePerson, personEmbedding } from '../../faces/likeness.ts'
import { trackFaces } from './track-faces.ts'
import type { Track } from '../../faces/types.ts'
import { groupBy } from '#shared/group-by.ts'
import type { StoredTrack } from './face-track-repository.ts'
import type { PersonStanding, StoredPerson } from './people-repository.ts'
import type { PeopleContext } from './people-context.ts'
import { createLabels } from './person-labels.ts'
import { proposeRoles } from './propose-roles.ts'
import { changesBetween, objectsOf, whoIsWho } from './who-is-who.ts'
import type { WhoIsWho } from './who-is-who.ts'

const UNKNOWN: PersonStanding = { role: 'unknown', confirmed: false, reason: '' }

/** What was newly seen of a video, in place of what was known of it. */
export interface SeenVideo {
  readonly videoId: number
  readonly cacheKey: string
}

interface NewTrack {
  readonly track: Track
  readonly cacheKey: string
}

/**
 * Follows the faces of these videos of one session and says whose they are. As long as nobody has said anything, all
 * people of the session are made out anew from everything seen, so that the order in which videos were looked at does
 * not matter. Once somebody has, all that is known stays, and new tracks join the people that there are. Call within
 * a transaction.
 */
export function placeTracks(context: PeopleContext, sessionId: number, videos: readonly SeenVideo[]): void {
  const wasWho = whoIsWho(context, sessionId)
  const before = context.tracks.ofSession(sessionId)
  const replaced = new Set(videos.map(({ videoId }) => videoId))
  const kept = before.filter(({ videoId }) => !replaced.has(videoId))
  const seen = videos.flatMap(({ videoId, cacheKey }): NewTrack[] =>
    trackFaces(context.observations.stretches(videoId, cacheKey)).map((track) => ({ track, cacheKey })),
  )
  const groups = groupPeople([...kept, ...seen.map(({ track }) => track)])
  for (const videoId of replaced) context.tracks.removeOfVideo(videoId)
  const grouped = {
    kept: kept.map((track, index) => ({ track, group: groups[index] ?? 0 })),
    seen: seen.map((entry, index) => ({ ...entry, group: groups[kept.length + index] ?? 0 })),
  }
  const touched = isTouched(context, sessionId, wasWho)
  if (touched) joinPeople(context, sessionId, { ...grouped, before })
  else makePeople(context, sessionId, grouped)
  forgetUnseen(context, sessionId)
  if (touched) tellChanges(context, sessionId, wasWho)
  knowFaces(context, sessionId)
  for (const { videoId, cacheKey } of videos) context.observations.removeOthers(videoId, cacheKey)
  proposeRoles(context, sessionId)
}

/** Somebody has said who a person is, or which tracks are whose. */
function isTouched({ people, journal }: PeopleContext, sessionId: number, who: WhoIsWho): boolean {
  return (
    people.rowsOfSession(sessionId).some(({ confirmed }) => confirmed) || journal.hasChanged(objectsOf(who))
  )
}

/** What was said of people and tracks that are not there any more, or are somebody else's, since videos were looked at anew. */
function tellChanges(context: PeopleContext, sessionId: number, before: WhoIsWho): void {
  const { journal, repositories } = context
  const changes = changesBetween(before, whoIsWho(context, sessionId))
  const session = repositories.sessions.get(sessionId)
  const visit = session === null ? 'a visit' : `${session.patientCode} ${session.visitLabel}`
  journal.change({
    ...{ action: 'people.find', label: `people of ${visit}, looked for anew`, rater: null },
    canBeTakenBack: false,
    // What nobody ever said anything of needs no history.
    changes: changes.filter((change) => journal.hasChanged([change])),
  })
}

interface GroupedTracks {
  readonly kept: readonly { readonly track: StoredTrack; readonly group: number }[]
  readonly seen: readonly (NewTrack & { readonly group: number })[]
}

function makePeople(context: PeopleContext, sessionId: number, { kept, seen }: GroupedTracks): void {
  const { people, tracks } = context
  const old = people.rowsOfSession(sessionId)
  const nextLabel = createLabels()
  const byGroup = new Map<number, number>()
  const groups = [...new Set([...kept, ...seen].map(({ group }) => group))].sort((a, b) => a - b)
  for (const group of groups) byGroup.set(group, addPerson(context, sessionId, nextLabel()))
  const personOf = (group: number): number => byGroup.get(group) ?? 0
  for (const { track, group } of kept) tracks.setPerson(track.id, personOf(group))
  for (const { track, group, cacheKey } of seen) tracks.insert(track, { personId: personOf(group), cacheKey })
  for (const { id } of old) people.remove(id)
}

function joinPeople(
  context: PeopleContext,
  sessionId: number,
  { kept, seen, before }: GroupedTracks & { readonly before: readonly StoredTrack[] },
): void {
  const wereSeen = new Set(before.map(({ personId }) => personId))
  const rows = context.people.rowsOfSession(sessionId)
  const people = rows.filter(({ id }) => wereSeen.has(id))
  const nextLabel = createLabels(rows.map(({ label }) => label))
  const ownerBefore = new Map(before.map((track) => [placeOf(track), track.personId]))
  const keptByGroup = groupBy(kept, ({ group }) => group)
  const withKept = new Set(kept.map(({ track }) => track.personId))
  const bereft = people.filter(({ id }) => !withKept.has(id))
  const byGroup = new Map<number, number>()
  for (const { track, cacheKey, group } of seen) {
    const inGroup = new Set(keptByGroup.get(group)?.map((entry) => entry.track.personId))
    const candidates = people.filter(({ id }) => inGroup.has(id))
    const personId =
      ownerBefore.get(placeOf(track)) ??
      mostLike(track, candidates) ??
      byGroup.get(group) ??
      mostLike(
        track,
        bereft.filter((person) => isLike(track, person)),
      ) ??
      addPerson(context, sessionId, nextLabel())
    byGroup.set(group, personId)
    context.tracks.insert(track, { personId, cacheKey })
  }
}

/**
 * The same in a track that was made out anew from the same video. Two faces may be there from the first frame to the last:
 * where they are tells them apart.
 */
const placeOf = ({ videoId, times, boxes: [x = 0, y = 0] }: Track): string =>
  [videoId, times.length, times[0], times.at(-1), Math.round(x), Math.round(y)].join(' ')

function isLike({ embedding }: Track, person: StoredPerson): boolean {
  return embedding !== null && person.embedding !== null && isSamePerson(embedding, person.embedding)
}

/** Whose face is most like this one; the first where nobody knows; null without people. */
function mostLike({ embedding }: Track, people: readonly StoredPerson[]): number | null {
  const distanceTo = (person: StoredPerson): number =>
    embedding === null || person.embedding === null ? Infinity : faceDistance(embedding, person.embedding)
  const [closest] = people
    .map((person) => ({ id: person.id, distance: distanceTo(person) }))
    .sort((a, b) => a.distance - b.distance || a.id - b.id)
  return closest?.id ?? null
}

function addPerson({ people, nowUtc }: PeopleContext, sessionId: number, label: string): number {
  return people.insert({ sessionId, label, ...UNKNOWN }, nowUtc())
}

/** Of whom no track is left is nobody, and nobody's face is known. */
export function forgetUnseen({ people }: PeopleContext, sessionId: number): void {
  for (const { id } of people.rowsOfSession(sessionId)) {
    if (people.isSeen(id)) continue
    people.stand(id, UNKNOWN)
    people.setEmbedding(id, null)
  }
}

/** What each person's face is like, from their tracks. */
export function knowFaces({ people, tracks }: PeopleContext, sessionId: number): void {
  const byPerson = groupBy(tracks.ofSession(sessionId), ({ personId }) => personId)
  for (const [personId, theirs] of byPerson) people.setEmbedding(personId, personEmbedding(theirs))
}
