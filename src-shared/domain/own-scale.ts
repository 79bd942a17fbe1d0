import { z } from 'zod'
import { anchorsSchema } from './anchors.ts'
import { scaleSchema } from './scale.ts'

/** A scale that users made or added, and what hangs on its items. */
export const ownScaleSchema = z.object({
  scaleId: z.string(),
  /** By item id, of those that were rated or fitted. */
  use: z.record(z.string(), z.object({ ratings: z.number().int(), models: z.number().int() })),
})
export type OwnScale = z.infer<typeof ownScaleSchema>

export const saveScaleSchema = z.object({
  scale: scaleSchema,
  /** Null for none. */
  anchors: anchorsSchema.nullable(),
  /** Its id must be free; else it must be that of an own scale. */
  isNew: z.boolean(),
})
export type SaveScale = z.infer<typeof saveScaleSchema>
