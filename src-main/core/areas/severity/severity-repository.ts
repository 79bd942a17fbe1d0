import type { Database } from 'better-sqlite3'
import { severityMetricsSchema, severityTotalSchema } from '#shared/domain/severity.ts'
import { NO_PROTOCOL, planningSchema } from '#shared/domain/protocol.ts'
import type { Planning } from '#shared/domain/protocol.ts'
import { featureKindSchema, headSchema, headSettingsSchema } from '#shared/domain/head-kind.ts'
import type { FeatureKind, HeadId, HeadSettings } from '#shared/domain/head-kind.ts'
import type { SeverityTarget } from '#shared/domain/severity-target.ts'
import type {
  SeverityEstimate,
  SeverityMetrics,
  SeverityModel,
  SeverityPoint,
  SeverityTotal,
} from '#shared/domain/severity.ts'
import { toBlob, toFloat32, toFloat64 } from '../../db/float-blob.ts'
import { damagesIn, readEach, readStored } from '../../db/stored-value.ts'
import type { PatientFace, PatientVideo } from './one-person.ts'

export interface NewSeverityModel {
  readonly runId: number
  readonly scaleId: string
  /** Of an item or a total. */
  readonly itemId: string
  /** Not given or null: of an item. */
  readonly total?: SeverityTotal | null
  readonly method: string
  readonly head: HeadId
  readonly features: FeatureKind
  readonly settings: HeadSettings
  /** As the head reads them; of most Float64[dim + 1]: on raw features, then the intercept. */
  readonly weights: Float64Array
  readonly nPatients: number
  readonly nSessions: number
  readonly nClips: number
  readonly trainedOn: string
  readonly synthetic: boolean
  readonly metrics: SeverityMetrics
  readonly planning: Planning
  readonly createdUtc: string
}

export type NewEstimate = Omit<SeverityEstimate, 'modelId' | 'scaleId' | 'itemId'> & {
  /** Mean rating that the estimate was validated against; null for a session without ratings. */
  readonly rating: number | null
}

/** One rater's value of one item in one session. */
export interface RatedItem {
  readonly sessionId: number
  readonly patientCode: string
  readonly visitLabel: string
  readonly visitDate: string | null
  readonly raterCode: string
  readonly itemId: string
  readonly value: number
  /** The score or the session was made up for demonstration. */
  readonly synthetic: boolean
  /** The rater had been shown what models estimate of the session; false, too, where nobody kept it. */
  readonly unblinded: boolean
  /** Of several raters together. */
  readonly isConsensus: boolean
}

type RatingFlag = 'synthetic' | 'unblinded' | 'isConsensus'
type RatingRow = Omit<RatedItem, RatingFlag> & Record<RatingFlag, number>

interface ModelRow {
  id: number
  scale_id: string
  item_id: string
  total_json: string | null
  name: string
  min: number
  max: number
  method: string
  head: string
  features: string
  settings_json: string
  n_patients: number
  n_sessions: number
  n_clips: number
  pack_id: string
  version: string
  sha256: string
  trained_on: string
  synthetic: number
  metrics_json: string
  planning_json: string | null
  created_utc: string
}

interface EstimateRow {
  model_id: number
  session_id: number
  scale_id: string
  item_id: string
  value: number
  ci_low: number
  ci_high: number
  level: number
  held_out: number
  n_clips: number
  face_share: number
}

/** As it is when it is fitted; null for an item. */
export function storedTotal({ name, min, max, parts }: SeverityTarget): SeverityTotal | null {
  return parts === undefined ? null : { name, min, max, items: parts.map(({ id }) => id) }
}

function modelName({ id, name, created_utc: createdUtc }: ModelRow): string {
  return `The severity model ${String(id)} (${name}, fitted ${createdUtc.slice(0, 10)})`
}

/** What a model is of; a total as it was when it was fitted. */
function targetOf(row: ModelRow): Pick<SeverityModel, 'itemName' | 'min' | 'max' | 'totalOf'> {
  if (row.total_json === null) return { itemName: row.name, min: row.min, max: row.max }
  const { name, min, max, items } = readStored(severityTotalSchema, row.total_json, modelName(row))
  return { itemName: name, min, max, totalOf: items }
}

function toModel(row: ModelRow): SeverityModel {
  return {
    id: row.id,
    scaleId: row.scale_id,
    itemId: row.item_id,
    ...targetOf(row),
    method: row.method,
    head: readStored(headSchema, JSON.stringify(row.head), modelName(row)),
    features: readStored(featureKindSchema, JSON.stringify(row.features), modelName(row)),
    settings: readStored(headSettingsSchema, row.settings_json, modelName(row)),
    nPatients: row.n_patients,
    nSessions: row.n_sessions,
    nClips: row.n_clips,
    packId: row.pack_id,
    packVersion: row.version,
    packSha256: row.sha256,
    trainedOn: row.trained_on,
    synthetic: row.synthetic === 1,
    createdUtc: row.created_utc,
    planning:
      row.planning_json === null
        ? NO_PROTOCOL
        : readStored(planningSchema, row.planning_json, modelName(row)),
    metrics: readStored(severityMetricsSchema, row.metrics_json, modelName(row)),
  }
}

function toEstimate(row: EstimateRow): SeverityEstimate {
  return {
    modelId: row.model_id,
    sessionId: row.session_id,
    scaleId: row.scale_id,
    itemId: row.item_id,
    value: row.value,
    ciLow: row.ci_low,
    ciHigh: row.ci_high,
    level: row.level,
    heldOut: row.held_out === 1,
    nClips: row.n_clips,
    faceShare: row.face_share,
  }
}

const MODEL_SQL = `
  SELECT severity_models.id, severity_models.scale_id, coalesce(total_id, severity_models.item_id) AS item_id, total_json, name, min, max, method, head, features, settings_json,
    n_patients, n_sessions, n_clips, pack_id, version, sha256, trained_on, synthetic, metrics_json, planning_json,
    created_utc
  FROM severity_models
  JOIN runs ON runs.id = run_id
  JOIN packs ON packs.id = pack_row_id
  JOIN scale_items USING (scale_id, item_id)`

const BY_VISIT = 'code, visit_date IS NULL, visit_date, visit_label, sessions.id'

export type SeverityRepository = ReturnType<typeof createSeverityRepository>

export function createSeverityRepository(db: Database) {
  const insertModel = db.prepare(`
    INSERT INTO severity_models (run_id, scale_id, item_id, total_id, total_json, method, head, features, settings_json, weights, n_patients, n_sessions, n_clips,
      trained_on, synthetic, metrics_json, planning_json, created_utc)
    VALUES (@runId, @scaleId, @firstItemId, @totalId, @total, @method, @head, @features, @settings, @weights, @nPatients, @nSessions, @nClips,
      @trainedOn, @synthetic, @metrics, @planning, @createdUtc)`)
  const insertEstimate = db.prepare(`
    INSERT INTO estimates (model_id, session_id, value, ci_low, ci_high, level, held_out, rating, n_clips, face_share)
    VALUES (@modelId, @sessionId, @value, @ciLow, @ciHigh, @level, @heldOut, @rating, @nClips, @faceShare)`)
  const model = db.prepare<[number], ModelRow>(`${MODEL_SQL} WHERE severity_models.id = ?`)
  const allModels = db.prepare<[], ModelRow>(`${MODEL_SQL} ORDER BY severity_models.id`)
  const newestModels = db.prepare<[], ModelRow>(`
    ${MODEL_SQL}
    WHERE severity_models.id IN (
      SELECT max(severity_models.id) FROM severity_models
      JOIN runs ON runs.id = run_id JOIN packs ON packs.id = pack_row_id
      GROUP BY scale_id, coalesce(total_id, item_id), pack_id, head, features)
    ORDER BY severity_models.scale_id, total_id IS NOT NULL, position, total_id, pack_id, severity_models.id DESC`)
  const newestOfItem = db
    .prepare<[], number>(
      `SELECT max(severity_models.id) FROM severity_models
      JOIN runs ON runs.id = run_id JOIN packs ON packs.id = pack_row_id
      GROUP BY scale_id, coalesce(total_id, item_id), pack_id`,
    )
    .pluck()
  const ratingsKeys = db
    .prepare<[string, string, string], string>(
      `SELECT DISTINCT json_extract(metrics_json, '$.groups.ratingsKey') FROM severity_models
      WHERE scale_id = ? AND coalesce(total_id, item_id) = ? AND features = ? AND json_extract(metrics_json, '$.groups.ratingsKey') IS NOT NULL`,
    )
    .pluck()
  const fittedAt = db
    .prepare<[string, string, string, string], number>(
      `SELECT count(*) FROM severity_models
      JOIN runs ON runs.id = run_id JOIN packs ON packs.id = pack_row_id
      WHERE scale_id = ? AND coalesce(total_id, item_id) = ? AND packs.sha256 = ? AND created_utc = ?`,
    )
    .pluck()
  const weights = db.prepare<[number], Buffer>('SELECT weights FROM severity_models WHERE id = ?').pluck()
  const estimates = db.prepare<[number], EstimateRow>(`
    SELECT model_id, session_id, scale_id, coalesce(total_id, item_id) AS item_id, value, ci_low, ci_high, level, held_out,
      estimates.n_clips, face_share
    FROM estimates
    JOIN severity_models ON severity_models.id = model_id
    JOIN sessions ON sessions.id = session_id
    JOIN patients ON patients.id = patient_id
    WHERE model_id = ? ORDER BY ${BY_VISIT}`)
  const points = db.prepare<[number], SeverityPoint>(`
    SELECT session_id AS sessionId, code AS patientCode, visit_label AS visitLabel, visit_date AS visitDate,
      rating, value AS estimate
    FROM estimates
    JOIN sessions ON sessions.id = session_id
    JOIN patients ON patients.id = patient_id
    WHERE model_id = ? AND rating IS NOT NULL ORDER BY ${BY_VISIT}`)
  const ratings = db.prepare<[string], RatingRow>(`
    SELECT session_id AS sessionId, patients.code AS patientCode, visit_label AS visitLabel, visit_date AS visitDate,
      raters.code AS raterCode, item_id AS itemId, value, max(scores.synthetic, sessions.synthetic) AS synthetic,
      coalesce(estimates_shown, 0) AS unblinded, raters.consensus_of IS NOT NULL AS isConsensus
    FROM scores
    JOIN raters ON raters.id = rater_id
    JOIN sessions ON sessions.id = session_id
    JOIN patients ON patients.id = patient_id
    WHERE scale_id = ? AND value IS NOT NULL
    ORDER BY patients.${BY_VISIT}, raters.code, item_id`)
  const patientsOfSessions = db.prepare<[], { sessionId: number; patientCode: string; hasClip: number }>(`
    SELECT sessions.id AS sessionId, code AS patientCode, EXISTS (
      SELECT 1 FROM clips JOIN videos ON videos.id = video_id
      WHERE videos.session_id = sessions.id AND state = 'active') AS hasClip
    FROM sessions JOIN patients ON patients.id = patient_id ORDER BY ${BY_VISIT}`)
  const faces = db.prepare<[], { patientCode: string; embedding: Buffer }>(`
    SELECT code AS patientCode, people.embedding
    FROM people JOIN sessions ON sessions.id = session_id JOIN patients ON patients.id = patient_id
    WHERE role = 'patient' AND people.embedding IS NOT NULL AND sessions.synthetic = 0 ORDER BY ${BY_VISIT}`)
  const videos = db.prepare<[], PatientVideo>(`
    SELECT DISTINCT code AS patientCode, sha256
    FROM videos JOIN sessions ON sessions.id = session_id JOIN patients ON patients.id = patient_id
    WHERE sessions.synthetic = 0 ORDER BY code, sha256`)

  return {
    /** The model with its estimates. Call within a transaction. */
    insert: (
      { total = null, itemId, ...newModel }: NewSeverityModel,
      newEstimates: readonly NewEstimate[],
    ): number => {
      const result = insertModel.run({
        ...newModel,
        firstItemId: total?.items[0] ?? itemId,
        totalId: total === null ? null : itemId,
        total: total === null ? null : JSON.stringify(total),
        settings: JSON.stringify(newModel.settings),
        weights: toBlob(newModel.weights),
        synthetic: newModel.synthetic ? 1 : 0,
        metrics: JSON.stringify(newModel.metrics),
        planning: JSON.stringify(newModel.planning),
      })
      const modelId = Number(result.lastInsertRowid)
      for (const estimate of newEstimates) {
        insertEstimate.run({ ...estimate, modelId, heldOut: estimate.heldOut ? 1 : 0 })
      }
      return modelId
    },
    /** Throws AppError `study-damaged`. */
    get: (modelId: number): SeverityModel | null => {
      const row = model.get(modelId)
      return row === undefined ? null : toModel(row)
    },
    /**
     * Newest of each item, pack, head and kind of features, in order of scale, item and pack, the newest first; no older one in
     * place of one that is damaged.
     */
    newest: (): SeverityModel[] => readEach(newestModels.all(), toModel),
    /** Whether a model of this item and pack was fitted here at that moment: a copy of the study knows it, too. */
    wasFittedHere: (of: {
      readonly scaleId: string
      readonly itemId: string
      readonly packSha256: string
      readonly fittedUtc: string
    }): boolean => (fittedAt.get(of.scaleId, of.itemId, of.packSha256, of.fittedUtc) ?? 0) > 0,
    /** Of each item and pack the one that was fitted last, whatever its head. */
    inUse: (): ReadonlySet<number> => new Set(newestOfItem.all()),
    /** One sentence for each model that is damaged. */
    damages: (): string[] =>
      damagesIn(
        allModels.all(),
        toModel,
        (row) =>
          `${modelName(row)} is damaged in the study’s file: it is left out with its estimates, which stay stored.`,
      ),
    /** Of what the stored models of an item on such features were held against, see `ratings-key.ts`. */
    ratingsKeys: (scaleId: string, itemId: string, features: FeatureKind): ReadonlySet<string> =>
      new Set(ratingsKeys.all(scaleId, itemId, features)),
    /** As the model's head reads them. */
    weights: (modelId: number): Float64Array | null => {
      const blob = weights.get(modelId)
      return blob === undefined ? null : toFloat64(blob)
    },
    /** In order of patient and visit. */
    estimates: (modelId: number): SeverityEstimate[] => estimates.all(modelId).map(toEstimate),
    /** The rated ones among the estimates, in order of patient and visit. */
    points: (modelId: number): SeverityPoint[] => points.all(modelId),
    /** What raters gave, missing values left out, in order of patient, visit and rater. */
    ratings: (scaleId: string): RatedItem[] =>
      ratings.all(scaleId).map((row) => ({
        ...{ ...row, synthetic: row.synthetic === 1, unblinded: row.unblinded === 1 },
        isConsensus: row.isConsensus === 1,
      })),
    /** Every session, in order of patient and visit. `hasClip`: one that is neither excluded nor cut away. */
    sessions: (): { sessionId: number; patientCode: string; hasClip: boolean }[] =>
      patientsOfSessions.all().map((row) => ({ ...row, hasClip: row.hasClip === 1 })),
    /** Of every visit in which the patient's is known, made-up ones left out: their faces are many patients'. */
    patientFaces: (): PatientFace[] =>
      faces.all().map(({ patientCode, embedding }) => ({ patientCode, embedding: toFloat32(embedding) })),
    /** Which video content each patient has, of visits that were not made up. */
    patientVideos: (): PatientVideo[] => videos.all(),
  }
}
