import type { Database } from 'better-sqlite3'
import { headSchema, headSettingsSchema } from '#shared/domain/head-kind.ts'
import { severityMetricsSchema } from '#shared/domain/severity.ts'
import { readStored } from '../../db/stored-value.ts'
import { toFloat64 } from '../../db/float-blob.ts'
import type { FitInput, ItemFit } from './fit-items.ts'
import type { NewEstimate } from './severity-repository.ts'

interface ModelRow {
  id: number
  item_id: string
  head: string
  settings_json: string
  weights: Buffer
  metrics_json: string
}

interface EstimateRow {
  session_id: number
  value: number
  ci_low: number
  ci_high: number
  level: number
  held_out: number
  rating: number | null
  n_clips: number
  face_share: number
}

function toEstimate(row: EstimateRow): NewEstimate {
  return {
    sessionId: row.session_id,
    value: row.value,
    ...{ ciLow: row.ci_low, ciHigh: row.ci_high, level: row.level },
    heldOut: row.held_out === 1,
    rating: row.rating,
    ...{ nClips: row.n_clips, faceShare: row.face_share },
  }
}

/** What was fitted before, by the key of what it was made of, so that nothing is fitted twice. */
export function createKeptFitRepository(db: Database) {
  const models = db.prepare<[string], ModelRow>(`
    SELECT severity_models.id, coalesce(total_id, item_id) AS item_id, head, settings_json, weights, metrics_json
    FROM severity_models
    WHERE run_id = (
      SELECT max(runs.id) FROM runs
      WHERE kind = 'fit' AND status = 'done' AND json_valid(parameters_json)
        AND json_extract(parameters_json, '$.inputs') = ?)
    ORDER BY severity_models.id`)
  const estimates = db.prepare<[number], EstimateRow>(`
    SELECT session_id, value, ci_low, ci_high, level, held_out, rating, n_clips, face_share
    FROM estimates WHERE model_id = ?`)

  const toFit = (row: ModelRow, features: FitInput['features']): ItemFit => {
    const name = `The severity model ${String(row.id)}`
    const bySession = new Map(estimates.all(row.id).map((one) => [one.session_id, toEstimate(one)]))
    return {
      head: readStored(headSchema, JSON.stringify(row.head), name),
      settings: readStored(headSettingsSchema, row.settings_json, name),
      weights: toFloat64(row.weights),
      metrics: readStored(severityMetricsSchema, row.metrics_json, name),
      estimates: features.flatMap(({ sessionId }) => bySession.get(sessionId) ?? []),
    }
  }

  return {
    /** In the order of the sets; null where it is not there, or not whole any more. Throws AppError `study-damaged`. */
    find: (key: string, { sets, features }: Pick<FitInput, 'sets' | 'features'>): ItemFit[] | null => {
      const rows = new Map(models.all(key).map((row) => [row.item_id, row]))
      const fits = sets.flatMap(({ item }) => {
        const row = rows.get(item.id)
        return row === undefined ? [] : [toFit(row, features)]
      })
      const isWhole = fits.every((fit) => fit.estimates.length === features.length)
      return fits.length === sets.length && isWhole ? fits : null
    },
  }
}
