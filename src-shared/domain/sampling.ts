import { z } from 'zod'

/**
 * Which frames of a clip a model looks at, and how they are put together. `rate`: so many a second, each on
 * its own. `stride`: every n-th frame of the video, joined to windows that a temporal net reads as a whole.
 */
export const packSamplingSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('rate'),
    /** Frames looked at per second of video. */
    fps: z.number().positive(),
    /** At most so many frames of one clip; longer clips are sampled more thinly, evenly. */
    maxFrames: z.number().int().positive(),
  }),
  z.object({
    kind: z.literal('stride'),
    /** Every n-th frame of the video is looked at. */
    frameStride: z.number().int().positive(),
    /** Sampled frames in one window. */
    windowFrames: z.number().int().positive(),
  }),
])
export type PackSampling = z.infer<typeof packSamplingSchema>

/** Where the windows of a clip lie, for packs that sample by stride. */
export const windowPlanSchema = z.discriminatedUnion('kind', [
  /** One after the other from the first frame on; `windowStride` in sampled frames, `windowFrames` for no gap. */
  z.object({ kind: z.literal('consecutive'), windowStride: z.number().int().positive() }),
  /** The first window only. */
  z.object({ kind: z.literal('first') }),
  /** One window with a random start, as the published evaluation of EmoCLIP draws it; the seed makes it repeatable. */
  z.object({ kind: z.literal('random'), seed: z.number().int().nonnegative() }),
])
export type WindowPlan = z.infer<typeof windowPlanSchema>

/** The sampling of one video pass: the pack's own and where the windows lie. */
export const clipSamplingSchema = z.discriminatedUnion('kind', [
  packSamplingSchema.options[0],
  packSamplingSchema.options[1].extend({ windows: windowPlanSchema }),
])
export type ClipSampling = z.infer<typeof clipSamplingSchema>
