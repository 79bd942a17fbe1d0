import type { Sight } from '#shared/domain/sight.ts'

interface SightColumns {
  readonly estimates_shown: number | null
  readonly others_shown: number | null
}

/** Null where nobody kept it. */
export function toSight({ estimates_shown: estimates, others_shown: others }: SightColumns): Sight | null {
  return estimates === null || others === null ? null : { estimates: estimates === 1, others: others === 1 }
}

export function toFlags({ estimates, others }: Sight): { estimates: number; others: number } {
  return { estimates: estimates ? 1 : 0, others: others ? 1 : 0 }
}
