import { z } from 'zod'
import { packSamplingSchema } from './sampling.ts'

const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/)
const fileNameSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$/)

/** Words that a pack says of itself. */
const wordsSchema = z.string().max(10_000)
/** Name of an input or output of a net. */
const portSchema = z.string().max(200)
const MAX_LABELS = 10_000

const packFileSchema = z.object({
  name: fileNameSchema,
  sha256: sha256Schema,
  bytes: z.number().int().positive(),
})

const identity = {
  formatVersion: z.literal(1),
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/),
  version: z.string().min(1).max(200),
  title: z.string().min(1).max(200),
  licence: wordsSchema.min(1),
  citation: wordsSchema,
  /** Where the weights came from, in words. */
  origin: wordsSchema,
  files: z.array(packFileSchema).min(1).max(1000),
}

/** How pixels become a tensor. Order: crop, resize, `(value / scale - mean) / std` per channel. */
const imageInputSchema = z.object({
  name: portSchema,
  layout: z.literal('NCHW'),
  colour: z.literal('RGB'),
  /** Square side in pixels. */
  size: z.number().int().positive().max(4096),
  /** 255 for nets that want 0 to 1, 1 for nets that want grey levels. */
  scale: z.number().positive(),
  mean: z.tuple([z.number(), z.number(), z.number()]),
  std: z.tuple([z.number(), z.number(), z.number()]),
  resize: z.enum(['bilinear-origin', 'bicubic']),
})

/** In which numbers a net's weights are kept. `fp16` is for graphics cards, `int8` for processors. */
export const precisions = ['fp32', 'fp16', 'int8'] as const
export const precisionSchema = z.enum(precisions)
export type Precision = z.infer<typeof precisionSchema>

/** One net, once for each precision that the pack has it in. */
const netFilesSchema = z
  .partialRecord(
    precisionSchema,
    z.object({
      graph: fileNameSchema,
      /** The graph's large weights, kept beside it; null when they are in the graph file. */
      weights: fileNameSchema.nullable(),
    }),
  )
  .refine((files) => Object.keys(files).length > 0, { message: 'a net without files' })
export type NetFiles = z.infer<typeof netFilesSchema>

/** Face detection, landmarks and recognition: shared by every pack that looks at face crops. */
export const facePackSchema = z.object({
  ...identity,
  task: z.literal('face-detection'),
  detector: z.object({
    file: fileNameSchema,
    kind: z.literal('tiny-yolo'),
    input: imageInputSchema,
    output: portSchema,
    anchors: z.array(z.tuple([z.number(), z.number()])).max(100),
    scoreThreshold: z.number().min(0).max(1),
    iouThreshold: z.number().min(0).max(1),
  }),
  landmarks: z.object({
    file: fileNameSchema,
    input: imageInputSchema,
    output: portSchema,
    points: z.literal(68),
  }),
  /** Numbers that tell people apart, by Euclidean distance; scaled to unit length by the reader. */
  recogniser: z.object({
    file: fileNameSchema,
    input: imageInputSchema,
    output: portSchema,
    embeddingDim: z.literal(128),
  }),
})
export type FacePack = z.infer<typeof facePackSchema>

/** A closed set of labels behind a linear layer, with a list of words that map free text to them. */
const wordListTextSchema = z.object({
  kind: z.literal('word-list'),
  file: fileNameSchema,
  labels: z.array(z.string().max(200)).min(2).max(MAX_LABELS),
})

/** A text encoder with its tokenizer. */
const graphTextSchema = z.object({
  kind: z.literal('graph'),
  files: netFilesSchema,
  /** int32[n, length] token ids; the embedding is read at the first largest id, which is the end mark. */
  input: portSchema,
  output: portSchema,
  contextLength: z.number().int().positive(),
  tokenizer: z.literal('clip-bpe'),
})

const meanTemporalSchema = z.object({ kind: z.literal('mean') })
const graphTemporalSchema = z.object({
  kind: z.literal('graph'),
  files: netFilesSchema,
  /** float32[n, frames, embeddingDim] */
  input: portSchema,
  output: portSchema,
  maxFrames: z.number().int().positive(),
})

const towerSchema = z.object({
  width: z.number().int().positive(),
  layers: z.number().int().positive(),
  heads: z.number().int().positive(),
})

/** Sizes as read from the shapes of the weights. */
/** Between the two layers of CLIP's blocks. */
export const activations = ['quick-gelu', 'gelu'] as const
export const activationSchema = z.enum(activations)
export type Activation = z.infer<typeof activationSchema>

export const architectureSchema = z.object({
  kind: z.enum(['emoclip', 'clip']),
  embeddingDim: z.number().int().positive(),
  parameters: z.number().int().positive(),
  visual: towerSchema.extend({
    patchSize: z.number().int().positive(),
    imageSize: z.number().int().positive(),
  }),
  text: towerSchema.extend({
    contextLength: z.number().int().positive(),
    vocabularySize: z.number().int().positive(),
  }),
  temporal: z
    .object({
      layers: z.number().int().positive(),
      heads: z.number().int().positive(),
      headWidth: z.number().int().positive(),
      hiddenWidth: z.number().int().positive(),
      maxFrames: z.number().int().positive(),
    })
    .nullable(),
  /** Not given for `quick-gelu`, which OpenAI's CLIPs have. */
  activation: activationSchema.optional(),
})
export type Architecture = z.infer<typeof architectureSchema>

export const activationOf = ({ activation }: Architecture): Activation => activation ?? 'quick-gelu'

/** One precision of a pack against a forward pass that shares no code with the graphs. */
export const packMeasurementSchema = z.object({
  precision: precisionSchema,
  /** Files of this precision. */
  bytes: z.number().int().positive(),
  /** Largest deviation as a share of the largest reference value, over frame, clip and text embeddings. */
  largestDeviation: z.number().nonnegative(),
  /** Smallest cosine similarity to the reference, over the same embeddings. */
  smallestCosine: z.number().max(1.000_001),
  /** ms for one frame on the CPU with one thread; null where it cannot run there. */
  msPerFrame: z.number().positive().nullable(),
})
export type PackMeasurement = z.infer<typeof packMeasurementSchema>

const packBuildSchema = z.object({
  architecture: architectureSchema,
  /** The checkpoint files that the pack was made from. */
  sources: z
    .array(
      z.object({
        name: z.string().max(1000),
        sha256: sha256Schema,
        bytes: z.number().int().positive(),
        format: z.enum(['pytorch', 'torchscript', 'safetensors']),
        /** What was taken from it, in words. */
        role: wordsSchema,
      }),
    )
    .max(100),
  /** What was measured when the pack was made, and on which processor. Not part of the pack's identity. */
  measured: z.object({
    cpu: z.string().max(200),
    precisions: z.array(packMeasurementSchema).max(precisions.length),
  }),
})

/**
 * A clip-text pack embeds a clip, embeds a sentence and compares the two. The pack is data: code is chosen
 * by `kind`, never shipped with it.
 */
export const clipTextPackSchema = z.object({
  ...identity,
  task: z.literal('clip-text'),
  needs: z.array(z.literal('face-detection')).max(1),
  /** True only for a vision-language model: the window may then say "zero-shot". */
  zeroShot: z.boolean(),
  embeddingDim: z.number().int().positive(),
  sampling: packSamplingSchema,
  crop: z.object({
    kind: z.enum(['landmark-box', 'face-square']),
    /** Growth of the box in both directions, as a share of its side. */
    margin: z.number().nonnegative(),
  }),
  visual: z.object({
    files: netFilesSchema,
    input: imageInputSchema,
    /** Output with one embedding per frame. */
    output: portSchema,
    /**
     * Said by packs whose 8-bit net gives a frame the same numbers whatever others are in its run. Earlier ones are given
     * one frame a run.
     */
    framesApart: z.literal(true).optional(),
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
        name: z.string().max(200),
        /** Overrides the pack's own `frameStride`, e.g. for the classes of a data set that was sampled otherwise. */
        frameStride: z.number().int().positive().nullable().default(null),
        classes: z
          .array(z.object({ label: z.string().max(200), sentence: wordsSchema }))
          .min(2)
          .max(1000),
      }),
    )
    .min(1)
    .max(100),
  /** Shown wherever this pack's output is read. */
  claims: z.object({
    summary: wordsSchema,
    trainedOn: wordsSchema,
    accuracy: z.array(z.object({ dataset: wordsSchema, measure: wordsSchema, value: z.number() })).max(1000),
    limits: z.array(wordsSchema).max(100),
  }),
  /** How the pack was made from a user's checkpoint files; null for one that came with the program. */
  build: packBuildSchema.nullable().default(null),
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
  /** What of the picture its net sees, and at which side in pixels; null for packs that find faces. */
  crop: clipTextPackSchema.shape.crop.extend({ sizePx: z.number().int().positive() }).nullable(),
  /** Precisions that the pack has its nets in. */
  precisions: z.array(precisionSchema),
  build: packBuildSchema.nullable(),
  /** Packs that came with the program cannot be removed. */
  removable: z.boolean(),
  /** Null when every file is there with the right hash, else one sentence. */
  problem: z.string().nullable(),
})
export type PackSummary = z.infer<typeof packSummarySchema>
