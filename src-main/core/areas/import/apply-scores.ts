import type { ImportCounts, ImportRefusal } from '#shared/domain/import-plan.ts'
import type { Score } from '#shared/domain/score.ts'
import type { StoredRater } from '../rating/rater-repository.ts'
import type { ScoreKey, StoredScore } from '../rating/score-repository.ts'
import { newestChangeOf } from '../../journal/changed-since.ts'
import { SCORE, scoreKey } from '../study/entities/score-entity.ts'
import type { StudyContext } from '../study/study-context.ts'
import { refuseSource } from './apply-captions.ts'
import type { AppliedRows, SessionWork } from './apply-captions.ts'
import { raterFor } from '../study/rater-for.ts'
import { createRefusalList } from './refusal-list.ts'
import type { ScoreDraft } from './session-draft.ts'

type Outcome = 'new' | 'known' | 'changed' | ImportRefusal

/** Call within a transaction. What the session has is read once: a study's table may hold a hundred thousand scores. */
export function applyScores(context: StudyContext, work: SessionWork): AppliedRows {
  const counts: ImportCounts = { new: 0, known: 0, changed: 0, refused: 0 }
  const refusals = createRefusalList()
  if (work.draft.scores.length === 0) return { counts, refusals: [] }
  const stored = readStored(context, work)
  const raters = new Map<string, StoredRater>()
  const seen = new Map<string, ScoreDraft>()
  for (const score of work.draft.scores) {
    const rater = raters.get(score.raterCode) ?? raterFor(context, score.raterCode)
    raters.set(score.raterCode, rater)
    const outcome = applyScore(work, { score, rater, seen, stored })
    if (typeof outcome === 'string') counts[outcome] += 1
    else {
      counts.refused += 1
      refusals.add(outcome)
    }
  }
  return { counts, refusals: refusals.list() }
}

interface StoredScores {
  readonly sessionUid: string
  /** By {@link identityOf}. */
  readonly current: Map<string, StoredScore>
  /** Whether a person took the score away. */
  isCleared(score: ScoreDraft, rater: StoredRater): boolean
}

function identityOf({ raterId, scaleId, itemId }: Omit<ScoreKey, 'sessionId'>): string {
  return `${String(raterId)}|${scaleId}|${itemId}`
}

function readStored({ repositories }: StudyContext, { session }: SessionWork): StoredScores {
  const { scores, sessions, entries } = repositories
  const sessionUid = sessions.uidOf(session.id)
  if (sessionUid === null) throw new Error('A session that was just read is there.')
  // Most studies are imported into before anybody rates in them.
  const mayBeCleared = entries.holdsAction('score.')
  return {
    sessionUid,
    current: new Map(scores.list(session.id).map((score) => [identityOf(score), toStored(score)])),
    isCleared(score, { uid: raterUid }) {
      if (!mayBeCleared) return false
      const newest = newestChangeOf(entries, {
        entity: SCORE,
        key: scoreKey({ ...score, sessionUid, raterUid }),
      })
      return newest?.change?.after === null && newest.entry.action.startsWith('score.')
    },
  }
}

function toStored({ value, missingReason, origin, synthetic, sight, ratedOn }: Score): StoredScore {
  const day = typeof ratedOn === 'string' ? { ratedOn } : {}
  return { value, missingReason, origin, synthetic, sight: sight ?? null, ...day }
}

function describe({ value, missingReason }: { value: number | null; missingReason: string | null }): string {
  return value === null ? (missingReason ?? 'no score') : String(value)
}

function isSame(current: StoredScore | undefined, { value, missingReason }: ScoreDraft): boolean {
  return current?.value === value && current.missingReason === missingReason
}

interface ScoreWork {
  readonly score: ScoreDraft
  readonly rater: StoredRater
  /** Scores of this import so far. */
  readonly seen: Map<string, ScoreDraft>
  readonly stored: StoredScores
}

function applyScore(work: SessionWork, { score, rater, seen, stored }: ScoreWork): Outcome {
  const { value, missingReason, source, column, scaleId, itemId } = score
  const synthetic = work.synthetic || score.synthetic
  const key: ScoreKey = { sessionId: work.session.id, raterId: rater.id, scaleId, itemId }
  const identity = identityOf(key)
  const earlier = seen.get(identity)
  if (earlier !== undefined && describe(earlier) !== describe(score)) {
    const what = `${column}: ${score.raterCode} gave ${describe(earlier)} before (line ${String(earlier.source.line)}) and ${describe(score)} here; the first is taken.`
    return refuseSource(source, 'duplicate', what)
  }
  seen.set(identity, score)
  const current = stored.current.get(identity)
  if (current === undefined && stored.isCleared(score, rater)) {
    const what = `${column}: the score of ${score.raterCode} was cleared in the program; it was left so.`
    return refuseSource(source, 'conflict', what)
  }
  const ratedOn = score.ratedOn ?? (isSame(current, score) ? current?.ratedOn : undefined)
  const day = ratedOn === undefined ? {} : { ratedOn }
  const content = { value, missingReason, origin: 'imported', synthetic, sight: null, ...day } as const
  // What was rated in the program keeps the day that it has there.
  if (isSame(current, score) && (current?.origin === 'typed' || current?.ratedOn === ratedOn)) return 'known'
  if (current?.origin === 'typed') {
    const what = `${column}: ${score.raterCode} rated ${describe(current)} in the program, the file says ${describe(score)}; it was left as it is.`
    return refuseSource(source, 'conflict', what)
  }
  if (current !== undefined && rater.code !== score.raterCode) {
    const what = `${column}: ${score.raterCode} is rater ${rater.code} now, who rated ${describe(current)}, the file says ${describe(score)}; it was left as it is.`
    return refuseSource(source, 'conflict', what)
  }
  work.changes.put({
    entity: SCORE,
    key: scoreKey({ ...score, sessionUid: stored.sessionUid, raterUid: rater.uid }),
    before: current ?? null,
    after: content,
  })
  stored.current.set(identity, content)
  return current === undefined ? 'new' : 'changed'
}
