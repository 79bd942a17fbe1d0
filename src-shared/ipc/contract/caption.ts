import { z } from 'zod'
import {
  captionRevisionSchema,
  captionSchema,
  saveCaptionSchema,
  savedCaptionSchema,
} from '../../domain/caption.ts'
import { idSchema } from '../../limits.ts'
import { call } from '../define.ts'

export const captionCalls = {
  'caption.list': call(z.object({ clipId: idSchema }), z.array(captionSchema)),
  /** Saves what is typed. All of it is one step until it is done, or rests for ten seconds. */
  'caption.save': call(saveCaptionSchema, savedCaptionSchema),
  /** What was typed of this whole clip is done. */
  'caption.done': call(z.object({ clipId: idSchema, raterId: idSchema }), z.null()),
  'caption.history': call(z.object({ captionId: idSchema }), z.array(captionRevisionSchema)),
  /** Answers `caption.leave`: what could not be saved, and why. */
  'caption.left': call(
    z.object({
      askId: idSchema,
      unsaved: z
        .array(
          z.object({
            label: z.string().max(1000),
            // It may be unsaved for its length.
            text: z.string().max(40_000_000),
            reason: z.string().max(2000),
          }),
        )
        .max(10_000),
    }),
    z.null(),
  ),
} as const

export const captionEvents = {
  /** The study or the window is about to be closed: what is typed is to be saved, and what cannot be to be told. */
  'caption.leave': z.object({ askId: idSchema }),
} as const
