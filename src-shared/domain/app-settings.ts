import { z } from 'zod'
import { raterCodeSchema } from './rater.ts'
import { idSchema, nameSchema } from '../limits.ts'
import { engineChoiceSchema } from './engine.ts'
import { keyChoicesSchema } from '../commands/bindings.ts'

/** Settings of this program on this machine, not of a study. */
export const appSettingsSchema = z.object({
  theme: z.enum(['system', 'light', 'dark']),
  /** Review shows video, so it is dark unless told otherwise. */
  reviewTheme: z.enum(['dark', 'follow']),
  raterCode: raterCodeSchema.nullable(),
  /** Hide model output from the rater while rating. */
  blindRating: z.boolean(),
  packId: nameSchema,
  promptSetId: idSchema.nullable(),
  copyVideos: z.boolean(),
  engine: engineChoiceSchema,
  /** For packs that read windows: sampled frames from one window to the next; null for no gap. */
  windowStride: z.number().int().positive().nullable(),
  /** A clip in which the patient's face can be used in a smaller share of the frames gets no prediction; 0 to 1. */
  minUsableShare: z.number().min(0).max(1),
  /** Keys of commands, where they are others than from the start. */
  keys: keyChoicesSchema,
})

export type AppSettings = z.infer<typeof appSettingsSchema>
