import { inTransaction } from '../../db/sql.ts'
import { createExposureRepository } from './exposure-repository.ts'
import type { Exposure } from './exposure-repository.ts'
import type { BlindingService } from './service.ts'
import { RATER } from '../study/entities/rater-entity.ts'
import { SCORE } from '../study/entities/score-entity.ts'
import { VIDEO } from '../study/entities/video-entity.ts'
import { VISIT } from '../study/entities/visit-entity.ts'
import type { Change } from '../../journal/changes.ts'
import type { StudyContext } from '../study/study-context.ts'

const keyOf = ({ raterId, sessionId, kind }: Exposure): string => `${kind} ${raterId} ${sessionId}`

/** Keeps what raters were shown, so that each caption and score can say what its rater could have known. */
export function createBlindingService(context: StudyContext): BlindingService {
  const { db, journal, nowUtc } = context
  const exposures = createExposureRepository(db)
  // Asked for with every list that is shown: a study of a thousand visits has a few thousand.
  let read: Set<string> | null = null
  const knownNow = (): Set<string> => (read ??= new Set(exposures.all().map(keyOf)))
  // Who becomes one with another knows what that one was shown; so does a visit that gets another's videos.
  journal.follow({
    entities: [RATER, SCORE, VIDEO, VISIT],
    run(changes) {
      for (const visit of changes) if (visit.entity === VISIT) shareWithVisit(context, visit, changes)
      if (changes.some(({ entity }) => entity !== SCORE)) read = null
    },
  })
  return {
    noteShown(raterId, kind, sessionIds) {
      const known = knownNow()
      const fresh = [...new Set(sessionIds)]
        .map((sessionId) => ({ raterId, sessionId, kind }))
        .filter((exposure) => !known.has(keyOf(exposure)))
      if (fresh.length === 0 || db.readonly) return
      inTransaction(db, () => {
        for (const exposure of fresh) exposures.add(exposure, nowUtc())
      })
      for (const exposure of fresh) known.add(keyOf(exposure))
    },
    sightOf: (raterId, sessionId) => ({
      estimates: knownNow().has(keyOf({ raterId, sessionId, kind: 'estimates' })),
      others: knownNow().has(keyOf({ raterId, sessionId, kind: 'others' })),
    }),
  }
}

/** A visit that comes back, as merging it with another was taken back: what its raters saw of that one they know. */
function shareWithVisit(
  { repositories: { sessions } }: StudyContext,
  { key: [uid], before }: Change,
  changes: readonly Change[],
): void {
  const to = before === null ? sessions.idOf(String(uid)) : null
  if (to === null) return
  const others = new Set(changes.filter(({ entity }) => entity === SCORE).map(({ key }) => String(key[0])))
  others.delete(String(uid))
  for (const other of others) {
    const from = sessions.idOf(other)
    if (from !== null) sessions.shareShown({ from, to })
  }
}
