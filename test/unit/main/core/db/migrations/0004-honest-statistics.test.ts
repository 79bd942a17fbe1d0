import type { Database } from 'better-sqlite3'
import { expect, test } from 'vitest'
import { migrations } from '#core/db/migrations/index.ts'
import { severityMetricsSchema } from '#shared/domain/severity.ts'
import { openTestDb } from '../../../../../helpers/open-test-db.ts'

const VERSION = 4
const ratings = [1, 2, 3, 4, 5, 6, 7, 1, 4, 7]
const values = [3.5, 3, 3.5, 4, 4.5, 4.5, 5, 3, 4, 4]

const old = (value: number | null, ciLow: number | null, ciHigh: number | null) => ({
  ...{ value, ciLow, ciHigh, level: 0.95, nPatients: 10, nSessions: 10 },
  method: 'percentile bootstrap over patients, 2000 resamples, seed 1',
})

const oldMetrics = {
  pcc: old(-0.4, -0.7, -0.1),
  ccc: old(-0.3, -0.5, -0.1),
  spearman: old(null, null, null),
  mae: old(1.25, 0.8, 1.7),
  rmse: old(1.5, 1, 2),
  baselineMae: old(2, 1.5, 2.5),
  baselineRmse: old(2.2, 1.7, 2.7),
  maeGain: old(0.75, 0.2, 1.2),
  blandAltman: { bias: old(0.1, -0.5, 0.6), lowerLimit: old(-3, -3.5, -2), upperLimit: old(3, 3.1, 3.9) },
}

/** Ten rated patients and one who was not, estimated by a model of the version before. */
function anOldStudy(metrics: string): Database {
  const db = openTestDb(VERSION - 1)
  db.exec(`INSERT INTO scales VALUES ('tiny', 'Tiny', 'user', '{}');
    INSERT INTO scale_items VALUES ('tiny', 'face', 'tiny_face', 'Face', 1, 7, 1, 0);
    INSERT INTO packs VALUES (1, 'p', '1', '${'a'.repeat(64)}', '{}');
    INSERT INTO runs (id, kind, pack_row_id, parameters_json, provider, app_version, started_utc, finished_utc, status)
      VALUES (1, 'fit', 1, '{}', 'cpu', '0.1.0', 'then', 'later', 'done');`)
  db.prepare(
    `INSERT INTO severity_models VALUES (1, 1, 'tiny', 'face', 'ridge', 1, x'00', 10, 10, 10, 'Ten.', 0, ?, '')`,
  ).run(metrics)
  const widest = Math.max(...values.map((value, row) => Math.abs(value - (ratings[row] ?? NaN))))
  for (const [index, value] of [...values, 4].entries()) {
    const id = index + 1
    db.prepare('INSERT INTO patients VALUES (?, ?, ?)').run(id, `P${String(id)}`, '')
    db.prepare("INSERT INTO sessions VALUES (?, ?, 'v', NULL, 0, '')").run(id, id)
    db.prepare('INSERT INTO estimates VALUES (1, ?, ?, ?, ?, 0.9, 1, ?, 1, 1)').run(
      ...[id, value, Math.max(1, value - widest), Math.min(7, value + widest), ratings[index] ?? null],
    )
  }
  return db
}

function metricsOf(db: Database) {
  const json = db.prepare<[], string>('SELECT metrics_json FROM severity_models').pluck().get() ?? ''
  return severityMetricsSchema.parse(JSON.parse(json))
}

test('takes the intervals off correlations of pooled estimates, and warns of the others', () => {
  const db = anOldStudy(JSON.stringify(oldMetrics))
  migrations[VERSION - 1]?.up(db)
  const metrics = metricsOf(db)
  expect(metrics.pcc).toMatchObject({ value: -0.4, ciLow: null, ciHigh: null, level: null, seed: null })
  expect(metrics.pcc.warning).toContain('below 0 by construction')
  expect(metrics.spearman).toMatchObject({ value: null, level: null, warning: null })
  expect(metrics.mae).toMatchObject({ value: 1.25, ciLow: 0.8, ciHigh: 1.7, level: 0.95, seed: 1 })
  expect(metrics.mae.warning).toContain('fewer than 50 patients')
  expect(metrics.maeGain.warning).toContain('too narrow')
  expect(metrics.blandAltman.bias.warning).toContain('About 0 by construction')
  // An upper limit of 3 with an interval from 3.1 is none.
  expect(metrics.blandAltman.upperLimit).toMatchObject({ value: 3, ciLow: null, level: null })
})

test('adds Q² from the stored estimates and ratings', () => {
  const db = anOldStudy(JSON.stringify(oldMetrics))
  migrations[VERSION - 1]?.up(db)
  const mean = (row: number): number =>
    ratings.filter((_, other) => other !== row).reduce((sum, rating) => sum + rating, 0) / 9
  const squares = (guess: (row: number) => number): number =>
    ratings.reduce((sum, rating, row) => sum + (guess(row) - rating) ** 2, 0)
  const { q2 } = metricsOf(db)
  expect(q2.value).toBeCloseTo(1 - squares((row) => values[row] ?? NaN) / squares(mean), 12)
  expect(q2).toMatchObject({ ciLow: null, level: null })
  expect(q2.method).toContain('fit it again')
})

test('rests each prediction interval on the other patients', () => {
  const db = anOldStudy(JSON.stringify(oldMetrics))
  migrations[VERSION - 1]?.up(db)
  const rows = db
    .prepare<[], { value: number; rating: number | null; ci_low: number; ci_high: number; level: number }>(
      'SELECT value, rating, ci_low, ci_high, level FROM estimates ORDER BY session_id',
    )
    .all()
  expect(rows.slice(0, 10).every(({ level }) => level === 0.9)).toBe(true)
  expect(rows[10]?.level).toBeCloseTo(10 / 11, 12)
  // The last patient was missed by 3 points, all others by less: their errors do not reach that rating.
  expect(rows[9]).toMatchObject({ value: 4, rating: 7, ci_high: 6.5 })
  expect(rows[0]).toMatchObject({ ci_low: 1, ci_high: 6.5 })
})

test.each(['{', '{"mae":1}', 'null'])('lets a model alone whose figures are damaged: %s', (metrics) => {
  const db = anOldStudy(metrics)
  migrations[VERSION - 1]?.up(db)
  expect(db.prepare('SELECT metrics_json FROM severity_models').pluck().get()).toBe(metrics)
})
