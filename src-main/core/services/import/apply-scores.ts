import type { ImportCounts, ImportRefusal } from '#shared/domain/import-plan.ts'
import type { ScoreKey } from '../../repositories/score-repository.ts'
import type { StudyContext } from '../study-context.ts'
import { refuseSource } from './apply-captions.ts'
import type { AppliedRows, SessionWork } from './apply-captions.ts'
import { raterFor } from './rater-for.ts'
import type { ScoreDraft } from './session-draft.ts'

type Outcome = 'new' | 'known' | 'changed' | ImportRefusal

/** Call within a transaction. */
export function applyScores(context: StudyContext, work: SessionWork): AppliedRows {
  const counts: ImportCounts = { new: 0, known: 0, changed: 0, refused: 0 }
  const refusals: ImportRefusal[] = []
  const seen = new Map<string, ScoreDraft>()
  for (const score of work.draft.scores) {
    const outcome = applyScore(context, work, { score, seen })
    if (typeof outcome === 'string') counts[outcome] += 1
    else {
      counts.refused += 1
      refusals.push(outcome)
    }
  }
  return { counts, refusals }
}

function describe({ value, missingReason }: { value: number | null; missingReason: string | null }): string {
  return value === null ? (missingReason ?? 'no score') : String(value)
}

function applyScore(
  context: StudyContext,
  work: SessionWork,
  { score, seen }: { score: ScoreDraft; seen: Map<string, ScoreDraft> },
): Outcome {
  const { scores } = context.repositories
  const { value, missingReason, source, column } = score
  const content = {
    value,
    missingReason,
    origin: 'imported',
    synthetic: work.synthetic || score.synthetic,
  } as const
  const identity = JSON.stringify([score.raterCode, score.scaleId, score.itemId])
  const earlier = seen.get(identity)
  if (earlier !== undefined && describe(earlier) !== describe(score)) {
    const what = `${column}: ${score.raterCode} gave ${describe(earlier)} before (line ${String(earlier.source.line)}) and ${describe(score)} here; the first is taken.`
    return refuseSource(source, 'duplicate', what)
  }
  seen.set(identity, score)
  const key: ScoreKey = {
    sessionId: work.session.id,
    raterId: raterFor(context, score.raterCode),
    scaleId: score.scaleId,
    itemId: score.itemId,
  }
  const current = scores.find(key)
  if (current === null) {
    if (scores.history(key).length > 0) {
      const what = `${column}: the score of ${score.raterCode} was cleared in the program; it was left so.`
      return refuseSource(source, 'conflict', what)
    }
    scores.save(key, content, context.nowUtc())
    return 'new'
  }
  if (current.value === value && current.missingReason === missingReason) return 'known'
  if (current.origin === 'typed') {
    const what = `${column}: ${score.raterCode} rated ${describe(current)} in the program, the file says ${describe(score)}; it was left as it is.`
    return refuseSource(source, 'conflict', what)
  }
  scores.save(key, content, context.nowUtc())
  return 'changed'
}
