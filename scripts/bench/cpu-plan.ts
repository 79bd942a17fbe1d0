import type { EnginePlan } from '#shared/domain/engine.ts'
import type { Precision } from '#shared/domain/pack.ts'

/** How a pack of today's build runs on a processor. */
export const cpuPlan = (precision: Precision, lanes: number): EnginePlan => ({
  provider: 'cpu',
  precision,
  batch: precision === 'int8' ? 2 : 4,
  lanes,
})
