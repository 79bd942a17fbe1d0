import type { StudyContext } from '../study/study-context.ts'

/** Id of the rater with this code, made if there is none; call within a transaction. */
export function raterFor({ repositories, nowUtc }: StudyContext, code: string): number {
  return (repositories.raters.byCode(code) ?? repositories.raters.insert(code, nowUtc())).id
}
