import { z } from 'zod'

/**
 * How much of anything may come from outside: asked for by the window, or found in a file. Each is far above what a
 * study has, and far below what would keep this program busy for minutes or fill its memory.
 */

/** A week. What says that it lasts longer was written by a broken clock, or to do harm. */
export const MAX_VIDEO_MS = 7 * 24 * 3_600_000

/** A day in clips of less than ten seconds. */
export const MAX_CLIPS_OF_VIDEO = 10_000

/** Clips, visits, people or tracks named in one request. */
export const MAX_CHOSEN = 100_000

/** Scores of one step: a thousand visits, each with the 30 items of a long scale, are fewer. */
export const MAX_SCORES_AT_ONCE = 50_000

/** Folders and files dropped on the window at once. */
export const MAX_PATHS = 1000

/** Longest path of any system, in characters. */
const MAX_PATH_LENGTH = 32_767

const MAX_NAME_LENGTH = 200

/** An absolute path. */
export const pathSchema = z.string().max(MAX_PATH_LENGTH, 'This path is longer than any computer allows.')

/** Name of a job, plan, pack, scale, item or the like, as the program itself gave it. */
export const nameSchema = z.string().max(MAX_NAME_LENGTH, 'No name in this program is that long.')

/** A time in a video, ms. */
export const videoTimeSchema = z.number().nonnegative().max(MAX_VIDEO_MS, 'No video is longer than a week.')

/** Rows of the study by their numbers, at least one. */
export const chosenIdsSchema = z
  .array(z.number().int().positive())
  .min(1)
  .max(MAX_CHOSEN, 'At most 100,000 can be chosen at once. Do it in several parts.')

/** At least two, to be made one. */
export const mergedIdsSchema = chosenIdsSchema.min(2)

export const idSchema = z.number().int().positive()
