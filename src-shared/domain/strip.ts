import { z } from 'zod'

/** Small pictures and loudness along a whole video, made once in the background and kept in the study's cache. */
export const videoStripSchema = z.object({
  videoId: z.number().int().positive(),
  state: z.enum(['making', 'ready', 'failed']),
  /** Why it failed; null otherwise. */
  message: z.string().nullable(),
  tileWidth: z.number().int().positive(),
  tileHeight: z.number().int().positive(),
  /** Tile k shows the picture nearest to k x this. */
  intervalMs: z.number().positive(),
  /** Tiles lie row by row on sheets of `columns` x `rows`; sheet n is at `media://study/strip/<videoId>/<n>`. */
  columns: z.number().int().positive(),
  rows: z.number().int().positive(),
  /** Tiles that are there so far, from the start of the video. */
  tiles: z.number().int().nonnegative(),
  /** Null for a video without sound, and until the first stretch was heard. */
  waveform: z
    .object({
      /** From one value to the next. */
      stepMs: z.number().positive(),
      /** Loudest sample of each step, 0 to 1. */
      peaks: z.custom<Float32Array>((value) => value instanceof Float32Array),
    })
    .nullable(),
})
export type VideoStrip = z.infer<typeof videoStripSchema>

/** Every picture of a video by its presentation time, in the stream's own ticks; read without decoding. */
export const frameTimesSchema = z.object({
  /** Seconds per tick = numerator / denominator. */
  timeBase: z.object({ numerator: z.number().int().positive(), denominator: z.number().int().positive() }),
  /** Whole numbers, ascending; Float64[frames]. Frame k of the video is `ticks[k]`, as ffmpeg counts. */
  ticks: z.custom<Float64Array>((value) => value instanceof Float64Array),
  /** The same as player time in ms; Float64[frames]. */
  timesMs: z.custom<Float64Array>((value) => value instanceof Float64Array),
})
export type FrameTimes = z.infer<typeof frameTimesSchema>
