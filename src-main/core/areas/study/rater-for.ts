import { RATER, raterKey } from './entities/rater-entity.ts'
import type { StudyContext } from './study-context.ts'

/** Id of the rater with this code, made if there is none; call within a transaction. `by`: who makes it, null for an import. */
export function raterFor(
  { repositories, journal }: Pick<StudyContext, 'repositories' | 'journal'>,
  code: string,
  by: string | null = null,
): number {
  const known = repositories.raters.byCode(code)
  if (known !== null) return known.id
  journal.change({
    ...{ action: 'rater.add', label: `rater ${code}`, rater: by },
    // Whoever chose it works under it from now on.
    canBeTakenBack: false,
    changes: [{ entity: RATER, key: raterKey(code), before: null, after: { code } }],
  })
  const made = repositories.raters.byCode(code)
  if (made === null) throw new Error('A rater who was just added is there.')
  return made.id
}
