import type { Database } from 'better-sqlite3'
import type { Precision } from '#shared/domain/pack.ts'
import type { FaceBox, PredictedWindow, Prediction, SampledFrame } from '#shared/domain/prediction.ts'
import { promptClassesSchema } from '#shared/domain/prompt-set.ts'
import { outdatedPass } from '../../db/outdated-pass.ts'
import { toBlob, toFloat32, toFloat64 } from '../../db/float-blob.ts'
import { wholeRun } from '../study/run-repository.ts'
import { readEach, readStored } from '../../db/stored-value.ts'

export interface NewPrediction {
  readonly embeddingId: number
  readonly promptSetId: number
  readonly runId: number
  /** Float64[classes] */
  readonly probabilities: Float64Array
  /** Float64[faces * classes]; empty for packs that read windows. */
  readonly frameProbabilities: Float64Array
  /** Float64[windows * classes]; null for packs that read each frame on its own. */
  readonly windowProbabilities: Float64Array | null
  readonly topClass: string
  readonly topProbability: number
}

/** A prediction without its frames and windows: light enough to list a whole study's. */
export type PredictionSummary = Omit<Prediction, 'frames' | 'windows' | 'pictureWidth' | 'pictureHeight'> & {
  readonly frameCount: number
  /** Null for packs that read each frame on its own. */
  readonly windowCount: number | null
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
  window_bytes: number | null
  run_id: number
  pack_id: string
  version: string
  sha256: string
  provider: string | null
  precision: Precision
  app_version: string
  finished_utc: string | null
}

interface PredictionRow extends SummaryRow {
  frame_probabilities: Buffer
  window_probabilities: Buffer | null
  picture_width: number
  picture_height: number
  frame_times: Buffer
  frame_boxes: Buffer
  window_spans: Buffer | null
}

type PassRow = Omit<
  PredictionRow,
  'probabilities' | 'top_class' | 'window_bytes' | 'frame_probabilities' | 'window_probabilities'
>

const BOX_VALUES = 5

function boxAt(boxes: Float32Array, frame: number): FaceBox | null {
  const [x, y, width, height, confidence] = boxes.subarray(frame * BOX_VALUES, (frame + 1) * BOX_VALUES)
  if (x === undefined || y === undefined || width === undefined || height === undefined) return null
  if (confidence === undefined || Number.isNaN(x)) return null
  return { x, y, width, height, confidence }
}

/** Frames with a face take the rows of `frame_probabilities` one after the other, if there are any. */
function toFrames(row: PredictionRow, classCount: number): SampledFrame[] {
  const times = toFloat64(row.frame_times)
  const boxes = toFloat32(row.frame_boxes)
  const probabilities = toFloat64(row.frame_probabilities)
  let faces = 0
  return Array.from(times, (timeMs, frame) => {
    const face = boxAt(boxes, frame)
    if (face === null || probabilities.length === 0) return { timeMs, face, probabilities: null }
    const start = faces * classCount
    faces += 1
    return { timeMs, face, probabilities: Array.from(probabilities.subarray(start, start + classCount)) }
  })
}

function toWindows(row: PredictionRow, classCount: number): PredictedWindow[] | null {
  if (row.window_spans === null || row.window_probabilities === null) return null
  const spans = toFloat64(row.window_spans)
  const probabilities = toFloat64(row.window_probabilities)
  return Array.from({ length: spans.length / 2 }, (_, window) => {
    const [startMs = NaN, endMs = NaN] = spans.subarray(window * 2)
    const start = window * classCount
    return { startMs, endMs, probabilities: Array.from(probabilities.subarray(start, start + classCount)) }
  })
}

function toSummary(row: SummaryRow): PredictionSummary {
  const name = `The prompt set “${row.prompt_set_name}”`
  const labels = readStored(promptClassesSchema, row.classes_json, name).map(({ label }) => label)
  return {
    clipId: row.clip_id,
    promptSetId: row.prompt_set_id,
    promptSetName: row.prompt_set_name,
    labels,
    probabilities: Array.from(toFloat64(row.probabilities)),
    topClass: row.top_class,
    faceCount: row.face_count,
    frameCount: row.frame_count,
    windowCount:
      row.window_bytes === null ? null : row.window_bytes / (labels.length * Float64Array.BYTES_PER_ELEMENT),
    provenance: {
      runId: row.run_id,
      packId: row.pack_id,
      packVersion: row.version,
      packSha256: row.sha256,
      provider: row.provider ?? 'unknown',
      precision: row.precision,
      appVersion: row.app_version,
      finishedUtc: row.finished_utc,
    },
  }
}

function toPrediction(row: PredictionRow): Prediction {
  const { frameCount: _frames, windowCount: _windows, ...summary } = toSummary(row)
  return {
    ...summary,
    pictureWidth: row.picture_width,
    pictureHeight: row.picture_height,
    frames: toFrames(row, summary.labels.length),
    windows: toWindows(row, summary.labels.length),
  }
}

/** Provenance is that of the video pass: comparing it with words later adds no new reading of the video. */
const ORIGIN = `embeddings.clip_id, prompt_sets.id AS prompt_set_id, prompt_sets.name AS prompt_set_name, classes_json,
  face_count, frame_count, runs.id AS run_id, packs.pack_id, version, sha256, provider, precision, app_version,
  finished_utc`

const FRAMES = 'picture_width, picture_height, frame_times, frame_boxes, window_spans'

/** What is known of a pass without any prediction. */
const PASS = `${ORIGIN}, ${FRAMES}`

const SUMMARY = `${ORIGIN}, probabilities, top_class, length(window_probabilities) AS window_bytes`

const MADE_BY = `
  JOIN runs ON runs.id = embeddings.run_id AND ${wholeRun('runs')}
  JOIN packs ON packs.id = embeddings.pack_row_id`

const FROM = `
  FROM predictions
  JOIN embeddings ON embeddings.id = embedding_id
  JOIN prompt_sets ON prompt_sets.id = predictions.prompt_set_id ${MADE_BY}`

const SELECT = `SELECT ${SUMMARY}, frame_probabilities, window_probabilities, ${FRAMES} ${FROM}`

/**
 * A prompt set is compared with passes of one frame stride only, so those of another are not newer; nor are those of
 * somebody who is not the patient any more.
 */
const NEWEST_PASS = `
  embedding_id = (SELECT max(later.id) FROM embeddings AS later JOIN runs AS later_run ON later_run.id = later.run_id
    WHERE later.clip_id = embeddings.clip_id AND later.pack_row_id = embeddings.pack_row_id
      AND later_run.frame_stride IS runs.frame_stride AND ${wholeRun('later_run')} AND NOT ${outdatedPass('later')})`

const ORDER = 'packs.pack_id, packs.id, predictions.prompt_set_id'

export type PredictionRepository = ReturnType<typeof createPredictionRepository>

export function createPredictionRepository(db: Database) {
  const upsert = db.prepare(`
    INSERT INTO predictions (embedding_id, prompt_set_id, run_id, probabilities, frame_probabilities,
      window_probabilities, top_class, top_probability)
    VALUES (@embeddingId, @promptSetId, @runId, @probabilities, @frameProbabilities,
      @windowProbabilities, @topClass, @topProbability)
    ON CONFLICT (embedding_id, prompt_set_id) DO UPDATE SET run_id = excluded.run_id,
      probabilities = excluded.probabilities, frame_probabilities = excluded.frame_probabilities,
      window_probabilities = excluded.window_probabilities, top_class = excluded.top_class, top_probability = excluded.top_probability`)
  const one = db.prepare<[number, number], PredictionRow>(
    `${SELECT} WHERE embedding_id = ? AND predictions.prompt_set_id = ?`,
  )
  const pass = db.prepare<[number, number], PassRow>(
    `SELECT ${PASS} FROM embeddings ${MADE_BY} JOIN prompt_sets ON prompt_sets.id = ? WHERE embeddings.id = ?`,
  )
  const moments = db
    .prepare<[number, number], Buffer>(
      `SELECT coalesce(window_probabilities, frame_probabilities) FROM predictions
       WHERE embedding_id = ? AND prompt_set_id = ?`,
    )
    .pluck()
  const exists = db
    .prepare<[number, number], number>(
      'SELECT 1 FROM predictions WHERE embedding_id = ? AND prompt_set_id = ?',
    )
    .pluck()
  const ofClip = db.prepare<[number], PredictionRow>(
    `${SELECT} WHERE embeddings.clip_id = ? AND ${NEWEST_PASS} ORDER BY ${ORDER}`,
  )
  const summaries = db.prepare<[], SummaryRow>(
    `SELECT ${SUMMARY} ${FROM} WHERE ${NEWEST_PASS} ORDER BY embeddings.clip_id, ${ORDER}`,
  )
  return {
    /** A second one of the same pass and classes takes the place of the first. */
    save: (prediction: NewPrediction): void => {
      upsert.run({
        ...prediction,
        probabilities: toBlob(prediction.probabilities),
        frameProbabilities: toBlob(prediction.frameProbabilities),
        windowProbabilities:
          prediction.windowProbabilities === null ? null : toBlob(prediction.windowProbabilities),
      })
    },
    has: (embeddingId: number, promptSetId: number): boolean => exists.get(embeddingId, promptSetId) === 1,
    /** Moment after moment how likely each class is: Float64[windows, or frames with a face, x classes]; null for none. */
    moments: (embeddingId: number, promptSetId: number): Float64Array | null => {
      const blob = moments.get(embeddingId, promptSetId)
      return blob === undefined ? null : toFloat64(blob)
    },
    get: (embeddingId: number, promptSetId: number): Prediction | null => {
      const row = one.get(embeddingId, promptSetId)
      return row === undefined ? null : toPrediction(row)
    },
    /** What `save` and then `get` would answer, without storing it; null when the pass or the set is gone. */
    unstored: (prediction: Omit<NewPrediction, 'runId'>): Prediction | null => {
      const row = pass.get(prediction.promptSetId, prediction.embeddingId)
      if (row === undefined) return null
      const windows = prediction.windowProbabilities
      return toPrediction({
        ...row,
        probabilities: toBlob(prediction.probabilities),
        top_class: prediction.topClass,
        window_bytes: windows?.byteLength ?? null,
        frame_probabilities: toBlob(prediction.frameProbabilities),
        window_probabilities: windows === null ? null : toBlob(windows),
      })
    },
    /** Of the newest pass with each pack and frame stride, by pack and prompt set; without damaged sets and runs. */
    ofClip: (clipId: number): Prediction[] => readEach(ofClip.all(clipId), toPrediction),
    /** Of the newest pass over each clip with each pack and frame stride, by clip, pack and prompt set; without damaged sets and runs. */
    summaries: (): PredictionSummary[] => readEach(summaries.all(), toSummary),
  }
}
