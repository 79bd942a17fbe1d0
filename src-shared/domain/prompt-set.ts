import { z } from 'zod'

/** A class described in words: a short label and the sentence that the text encoder reads. */
export const promptClassSchema = z.object({
  label: z.string().trim().min(1).max(60),
  sentence: z.string().trim().min(1).max(600),
})
export type PromptClass = z.infer<typeof promptClassSchema>

export const promptClassesSchema = z
  .array(promptClassSchema)
  .min(2, 'A prompt set compares at least two classes.')
  .max(100)
  .refine((classes) => new Set(classes.map((entry) => entry.label.toLowerCase())).size === classes.length, {
    message: 'Two classes share one label.',
  })

export const promptSetSchema = z.object({
  id: z.number().int().positive(),
  name: z.string().trim().min(1).max(80),
  origin: z.enum(['pack', 'user']),
  /** For origin `pack`: the pack that ships it. */
  packId: z.string().nullable(),
  /** Every n-th frame is looked at for this set, instead of the pack's own stride; null for the pack's own. */
  frameStride: z.number().int().positive().nullable(),
  classes: promptClassesSchema,
})
export type PromptSet = z.infer<typeof promptSetSchema>

export const newPromptSetSchema = z.object({ name: promptSetSchema.shape.name, classes: promptClassesSchema })
export type NewPromptSet = z.infer<typeof newPromptSetSchema>

/**
 * What a pack makes of one sentence. A vision-language pack embeds any sentence; a closed-set pack maps the
 * words it knows to a mixture of its labels, shown as such, and refuses a sentence without a known word.
 */
export const promptReadingSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('embedded'), sentence: z.string(), tokenCount: z.number().int() }),
  z.object({
    kind: z.literal('mapped'),
    sentence: z.string(),
    matches: z.array(z.object({ word: z.string(), labels: z.array(z.string()) })),
    mixture: z.array(z.object({ label: z.string(), share: z.number().min(0).max(1) })),
  }),
  z.object({ kind: z.literal('refused'), sentence: z.string(), reason: z.string() }),
])
export type PromptReading = z.infer<typeof promptReadingSchema>
