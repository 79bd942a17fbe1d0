import type { Sight } from '#shared/domain/sight.ts'

interface SightColumns {
  readonly estimates_shown: number | null
  readonly others_shown: number | null
}

/** Null where nobody kept it. */
export function toSight({ estimates_shown: estimates, others_shown: others }: SightColumns): Sight | null {
  return estimates === null || others === null ? null : { estimates: estimates === 1, others: others === 1 }
}

export function toColumns(sight: Sight | null): { estimates: number | null; others: number | null } {
  if (sight === null) return { estimates: null, others: null }
  return { estimates: sight.estimates ? 1 : 0, others: sight.others ? 1 : 0 }
}
