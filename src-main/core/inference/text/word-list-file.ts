import { z } from 'zod'

/**
 * What a closed-set pack knows of language: phrases that point at its labels, and the last linear layer of
 * its net, whose rows are the labels' directions in the space of the clip embedding.
 */
export const wordListFileSchema = z.object({
  formatVersion: z.literal(1),
  language: z.string(),
  labels: z.array(z.string()).min(2),
  entries: z
    .array(
      z.object({
        /** Lower case, one to a few words each; matched as whole words. */
        phrases: z.array(z.string().min(2)).min(1),
        /** Label to share; the shares of one entry sum to 1. */
        shares: z.record(z.string(), z.number().positive().max(1)),
      }),
    )
    .min(1),
  head: z.object({
    /** One row of `embeddingDim` numbers per label. */
    weights: z.array(z.array(z.number())),
    /** One number per label. */
    bias: z.array(z.number()),
  }),
})
export type WordListFile = z.infer<typeof wordListFileSchema>
