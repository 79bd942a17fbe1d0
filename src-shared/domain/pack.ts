import { z } from 'zod'

const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/)
const fileNameSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$/)

const packFileSchema = z.object({
  name: fileNameSchema,
  sha256: sha256Schema,
  bytes: z.number().int().positive(),
})

const identity = {
  formatVersion: z.literal(1),
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/),
  version: z.string().min(1),
  title: z.string().min(1),
  licence: z.string().min(1),
  citation: z.string(),
  /** Where the weights came from, in words. */
  origin: z.string(),
  files: z.array(packFileSchema).min(1),
}

/** How pixels become a tensor. Order: crop, resize, `(value / scale - mean) / std` per channel. */
const imageInputSchema = z.object({
  name: z.string(),
  layout: z.literal('NCHW'),
  colour: z.literal('RGB'),
  /** Square side in pixels. */
  size: z.number().int().positive(),
  /** 255 for nets that want 0 to 1, 1 for nets that want grey levels. */
  scale: z.number().positive(),
  mean: z.tuple([z.number(), z.number(), z.number()]),
  std: z.tuple([z.number(), z.number(), z.number()]),
  resize: z.enum(['bilinear-origin', 'bicubic']),
})

/** Face detection and landmarks: shared by every pack that looks at face crops. */
export const facePackSchema = z.object({
  ...identity,
  task: z.literal('face-detection'),
  detector: z.object({
    file: fileNameSchema,
    kind: z.literal('tiny-yolo'),
    input: imageInputSchema,
    output: z.string(),
    anchors: z.array(z.tuple([z.number(), z.number()])),
    scoreThreshold: z.number().min(0).max(1),
    iouThreshold: z.number().min(0).max(1),
  }),
  landmarks: z.object({
    file: fileNameSchema,
    input: imageInputSchema,
    output: z.string(),
    points: z.literal(68),
  }),
})
export type FacePack = z.infer<typeof facePackSchema>

/** A closed set of labels behind a linear layer, with a list of words that map free text to them. */
const wordListTextSchema = z.object({
  kind: z.literal('word-list'),
  file: fileNameSchema,
  labels: z.array(z.string()).min(2),
})

/** A text encoder with its tokenizer. */
const graphTextSchema = z.object({
  kind: z.literal('graph'),
  file: fileNameSchema,
  input: z.string(),
  output: z.string(),
  contextLength: z.number().int().positive(),
  tokenizer: z.literal('clip-bpe'),
})

const meanTemporalSchema = z.object({ kind: z.literal('mean') })
const graphTemporalSchema = z.object({
  kind: z.literal('graph'),
  file: fileNameSchema,
  input: z.string(),
  output: z.string(),
  maxFrames: z.number().int().positive(),
})

/**
 * A clip-text pack embeds a clip, embeds a sentence and compares the two. The pack is data: code is chosen
 * by `kind`, never shipped with it.
 */
export const clipTextPackSchema = z.object({
  ...identity,
  task: z.literal('clip-text'),
  needs: z.array(z.literal('face-detection')),
  /** True only for a vision-language model: the window may then say "zero-shot". */
  zeroShot: z.boolean(),
  embeddingDim: z.number().int().positive(),
  sampling: z.object({
    /** Frames looked at per second of video. */
    fps: z.number().positive(),
    /** At most so many frames of one clip; longer clips are sampled more thinly, evenly. */
    maxFrames: z.number().int().positive(),
  }),
  crop: z.object({
    kind: z.enum(['landmark-box', 'face-square']),
    /** Growth of the box in both directions, as a share of its side. */
    margin: z.number().nonnegative(),
  }),
  visual: z.object({
    file: fileNameSchema,
    input: imageInputSchema,
    /** Output with one embedding per frame. */
    output: z.string(),
  }),
  temporal: z.discriminatedUnion('kind', [meanTemporalSchema, graphTemporalSchema]),
  text: z.discriminatedUnion('kind', [wordListTextSchema, graphTextSchema]),
  compare: z.discriminatedUnion('kind', [
    /** logit = v . t + bias, divided by a temperature that tames over-confidence. */
    z.object({ kind: z.literal('linear'), temperature: z.number().positive() }),
    /** logit = scale x cosine of v and t. */
    z.object({ kind: z.literal('cosine'), scale: z.number().positive() }),
  ]),
  promptSets: z
    .array(
      z.object({
        name: z.string(),
        classes: z.array(z.object({ label: z.string(), sentence: z.string() })).min(2),
      }),
    )
    .min(1),
  /** Shown wherever this pack's output is read. */
  claims: z.object({
    summary: z.string(),
    trainedOn: z.string(),
    accuracy: z.array(z.object({ dataset: z.string(), measure: z.string(), value: z.number() })),
    limits: z.array(z.string()),
  }),
})
export type ClipTextPack = z.infer<typeof clipTextPackSchema>

export const packManifestSchema = z.discriminatedUnion('task', [facePackSchema, clipTextPackSchema])
export type PackManifest = z.infer<typeof packManifestSchema>

/** What the window shows of an installed pack. `sha256` is over the manifest, which holds every file's own. */
export const packSummarySchema = z.object({
  id: z.string(),
  version: z.string(),
  sha256: sha256Schema,
  title: z.string(),
  task: z.enum(['face-detection', 'clip-text']),
  licence: z.string(),
  origin: z.string(),
  citation: z.string(),
  bytes: z.number().int(),
  zeroShot: z.boolean(),
  embeddingDim: z.number().int().nullable(),
  claims: clipTextPackSchema.shape.claims.nullable(),
  /** Null when every file is there with the right hash, else one sentence. */
  problem: z.string().nullable(),
})
export type PackSummary = z.infer<typeof packSummarySchema>
