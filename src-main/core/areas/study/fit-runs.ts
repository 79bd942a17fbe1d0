import { z } from 'zod'
import type { Run } from './run-repository.ts'

/** What the record of a fit says of what was fitted. */
const parametersSchema = z.object({
  scaleId: z.string(),
  items: z.array(z.string()),
  /** Earlier records do not have it, and are of nothing else. */
  features: z.string().default('mean'),
  /** Hash of the protocol that it was measured by; not there in earlier records. */
  protocol: z.string().nullable().default(null),
  /** A model of another study was held against ratings of this one. */
  applied: z.literal(true).optional(),
})

export interface FitRun {
  readonly startedUtc: string
  readonly scaleId: string
  readonly itemIds: readonly string[]
  readonly features: string
  readonly protocol: string | null
  /** A model of another study: its estimates were held against the ratings. */
  readonly isApplied: boolean
}

/** What people may have seen of how ratings and clips go together, in order: fits that ended well or are going on, and applied heads. */
export function seenRuns(runs: readonly Run[]): FitRun[] {
  return runs.flatMap(({ kind, status, startedUtc, parameters }) => {
    if (kind !== 'fit' || status === 'failed' || status === 'cancelled') return []
    const read = parametersSchema.safeParse(parameters)
    if (!read.success) return []
    const { scaleId, items: itemIds, features, protocol, applied } = read.data
    return [{ startedUtc, scaleId, itemIds, features, protocol, isApplied: applied === true }]
  })
}

/** Fits that ended well or are going on, in order. */
export function fitRuns(runs: readonly Run[]): FitRun[] {
  return seenRuns(runs).filter(({ isApplied }) => !isApplied)
}

/** How many fits were measured by the protocol with this hash. */
export function fitsUnder(runs: readonly Run[], sha256: string): number {
  return fitRuns(runs).filter(({ protocol }) => protocol === sha256).length
}
