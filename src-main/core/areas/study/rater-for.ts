import { RATER, raterKey } from './entities/rater-entity.ts'
import type { StoredRater } from '../rating/rater-repository.ts'
import type { StudyContext } from './study-context.ts'

/**
 * The rater with this code, or whom they became one with; made if there is none. Call within a transaction. `by`: who makes
 * it, null for an import.
 */
export function raterFor(
  { repositories, journal }: Pick<StudyContext, 'repositories' | 'journal'>,
  code: string,
  by: string | null = null,
): StoredRater {
  const { raters } = repositories
  const known = raters.whoIs(code)
  if (known !== null) return known
  const uid = raters.uidFor(code)
  journal.change({
    ...{ action: 'rater.add', label: `rater ${code}`, rater: by },
    // Whoever chose it works under it from now on.
    canBeTakenBack: false,
    changes: [{ entity: RATER, key: raterKey(uid), before: null, after: { code } }],
  })
  const made = raters.byUid(uid)
  if (made === null) throw new Error('A rater who was just added is there.')
  return made
}
