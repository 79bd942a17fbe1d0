import type { Database } from 'better-sqlite3'
import { z } from 'zod'
import {
  BIAS_BY_CONSTRUCTION,
  POOLED_CORRELATION,
  warnNarrow,
  warnNarrowGain,
} from '#shared/domain/statistic-warnings.ts'
import type { Migration } from '../migrate.ts'

/** As version 3 stored it. */
const oldStatisticSchema = z.object({
  value: z.number().nullable(),
  ciLow: z.number().nullable(),
  ciHigh: z.number().nullable(),
  level: z.number(),
  nPatients: z.number(),
  nSessions: z.number(),
  method: z.string(),
})
type OldStatistic = z.infer<typeof oldStatisticSchema>

const oldMetricsSchema = z.object({
  pcc: oldStatisticSchema,
  ccc: oldStatisticSchema,
  spearman: oldStatisticSchema,
  mae: oldStatisticSchema,
  rmse: oldStatisticSchema,
  baselineMae: oldStatisticSchema,
  baselineRmse: oldStatisticSchema,
  maeGain: oldStatisticSchema,
  blandAltman: z.object({
    bias: oldStatisticSchema,
    lowerLimit: oldStatisticSchema,
    upperLimit: oldStatisticSchema,
  }),
})
type OldMetrics = z.infer<typeof oldMetricsSchema>

interface ModelRow {
  id: number
  metrics_json: string
  min: number
  max: number
}

interface EstimateRow {
  session_id: number
  patient_id: number
  value: number
  rating: number | null
}

type RatedRow = EstimateRow & { rating: number }

/** Every interval of version 3 was drawn with this seed. */
const SEED = 1

function withoutInterval(of: OldStatistic, method: string, warning: string | null) {
  const bare = { ...of, ciLow: null, ciHigh: null, level: null, seed: null }
  return of.value === null ? { ...bare, warning: null } : { ...bare, method, warning }
}

function withWarning(of: OldStatistic, warning: string | null) {
  const { value, ciLow, ciHigh } = of
  if (value === null || ciLow === null || ciHigh === null) return withoutInterval(of, of.method, null)
  if (ciLow > value || ciHigh < value) {
    return withoutInterval(
      of,
      'no interval, as the one that resampling patients gives does not hold the value',
      null,
    )
  }
  return { ...of, seed: SEED, warning }
}

function explainedShare(rows: readonly RatedRow[]): number | null {
  let ofModel = 0
  let ofBaseline = 0
  for (const { patient_id: patient, value, rating } of rows) {
    const others = rows.filter((row) => row.patient_id !== patient)
    const mean = others.reduce((sum, other) => sum + other.rating, 0) / others.length
    ofModel += (value - rating) ** 2
    ofBaseline += (mean - rating) ** 2
  }
  return ofBaseline > 0 ? 1 - ofModel / ofBaseline : null
}

function newMetrics(old: OldMetrics, rows: readonly RatedRow[]) {
  const narrow = (of: OldStatistic) => withWarning(of, warnNarrow(of.nPatients))
  const pooled = (of: OldStatistic) =>
    withoutInterval(of, 'no interval, as pooled held-out estimates bias it downwards', POOLED_CORRELATION)
  const { bias, lowerLimit, upperLimit } = old.blandAltman
  const biasWarning = [BIAS_BY_CONSTRUCTION, warnNarrow(bias.nPatients)]
    .filter((text) => text !== null)
    .join(' ')
  const earlier = 'no interval, as the model was fitted by an earlier version: fit it again for one'
  return {
    maeGain: withWarning(old.maeGain, warnNarrowGain()),
    q2: withoutInterval({ ...old.maeGain, value: explainedShare(rows) }, earlier, null),
    mae: narrow(old.mae),
    rmse: narrow(old.rmse),
    baselineMae: narrow(old.baselineMae),
    baselineRmse: narrow(old.baselineRmse),
    blandAltman: {
      bias: withWarning(bias, biasWarning),
      lowerLimit: narrow(lowerLimit),
      upperLimit: narrow(upperLimit),
    },
    pcc: pooled(old.pcc),
    ccc: pooled(old.ccc),
    spearman: pooled(old.spearman),
  }
}

/** Half-width and level from the largest errors of the patients other than this one; null where they are too few. */
function widthWithout(largest: ReadonlyMap<number, number>, patient: number) {
  const sorted = [...largest]
    .flatMap(([other, error]) => (other === patient ? [] : [error]))
    .sort((a, b) => a - b)
  const n = sorted.length
  const asked = n >= 19 ? 0.95 : n >= 9 ? 0.9 : 0.8
  const rank = Math.min(n, Math.ceil((n + 1) * asked - 1e-9))
  const halfWidth = sorted[rank - 1]
  return n < 4 || halfWidth === undefined ? null : { halfWidth, level: rank / (n + 1) }
}

function renewIntervals(db: Database, { id, min, max }: ModelRow, rows: readonly EstimateRow[]): void {
  const largest = new Map<number, number>()
  for (const { patient_id: patient, value, rating } of rows) {
    if (rating !== null) largest.set(patient, Math.max(largest.get(patient) ?? 0, Math.abs(value - rating)))
  }
  const update = db.prepare(
    'UPDATE estimates SET ci_low = ?, ci_high = ?, level = ? WHERE model_id = ? AND session_id = ?',
  )
  for (const { session_id: session, patient_id: patient, value } of rows) {
    const width = widthWithout(largest, patient)
    if (width === null) continue
    const { halfWidth, level } = width
    update.run(Math.max(min, value - halfWidth), Math.min(max, value + halfWidth), level, id, session)
  }
}

/** Null for what is damaged: one model that cannot be read must not keep the study closed. */
function readMetrics(json: string): OldMetrics | null {
  try {
    return oldMetricsSchema.parse(JSON.parse(json))
  } catch {
    return null
  }
}

/**
 * Models that were fitted before their statistics were found wanting: correlations of pooled held-out estimates lose their
 * intervals, every other interval gets its warning, Q² is added, and a rated patient's own error leaves the prediction
 * intervals of that patient. All of it follows from what is stored.
 */
export const honestStatistics: Migration = {
  version: 4,
  name: 'honest-statistics',
  up(db) {
    const models = db
      .prepare<[], ModelRow>(
        `SELECT id, metrics_json, min, max FROM severity_models JOIN scale_items USING (scale_id, item_id)`,
      )
      .all()
    const estimates = db.prepare<[number], EstimateRow>(
      `SELECT session_id, patient_id, value, rating FROM estimates JOIN sessions ON sessions.id = session_id
       WHERE model_id = ? ORDER BY session_id`,
    )
    const update = db.prepare('UPDATE severity_models SET metrics_json = ? WHERE id = ?')
    for (const model of models) {
      const rows = estimates.all(model.id)
      renewIntervals(db, model, rows)
      const old = readMetrics(model.metrics_json)
      if (old === null) continue
      const rated = rows.filter((row): row is RatedRow => row.rating !== null)
      update.run(JSON.stringify(newMetrics(old, rated)), model.id)
    }
  },
}
