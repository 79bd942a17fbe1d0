import type { Database } from 'better-sqlite3'
import type { FaceBox, Prediction, SampledFrame } from '#shared/domain/prediction.ts'
import { promptClassesSchema } from '#shared/domain/prompt-set.ts'
import { toBlob, toFloat32, toFloat64 } from './float-blob.ts'

export interface NewPrediction {
  readonly embeddingId: number
  readonly promptSetId: number
  readonly runId: number
  /** Float64[classes] */
  readonly probabilities: Float64Array
  /** Float64[faces * classes] */
  readonly frameProbabilities: Float64Array
  readonly topClass: string
  readonly topProbability: number
}

/** A prediction without its frames: light enough to list a whole study's. */
export type PredictionSummary = Omit<Prediction, 'frames' | 'pictureWidth' | 'pictureHeight'> & {
  readonly frameCount: number
}

interface SummaryRow {
  clip_id: number
  prompt_set_id: number
  prompt_set_name: string
  classes_json: string
  probabilities: Buffer
  top_class: string
  face_count: number
  frame_count: number
  run_id: number
  pack_id: string
  version: string
  sha256: string
  provider: string | null
  app_version: string
  finished_utc: string | null
}

interface PredictionRow extends SummaryRow {
  frame_probabilities: Buffer
  picture_width: number
  picture_height: number
  frame_times: Buffer
  frame_boxes: Buffer
}

const BOX_VALUES = 5

function boxAt(boxes: Float32Array, frame: number): FaceBox | null {
  const [x, y, width, height, confidence] = boxes.subarray(frame * BOX_VALUES, (frame + 1) * BOX_VALUES)
  if (x === undefined || y === undefined || width === undefined || height === undefined) return null
  if (confidence === undefined || Number.isNaN(x)) return null
  return { x, y, width, height, confidence }
}

/** Frames with a face take the rows of `frame_probabilities` one after the other. */
function toFrames(row: PredictionRow, classCount: number): SampledFrame[] {
  const times = toFloat64(row.frame_times)
  const boxes = toFloat32(row.frame_boxes)
  const probabilities = toFloat64(row.frame_probabilities)
  let faces = 0
  return Array.from(times, (timeMs, frame) => {
    const face = boxAt(boxes, frame)
    if (face === null) return { timeMs, face, probabilities: null }
    const start = faces * classCount
    faces += 1
    return { timeMs, face, probabilities: Array.from(probabilities.subarray(start, start + classCount)) }
  })
}

function toSummary(row: SummaryRow): PredictionSummary {
  return {
    clipId: row.clip_id,
    promptSetId: row.prompt_set_id,
    promptSetName: row.prompt_set_name,
    labels: promptClassesSchema.parse(JSON.parse(row.classes_json)).map(({ label }) => label),
    probabilities: Array.from(toFloat64(row.probabilities)),
    topClass: row.top_class,
    faceCount: row.face_count,
    frameCount: row.frame_count,
    provenance: {
      runId: row.run_id,
      packId: row.pack_id,
      packVersion: row.version,
      packSha256: row.sha256,
      provider: row.provider ?? 'unknown',
      appVersion: row.app_version,
      finishedUtc: row.finished_utc,
    },
  }
}

function toPrediction(row: PredictionRow): Prediction {
  const { frameCount: _, ...summary } = toSummary(row)
  return {
    ...summary,
    pictureWidth: row.picture_width,
    pictureHeight: row.picture_height,
    frames: toFrames(row, summary.labels.length),
  }
}

/** Provenance is that of the video pass: comparing it with words later adds no new reading of the video. */
const SUMMARY = `embeddings.clip_id, prompt_set_id, prompt_sets.name AS prompt_set_name, classes_json, probabilities,
  top_class, face_count, frame_count, runs.id AS run_id, packs.pack_id, version, sha256, provider, app_version,
  finished_utc`

const FRAMES = 'frame_probabilities, picture_width, picture_height, frame_times, frame_boxes'

const FROM = `
  FROM predictions
  JOIN embeddings ON embeddings.id = embedding_id
  JOIN prompt_sets ON prompt_sets.id = prompt_set_id
  JOIN runs ON runs.id = embeddings.run_id
  JOIN packs ON packs.id = embeddings.pack_row_id`

const SELECT = `SELECT ${SUMMARY}, ${FRAMES} ${FROM}`

const NEWEST_PASS = `
  embedding_id = (SELECT max(later.id) FROM embeddings AS later
    WHERE later.clip_id = embeddings.clip_id AND later.pack_row_id = embeddings.pack_row_id)`

export type PredictionRepository = ReturnType<typeof createPredictionRepository>

export function createPredictionRepository(db: Database) {
  const upsert = db.prepare(`
    INSERT INTO predictions (embedding_id, prompt_set_id, run_id, probabilities, frame_probabilities, top_class,
      top_probability)
    VALUES (@embeddingId, @promptSetId, @runId, @probabilities, @frameProbabilities, @topClass, @topProbability)
    ON CONFLICT (embedding_id, prompt_set_id) DO UPDATE SET run_id = excluded.run_id,
      probabilities = excluded.probabilities, frame_probabilities = excluded.frame_probabilities,
      top_class = excluded.top_class, top_probability = excluded.top_probability`)
  const one = db.prepare<[number, number], PredictionRow>(
    `${SELECT} WHERE embedding_id = ? AND prompt_set_id = ?`,
  )
  const exists = db
    .prepare<[number, number], number>(
      'SELECT 1 FROM predictions WHERE embedding_id = ? AND prompt_set_id = ?',
    )
    .pluck()
  const ofClip = db.prepare<[number], PredictionRow>(
    `${SELECT} WHERE embeddings.clip_id = ? AND ${NEWEST_PASS} ORDER BY packs.pack_id, packs.id, prompt_set_id`,
  )
  const summaries = db.prepare<[], SummaryRow>(
    `SELECT ${SUMMARY} ${FROM} WHERE ${NEWEST_PASS} ORDER BY embeddings.clip_id, packs.pack_id, packs.id, prompt_set_id`,
  )
  return {
    /** A second one of the same pass and classes takes the place of the first. */
    save: (prediction: NewPrediction): void => {
      upsert.run({
        ...prediction,
        probabilities: toBlob(prediction.probabilities),
        frameProbabilities: toBlob(prediction.frameProbabilities),
      })
    },
    has: (embeddingId: number, promptSetId: number): boolean => exists.get(embeddingId, promptSetId) === 1,
    get: (embeddingId: number, promptSetId: number): Prediction | null => {
      const row = one.get(embeddingId, promptSetId)
      return row === undefined ? null : toPrediction(row)
    },
    /** Of the newest pass with each pack, by pack and prompt set. */
    ofClip: (clipId: number): Prediction[] => ofClip.all(clipId).map(toPrediction),
    /** Of the newest pass over each clip with each pack, by clip, pack and prompt set. */
    summaries: (): PredictionSummary[] => summaries.all().map(toSummary),
  }
}
