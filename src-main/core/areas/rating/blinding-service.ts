import { inTransaction } from '../../db/sql.ts'
import { createExposureRepository } from './exposure-repository.ts'
import type { Exposure } from './exposure-repository.ts'
import type { BlindingService } from './service.ts'
import type { StudyContext } from '../study/study-context.ts'

const keyOf = ({ raterId, sessionId, kind }: Exposure): string => `${kind} ${raterId} ${sessionId}`

/** Keeps what raters were shown, so that each caption and score can say what its rater could have known. */
export function createBlindingService({ db, nowUtc }: StudyContext): BlindingService {
  const exposures = createExposureRepository(db)
  // Asked for with every list that is shown: a study of a thousand visits has a few thousand.
  const known = new Set(exposures.all().map(keyOf))
  return {
    noteShown(raterId, kind, sessionIds) {
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
      estimates: known.has(keyOf({ raterId, sessionId, kind: 'estimates' })),
      others: known.has(keyOf({ raterId, sessionId, kind: 'others' })),
    }),
  }
}
