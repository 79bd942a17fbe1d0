import { z } from 'zod'
import { captionMaxCharacters } from '../../domain/caption.ts'
import { newPromptSetSchema, promptReadingSchema, promptSetSchema } from '../../domain/prompt-set.ts'
import { tokenCountSchema } from '../../domain/token-count.ts'
import { nameSchema, idSchema } from '../../limits.ts'
import { call, nothing } from '../define.ts'

export const promptSetCalls = {
  'promptSet.list': call(nothing, z.array(promptSetSchema)),
  'promptSet.create': call(newPromptSetSchema, promptSetSchema),
  'promptSet.delete': call(z.object({ promptSetId: idSchema }), z.null()),
  'promptSet.read': call(
    z.object({ packId: nameSchema, sentences: z.array(z.string().max(20_000)).max(100) }),
    z.array(promptReadingSchema),
  ),
  /** How long each text is to CLIP: tokens with the marks of start and end, of the 77 that it reads. */
  'text.tokenCount': call(
    z.object({ texts: z.array(z.string().max(captionMaxCharacters)).max(100) }),
    z.array(tokenCountSchema),
  ),
} as const
