import type { ClipRow } from '#shared/domain/clip.ts'
import { precisions } from '#shared/domain/pack.ts'
import { clipGrades } from '#shared/domain/people.ts'
import type { ClipQuality } from '#shared/domain/people.ts'
import type { Prediction } from '#shared/domain/prediction.ts'
import { clipColumns } from './clip-columns.ts'
import type { Column, Table } from './csv-table.ts'

/** A prediction without its frames and windows. */
type ClipPrediction = Pick<
  Prediction,
  'promptSetId' | 'promptSetName' | 'labels' | 'probabilities' | 'faceCount' | 'provenance'
> & {
  readonly frameCount: number
  /** Null for packs that read each frame on its own. */
  readonly windowCount: number | null
}

/** One class of one prediction of one clip. */
export interface PredictionRow {
  readonly clip: ClipRow
  /** Null before faces were looked for. */
  readonly quality: ClipQuality | null
  readonly prediction: ClipPrediction
  readonly classIndex: number
}

const required = { required: true } as const

const columns: readonly Column<PredictionRow>[] = [
  ...clipColumns,
  {
    name: 'prompt_set_id',
    type: 'integer',
    description: 'Number of the prompt set within this study.',
    constraints: required,
    value: ({ prediction }) => prediction.promptSetId,
  },
  {
    name: 'prompt_set',
    type: 'string',
    description: 'Name of the prompt set that the clip was compared with: one for the whole file.',
    constraints: required,
    value: ({ prediction }) => prediction.promptSetName,
  },
  {
    name: 'class',
    type: 'string',
    description: 'Class of the prompt set.',
    constraints: required,
    value: ({ prediction, classIndex }) => prediction.labels[classIndex] ?? null,
  },
  {
    name: 'probability',
    type: 'number',
    description:
      'What the model gives to this class over the whole clip; over the classes of one prompt set it sums to 1. Not the chance that the patient feels so.',
    constraints: { required: true, minimum: 0, maximum: 1 },
    value: ({ prediction, classIndex }) => prediction.probabilities[classIndex] ?? null,
  },
  {
    name: 'n_frames',
    type: 'integer',
    description: 'Frames of the clip that were looked at.',
    constraints: { required: true, minimum: 1 },
    value: ({ prediction }) => prediction.frameCount,
  },
  {
    name: 'n_face_frames',
    type: 'integer',
    description: 'Those of them with a face, which alone count.',
    constraints: { required: true, minimum: 1 },
    value: ({ prediction }) => prediction.faceCount,
  },
  {
    name: 'face_grade',
    type: 'string',
    description:
      "How well the patient's face can be seen in the clip; empty, like the two columns after it, before it was looked for.",
    constraints: { enum: clipGrades },
    value: ({ quality }) => quality?.grade ?? null,
  },
  {
    name: 'face_usable_share',
    type: 'number',
    description:
      "Share of the clip's pictures looked at that show the patient's face well enough to be used.",
    constraints: { minimum: 0, maximum: 1 },
    value: ({ quality }) => quality?.usableShare ?? null,
  },
  {
    name: 'face_longest_gap_ms',
    type: 'number',
    description: 'Longest stretch of the clip without such a face, in milliseconds.',
    constraints: { minimum: 0 },
    value: ({ quality }) => quality?.longestGapMs ?? null,
  },
  {
    name: 'n_windows',
    type: 'integer',
    description:
      'Windows of frames that the model read as a whole, whose mean stands for the clip; empty for a pack that reads each frame on its own.',
    constraints: { minimum: 1 },
    value: ({ prediction }) => prediction.windowCount,
  },
  {
    name: 'pack_id',
    type: 'string',
    description: 'Model pack: one for the whole file.',
    constraints: required,
    value: ({ prediction }) => prediction.provenance.packId,
  },
  {
    name: 'pack_version',
    type: 'string',
    description: 'Version of the pack.',
    constraints: required,
    value: ({ prediction }) => prediction.provenance.packVersion,
  },
  {
    name: 'weights_sha256',
    type: 'string',
    description: 'SHA-256 of the manifest of the pack, which holds the hash of every file of its weights.',
    constraints: { required: true, pattern: '[0-9a-f]{64}' },
    value: ({ prediction }) => prediction.provenance.packSha256,
  },
  {
    name: 'provider',
    type: 'string',
    description:
      'What computed it: an execution provider of ONNX Runtime, or several of them when the run moved from one to another.',
    constraints: required,
    value: ({ prediction }) => prediction.provenance.provider,
  },
  {
    name: 'precision',
    type: 'string',
    description: 'Numbers in which the weights were kept: fp32, fp16 or int8.',
    constraints: { required: true, enum: precisions },
    value: ({ prediction }) => prediction.provenance.precision,
  },
  {
    name: 'app_version',
    type: 'string',
    description:
      'Version of the program that looked at the video, or several when another one went on with the run.',
    constraints: required,
    value: ({ prediction }) => prediction.provenance.appVersion,
  },
  {
    name: 'predicted_utc',
    type: 'datetime',
    description: 'When the run over the video ended; empty while it is running.',
    value: ({ prediction }) => prediction.provenance.finishedUtc,
  },
]

/**
 * In the order of `predictions`, which are of one pack and one prompt set, classes in the order of the set. `coverage`
 * names both in a sentence, and how many clips have them.
 */
export function predictionsTable(
  predictions: readonly Omit<PredictionRow, 'classIndex'>[],
  coverage: string,
): Table<PredictionRow> {
  return {
    fileName: 'predictions.csv',
    title: 'Predictions',
    description: `One row per clip and class, of one pack and one prompt set, from its newest pass over each clip. ${coverage}`,
    columns,
    primaryKey: ['clip_id', 'weights_sha256', 'prompt_set_id', 'class'],
    rows: predictions.flatMap((of) => of.prediction.labels.map((_, classIndex) => ({ ...of, classIndex }))),
  }
}
