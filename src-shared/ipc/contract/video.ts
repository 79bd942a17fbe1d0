import { z } from 'zod'
import { frameTimesSchema, videoStripSchema } from '../../domain/strip.ts'
import { call } from '../define.ts'
import { idSchema } from '../../limits.ts'

/** What is read of whole videos for looking at them. */
export const videoCalls = {
  'video.frames': call(z.object({ videoId: idSchema }), frameTimesSchema),
  /** Begins to make it when it is not there; `video.stripChanged` is emitted as it grows. */
  'video.strip': call(z.object({ videoId: idSchema }), videoStripSchema),
  /** Makes a copy that the player can show, for a video that it cannot; predictions read the original. */
  'video.makeProxy': call(z.object({ videoId: idSchema }), z.object({ jobId: z.string() })),
} as const

export const videoEvents = {
  'video.stripChanged': z.object({ videoId: idSchema }),
} as const
