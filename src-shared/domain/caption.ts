import { z } from 'zod'
import { sightSchema } from './sight.ts'
import { videoTimeSchema } from '../limits.ts'

export const captionOrigins = ['typed', 'imported'] as const

/**
 * A sample-level caption: what the face does, the context, the emotional cue. One per clip and rater for
 * the whole clip (`startMs` and `endMs` null), plus any number for spans of it.
 */
export const captionSchema = z.object({
  id: z.number().int().positive(),
  clipId: z.number().int().positive(),
  raterId: z.number().int().positive(),
  raterCode: z.string(),
  text: z.string(),
  /** Span in ms from the start of the source video; null for the whole clip. */
  startMs: z.number().nullable(),
  endMs: z.number().nullable(),
  origin: z.enum(captionOrigins),
  synthetic: z.boolean(),
  /** 1 at first, one more for each saved change. */
  revision: z.number().int().positive(),
  updatedUtc: z.string(),
  /** Of the rater when this text was written; null where nobody kept it, as of an imported one. */
  sight: sightSchema.nullable().optional(),
})
export type Caption = z.infer<typeof captionSchema>

/** What was saved, and what came of it for its clip. */
export const savedCaptionSchema = captionSchema.extend({
  /** The clip has a text, of whomever. */
  clipCaptioned: z.boolean(),
})
export type SavedCaption = z.infer<typeof savedCaptionSchema>

/**
 * Characters (UTF-16 units) in one caption. Far more than a clip asks for; less than the 32,767 that one cell of a
 * spreadsheet holds, so that an export is not cut there.
 */
export const captionMaxCharacters = 20_000

/** `20,000 characters`: the limit as sentences name it. */
export const captionLimitWords = `${captionMaxCharacters.toLocaleString('en')} characters`

export const captionTextSchema = z
  .string()
  .max(captionMaxCharacters, `A caption has at most ${captionLimitWords}.`)

/** Null when the text can be saved, else a sentence with what is wrong. */
export function captionTextProblem(text: string): string | null {
  if (captionTextSchema.safeParse(text).success) return null
  const length = text.length.toLocaleString('en')
  return `A caption has at most ${captionLimitWords}; this one has ${length}. It is not saved until it is shorter.`
}

export const saveCaptionSchema = z
  .object({
    clipId: z.number().int().positive(),
    raterId: z.number().int().positive(),
    text: captionTextSchema,
    startMs: videoTimeSchema.nullable(),
    endMs: videoTimeSchema.nullable(),
  })
  .refine((caption) => (caption.startMs === null) === (caption.endMs === null), {
    message: 'A span needs both a start and an end.',
  })
export type SaveCaption = z.infer<typeof saveCaptionSchema>

/** An earlier text of a caption; nothing that was saved is ever overwritten without a trace. */
export const captionRevisionSchema = z.object({
  captionId: z.number().int().positive(),
  revision: z.number().int().positive(),
  text: z.string(),
  savedUtc: z.string(),
})
export type CaptionRevision = z.infer<typeof captionRevisionSchema>
