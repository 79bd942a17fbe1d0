import { z } from 'zod'

/** Positions of CLIP's text encoder; what does not fit is dropped without a word. */
export const CLIP_TOKEN_LIMIT = 77

/** How long a text is to CLIP. Both numbers count the marks of start and end, so `limit - 2` pieces of text fit. */
export const tokenCountSchema = z.object({ tokens: z.number().int(), limit: z.number().int() })
export type TokenCount = z.infer<typeof tokenCountSchema>
