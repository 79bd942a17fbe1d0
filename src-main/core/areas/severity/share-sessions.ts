import type { TrainingSet } from './training-set.ts'

/** Sets over the same sessions share every decomposition, so they are fitted together. */
export function shareSessions(sets: readonly TrainingSet[]): TrainingSet[][] {
  const groups = new Map<string, TrainingSet[]>()
  for (const set of sets) {
    const key = set.rows.map(({ sessionId }) => sessionId).join()
    groups.set(key, [...(groups.get(key) ?? []), set])
  }
  return [...groups.values()]
}
