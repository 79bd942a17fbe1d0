import type { RaterRepository } from '../rating/rater-repository.ts'

/** E.g. ` by AB`, where it is not the reader's own; a reader may be told by a code from before. Nothing where nobody reads. */
export function byWhom(
  raters: Pick<RaterRepository, 'codeOf'>,
  raterUid: string,
  reader: string | null | undefined,
): string {
  const code = raters.codeOf(raterUid) ?? raterUid
  return reader === undefined || reader === code || reader === raterUid ? '' : ` by ${code}`
}
