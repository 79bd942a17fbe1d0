import { findPeopleJob } from '#core/areas/people/find-people-job.ts'
import type { Study } from '#core/study-services.ts'
import { seenBriefly } from '#shared/domain/people.ts'
import type { Person, PersonRole, SessionPeople } from '#shared/domain/people.ts'
import type { Session } from '#shared/domain/session.ts'
import { AppError } from '#shared/errors.ts'
import type { CliContext } from '../cli-context.ts'
import type { Outcome } from '../outcome.ts'

interface DescribedPerson extends Person {
  readonly brief: boolean
}

interface DescribedSession extends Pick<SessionPeople, 'videos'> {
  readonly people: readonly DescribedPerson[]
  readonly patient: string
  readonly visit: string
}

function describeSession(study: Study, { id, patientCode, visitLabel }: Session): DescribedSession {
  const { videos, people } = study.people.get(id)
  const briefIds = seenBriefly(people)
  const described = people.map((person) => ({ ...person, brief: briefIds.has(person.id) }))
  return { patient: patientCode, visit: visitLabel, videos, people: described }
}

const describeAll = (study: Study): DescribedSession[] =>
  study.library.sessions().map((session) => describeSession(study, session))

function personLine(person: DescribedPerson): string {
  const { id, label, role, confirmed, reason, seenShare, tracks, brief } = person
  const standing = confirmed || role === 'unknown' ? role : `${role}, proposed: ${reason}`
  const seen = `in ${Math.round(seenShare * 100)} % of the pictures, ${tracks.length} times`
  return `  ${String(id).padStart(4)} ${label}, ${seen} (${standing}${brief ? ', brief' : ''})`
}

function linesOf({ patient, visit, videos, people }: DescribedSession): string[] {
  const unseen = videos.filter(({ lookedAt }) => !lookedAt).length
  const note = unseen === 0 ? '' : `, ${unseen} of ${videos.length} videos not looked at`
  const briefCount = people.filter(({ brief }) => brief).length
  const briefNote = briefCount === 0 ? '' : `, ${briefCount} of them seen briefly`
  return [`${patient} ${visit}: ${people.length} people${briefNote}${note}`, ...people.map(personLine)]
}

export function peopleFindCommand(given: { readonly study: string }) {
  return (context: CliContext): Promise<Outcome> =>
    context.open(given.study, async (study) => {
      const { result, failures } = await context.run('Finding the people', study, (jobs) =>
        jobs.start(findPeopleJob, { sessionIds: null }),
      )
      const sessions = describeAll(study)
      return {
        document: { ...result, sessions },
        lines: [
          `Looked at ${result.videos} videos, found ${result.people} people.`,
          ...sessions.flatMap(linesOf),
        ],
        failures,
      }
    })
}

export function peopleListCommand(given: { readonly study: string }) {
  return (context: CliContext): Promise<Outcome> =>
    context.read(given.study, (study) => {
      const sessions = describeAll(study)
      return { document: { sessions }, lines: sessions.flatMap(linesOf), failures: [] }
    })
}

export function peopleRoleCommand(given: {
  readonly study: string
  readonly person: number
  readonly role: PersonRole
}) {
  const { person: personId, role } = given
  return (context: CliContext): Promise<Outcome> =>
    context.open(given.study, (study) => {
      const session = study.library
        .sessions()
        .find(({ id }) => study.people.get(id).people.some((person) => person.id === personId))
      if (session === undefined) {
        throw new AppError(
          'not-found',
          `There is no person ${personId} in this study; “people list” tells them.`,
        )
      }
      study.people.edit(session.id, { kind: 'role', personId, role })
      const described = describeSession(study, session)
      return { document: { sessions: [described] }, lines: linesOf(described), failures: [] }
    })
}
