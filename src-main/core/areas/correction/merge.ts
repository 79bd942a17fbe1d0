import { counted } from '#shared/counted.ts'
import type { MergePlan, MergeRequest, Mergeable } from '#shared/domain/correction.ts'
import type { Session } from '#shared/domain/session.ts'
import { AppError } from '#shared/errors.ts'
import type { Journal, WantedChange } from '../../journal/journal.ts'
import type { PeopleService } from '../people/service.ts'
import type { StoredRater } from '../rating/rater-repository.ts'
import { ANNOTATION } from '../study/entities/annotation-entity.ts'
import { CAPTION } from '../study/entities/caption-entity.ts'
import { RATER, raterKey } from '../study/entities/rater-entity.ts'
import { SCORE } from '../study/entities/score-entity.ts'
import { SYNTHETIC_VISIT } from '../study/entities/synthetic-visit-entity.ts'
import { VIDEO, videoKey } from '../study/entities/video-entity.ts'
import { VISIT, visitKey } from '../study/entities/visit-entity.ts'
import type { StudyContext, StudyRepositories } from '../study/study-context.ts'
import {
  annotationsOfRaters,
  captionsOfRaters,
  covariatesOfVisits,
  scoresOfRaters,
  scoresOfVisits,
} from './cells-of.ts'
import { joinCells } from './shared-cells.ts'
import type { Cell } from './shared-cells.ts'

/** So many of the places where two differ are named. */
const MAX_NAMED = 20

interface Merging {
  readonly action: string
  readonly label: string
  /** E.g. `AB and CD`. */
  readonly both: string
  readonly cells: readonly Cell[]
  /** What goes along with videos. */
  readonly along: Pick<MergePlan, 'videos' | 'captions' | 'annotations'>
  /** What becomes of themselves, and of their videos. */
  readonly before: readonly WantedChange[]
  readonly after: readonly WantedChange[]
}

export interface MergeDeps {
  readonly people: Pick<PeopleService, 'changesOfMove'>
}

/** Two that are one: what it would do, and doing it. */
export function createMerges({ repositories, journal }: StudyContext, deps: MergeDeps) {
  const mergingOf = (what: Mergeable): Merging =>
    what.kind === 'raters' ? mergeRaters(repositories, what) : mergeVisits(repositories, deps, what)

  return {
    plan(what: Mergeable): MergePlan {
      journal.finishDrafts()
      const { cells, along } = mergingOf(what)
      const { differing, same } = joinCells(cells, null)
      const count = (isMeant: (cell: Cell) => boolean): number => cells.filter(isMeant).length
      return {
        ...{ videos: along.videos, same, differing: differing.length, cells: named(journal, differing) },
        captions:
          along.captions + count(({ entity, said, value }) => entity === CAPTION && said(value) !== null),
        annotations: along.annotations + count(({ entity }) => entity === ANNOTATION),
        scores: count(({ entity }) => entity === SCORE),
      }
    },
    merge({ what, whose, rater }: MergeRequest & { readonly rater: string | null }): void {
      journal.finishDrafts()
      const { action, label, both, cells, before, after } = mergingOf(what)
      const { changes, differing } = joinCells(cells, whose)
      if (differing.length > 0 && whose === null)
        throw differ(both, differing.length, named(journal, differing))
      if (what.kind === 'visits') repositories.sessions.shareShown({ from: what.from, to: what.into })
      journal.change({ action, label, rater, changes: [...before, ...changes, ...after] })
    },
  }
}

function named(journal: Journal, cells: readonly Cell[]): string[] {
  return cells.slice(0, MAX_NAMED).map(({ entity, from }) => journal.describe(entity, from))
}

function differ(both: string, count: number, cells: readonly string[]): AppError {
  const more = count > cells.length ? ` and ${String(count - cells.length)} more` : ''
  return new AppError(
    'conflict',
    `${both} differ in ${counted(count, 'place')} where both have something: ${cells.join('; ')}${more}. Say whose counts there: the other stays in the history.`,
  )
}

function mergeRaters(repositories: StudyRepositories, what: Extract<Mergeable, { kind: 'raters' }>): Merging {
  const find = (code: string): StoredRater => {
    const rater = repositories.raters.byCode(code)
    if (rater !== null && rater.mergedInto === null) return rater
    throw new AppError('not-found', `There is no rater ${code} in the study.`)
  }
  const [from, into] = [find(what.from), find(what.into)]
  if (from.id === into.id) throw new AppError('bad-request', 'A rater is merged into another one.')
  if (from.memberUids !== null || into.memberUids !== null) {
    throw new AppError('bad-request', 'A consensus is of several raters: it is not one with one of them.')
  }
  const two = { from: from.uid, into: into.uid }
  const mergedInto = { code: from.code, mergedInto: into.uid }
  return {
    ...{ action: 'rater.merge', label: `merging of rater ${from.code} into ${into.code}` },
    both: `Raters ${from.code} and ${into.code}`,
    cells: [
      ...captionsOfRaters(repositories, two),
      ...annotationsOfRaters(repositories, two),
      ...scoresOfRaters(repositories, two),
    ],
    ...{ along: { videos: 0, captions: 0, annotations: 0 }, before: [] },
    after: [{ entity: RATER, key: raterKey(from.uid), after: mergedInto }],
  }
}

function mergeVisits(
  repositories: StudyRepositories,
  { people }: MergeDeps,
  what: Extract<Mergeable, { kind: 'visits' }>,
): Merging {
  const { sessions, videos } = repositories
  const find = (id: number): { session: Session; uid: string } => {
    const [session, uid] = [sessions.get(id), sessions.uidOf(id)]
    if (session === null || uid === null) throw new AppError('not-found', 'This visit is not in the study.')
    return { session, uid }
  }
  const [from, into] = [find(what.from), find(what.into)]
  requireMergeable(from.session, into.session)
  const moved = videos.ofSession(what.from).map(({ id }) => ({ id, uid: videos.uidOf(id) ?? '' }))
  const nameOf = ({ patientCode, visitLabel }: Session): string => `${patientCode} ${visitLabel}`
  const { patientCode, visitLabel, visitDate } = into.session
  const dated = { patient: patientCode, visitLabel, visitDate: visitDate ?? from.session.visitDate }
  return {
    action: 'visit.merge',
    label: `merging of visit ${nameOf(from.session)} into ${nameOf(into.session)}`,
    both: `The visits “${from.session.visitLabel}” and “${visitLabel}” of ${patientCode}`,
    cells: [
      ...scoresOfVisits(repositories, { from: from.uid, into: into.uid }),
      ...covariatesOfVisits(repositories, { from: from.uid, into: into.uid }),
    ],
    along: said(repositories, moved),
    before: [
      ...moved.map(({ uid }) => ({ entity: VIDEO, key: videoKey(uid), after: { visit: into.uid } })),
      ...people.changesOfMove({ videoIds: moved.map(({ id }) => id), from: what.from, to: what.into }),
    ],
    after: [
      { entity: VISIT, key: visitKey(into.uid), after: dated },
      { entity: SYNTHETIC_VISIT, key: visitKey(from.uid), after: null },
      { entity: VISIT, key: visitKey(from.uid), after: null },
    ],
  }
}

/** Of these videos and their clips. */
function said(
  { annotations, captions, clips }: StudyRepositories,
  videos: readonly { readonly id: number }[],
): Merging['along'] {
  const clipIds = videos.flatMap(({ id }) => clips.ofVideo(id).map((clip) => clip.id))
  const places = [...videos.map(({ id }) => ({ videoId: id })), ...clipIds.map((clipId) => ({ clipId }))]
  return {
    videos: videos.length,
    captions: clipIds.flatMap((id) => captions.list(id)).filter(({ text }) => text !== '').length,
    annotations: places.flatMap((of) => annotations.list({ of })).length,
  }
}

function requireMergeable(from: Session, into: Session): void {
  if (from.id === into.id) throw new AppError('bad-request', 'A visit is merged into another one.')
  if (from.patientId !== into.patientId) {
    throw new AppError(
      'bad-request',
      'These are visits of two patients: move one of them to the other patient first.',
    )
  }
  if (from.synthetic !== into.synthetic) {
    throw new AppError('conflict', 'One of these visits was made up for demonstration, the other was not.')
  }
}
