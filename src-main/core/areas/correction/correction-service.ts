import { patientCodeSchema } from '#shared/domain/patient.ts'
import { raterCodeSchema } from '#shared/domain/rater.ts'
import { isoDateSchema, visitLabelSchema } from '#shared/domain/session.ts'
import type { Session } from '#shared/domain/session.ts'
import { studyAreas } from '#shared/domain/study.ts'
import { AppError } from '#shared/errors.ts'
import { afterCommit, inTransaction } from '../../db/sql.ts'
import type { PeopleService } from '../people/service.ts'
import type { StoredRater } from '../rating/rater-repository.ts'
import { RATER, raterKey } from '../study/entities/rater-entity.ts'
import { VIDEO, videoKey } from '../study/entities/video-entity.ts'
import { VISIT, visitKey } from '../study/entities/visit-entity.ts'
import type { VisitValue } from '../study/entities/visit-entity.ts'
import type { StudyContext } from '../study/study-context.ts'
import { createMerges } from './merge.ts'
import type { Correction, CorrectionService } from './service.ts'

export interface CorrectionDeps {
  readonly people: Pick<PeopleService, 'changesOfMove'>
}

export function createCorrectionService(
  context: StudyContext,
  { people }: CorrectionDeps,
): CorrectionService {
  const { db, journal, repositories } = context
  const { patients, raters, sessions, videos } = repositories
  const merges = createMerges(context, { people })
  const tellRaters = (): void => {
    context.announce(studyAreas)
  }
  // Whatever is shown of a rater says the code.
  journal.follow({
    entities: [RATER],
    run(changes) {
      if (changes.some(({ before }) => before !== null)) afterCommit(db, tellRaters, null)
    },
  })

  function meant({ patientCode, visitLabel }: Correction): Session[] {
    const found = sessions
      .list()
      .filter(
        (session) =>
          session.patientCode === patientCode && (visitLabel === null || session.visitLabel === visitLabel),
      )
    if (found.length > 0) return found
    const what = visitLabel === null ? 'no visit' : `no visit “${visitLabel}”`
    throw new AppError('not-found', `There is ${what} of a patient ${patientCode} in the study.`)
  }

  /** Two patients with a visit of the same name cannot become one before somebody says what these are called. */
  function requireApart(
    { mayMerge }: Correction,
    to: string,
    moved: readonly { from: Session; value: VisitValue }[],
  ): void {
    if (patients.byCode(to) === null || moved.every(({ from }) => from.patientCode === to)) return
    if (!mayMerge) {
      throw new AppError('conflict', `There is a patient ${to} already. Say so if both are the same person.`)
    }
    const both = moved
      .map(({ value }) => value.visitLabel)
      .filter((label) => sessions.find(to, label) !== null)
    if (both.length === 0) return
    const names = both.map((label) => `“${label}”`).join(', ')
    throw new AppError('conflict', `Both patients have a visit ${names}. Rename it of one of them first.`)
  }

  return {
    moveVideo({ videoId, sessionId: to, rater }) {
      const video = videos.get(videoId)
      const uid = sessions.uidOf(to)
      if (video === null || uid === null)
        throw new AppError('not-found', 'This video, or this visit, is not in the study.')
      const { sessionId: from, fileName } = video
      if (from === to) return
      const session = sessions.get(from)
      const key = videoKey(videos.uidOf(videoId) ?? '')
      journal.change({
        ...{ action: 'video.move', rater },
        label: `visit of video ${fileName} of ${session?.patientCode ?? ''} ${session?.visitLabel ?? ''}`,
        changes: [
          { entity: VIDEO, key, after: { visit: uid } },
          ...people.changesOfMove({ videoIds: [videoId], from, to }),
        ],
      })
    },
    renameRater({ from, to, rater }) {
      const code = parseCode(to)
      const known = raters.byCode(from)
      if (known === null || known.mergedInto !== null)
        throw new AppError('not-found', `There is no rater ${from} in the study.`)
      // What was typed was typed under the code of then.
      journal.finishDrafts()
      journal.change({
        ...{ action: 'rater.rename', label: `renaming of rater ${from} to ${code}`, rater },
        changes: [{ entity: RATER, key: raterKey(known.uid), after: { code, ...membersOf(known) } }],
      })
    },
    planMerge: (what) => inTransaction(db, () => merges.plan(what)),
    merge(merge) {
      inTransaction(db, () => {
        merges.merge(merge)
      })
    },
    correct(correction) {
      const { to, patientCode, visitLabel, rater } = correction
      requireSense(correction)
      const moved = meant(correction).map((from) => ({
        from,
        value: {
          patient: to.patientCode ?? from.patientCode,
          visitLabel: to.visitLabel ?? from.visitLabel,
          visitDate: to.visitDate === undefined ? from.visitDate : to.visitDate,
        },
      }))
      requireApart(correction, to.patientCode ?? patientCode, moved)
      const what = visitLabel === null ? patientCode : `${patientCode} ${visitLabel}`
      const written = journal.change({
        ...{ action: visitLabel === null ? 'patient.correct' : 'visit.correct', rater },
        label: `correction of ${what}`,
        changes: moved.map(({ from, value }) => ({
          ...{ entity: VISIT, key: visitKey(sessions.uidOf(from.id) ?? ''), after: value },
        })),
      })
      return written === null ? 0 : moved.length
    },
  }
}

function membersOf({ memberUids }: StoredRater): { consensusOf?: string[] } {
  return memberUids === null ? {} : { consensusOf: [...memberUids] }
}

function parseCode(code: string): string {
  const parsed = raterCodeSchema.safeParse(code)
  if (parsed.success) return parsed.data
  throw new AppError('bad-request', parsed.error.issues[0]?.message ?? 'This is no rater code.')
}

function requireSense({ to, visitLabel }: Correction): void {
  if (visitLabel === null && (to.visitLabel !== undefined || to.visitDate !== undefined)) {
    throw new AppError('bad-request', 'A name or a date is that of one visit: say which.')
  }
  if (to.patientCode !== undefined && !patientCodeSchema.safeParse(to.patientCode).success) {
    throw new AppError(
      'bad-request',
      'A patient code has up to 64 letters, digits, dots, hyphens or underscores.',
    )
  }
  if (to.visitLabel !== undefined && visitLabelSchema.safeParse(to.visitLabel).data !== to.visitLabel) {
    throw new AppError(
      'bad-request',
      'The name of a visit has up to 80 characters, and no space at its ends.',
    )
  }
  if (typeof to.visitDate === 'string' && !isoDateSchema.safeParse(to.visitDate).success) {
    throw new AppError('bad-request', 'A date is written as 2026-03-08.')
  }
}
