import { z } from 'zod'
import { clipGrades, clipQualitySchema } from './people.ts'

/** What a probe of the video file found. `null` where the container does not say. */
export const videoProbeSchema = z.object({
  container: z.string(),
  codec: z.string(),
  /** Coded picture size in pixels, before rotation; nobody is told this one, but the size of `uprightSize`. */
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  /** Clockwise turn, in degrees, that a player applies: 0, 90, 180 or 270. */
  rotationDeg: z.number().int(),
  /** Width of one coded pixel divided by its height; see `uprightSize`. */
  pixelAspect: z.number().positive(),
  /** Average frames per second; of information only, time always comes from presentation time stamps. */
  fps: z.number().positive().nullable(),
  frameCount: z.number().int().nonnegative().nullable(),
  /** Where the last frame ends on the player's time axis; see `videoSpan` for where the video begins on it. */
  durationMs: z.number().nonnegative(),
  /** Time of the first frame on that axis, ms. */
  startMs: z.number(),
  hasAudio: z.boolean(),
})
export type VideoProbe = z.infer<typeof videoProbeSchema>

/** A source video file of a session, referenced where it lies or copied into the study folder. */
export const videoSchema = z.object({
  id: z.number().int().positive(),
  sessionId: z.number().int().positive(),
  fileName: z.string(),
  sha256: z.string().length(64),
  bytes: z.number().int().nonnegative(),
  probe: videoProbeSchema,
  /** Chromium cannot play this codec or container; predictions still read the original. */
  playable: z.boolean(),
  /** Of the copy that the player shows in place of a video that it cannot play. */
  proxy: z.enum(['none', 'making', 'ready']),
  /** The file is not where the study expects it. */
  missing: z.boolean(),
  /**
   * Whether the file is the recording that was imported, for all that is known: `unsure` is compared before it is shown,
   * and another one in its place is never shown.
   */
  content: z.enum(['same', 'unsure', 'replaced']),
})
export type Video = z.infer<typeof videoSchema>

/** One clear sentence about something that kept a clip from being used. */
export const clipProblemSchema = z.object({
  code: z.string(),
  message: z.string(),
})
export type ClipProblem = z.infer<typeof clipProblemSchema>

/** The one problem that stands beside a prediction: it was made from what could be read of the clip. */
export const damagedStretch = 'damaged-stretch'

/** One line of the library: flat and small, so that 50,000 of them cross to the window at once. */
export const clipRowSchema = z.object({
  id: z.number().int().positive(),
  videoId: z.number().int().positive(),
  sessionId: z.number().int().positive(),
  patientCode: z.string(),
  visitLabel: z.string(),
  visitDate: z.string().nullable(),
  fileName: z.string(),
  /** 1-based position within the session. */
  ordinal: z.number().int().positive(),
  startMs: z.number(),
  endMs: z.number(),
  captioned: z.boolean(),
  /** The clip's session has at least one score. */
  rated: z.boolean(),
  predicted: z.boolean(),
  /** Share (0 to 1) of sampled frames with a face in the newest prediction; `null` before one. */
  faceShare: z.number().min(0).max(1).nullable(),
  /** Name of the leading class of the newest prediction. */
  topClass: z.string().nullable(),
  topProbability: z.number().min(0).max(1).nullable(),
  problem: z.string().nullable(),
  /** How well the patient can be seen; `null` before faces were looked for. */
  grade: z.enum(clipGrades).nullable(),
  /** Kept, but neither predicted nor exported. */
  excluded: z.boolean(),
  synthetic: z.boolean(),
})
export type ClipRow = z.infer<typeof clipRowSchema>

/** A span of a source video: the unit that is captioned and predicted. */
export const clipDetailSchema = z.object({
  row: clipRowSchema,
  video: videoSchema,
  problems: z.array(clipProblemSchema),
  /** `null` before faces were looked for. */
  quality: clipQualitySchema.nullable(),
})
export type ClipDetail = z.infer<typeof clipDetailSchema>
