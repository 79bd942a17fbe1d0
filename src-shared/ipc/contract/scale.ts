import { z } from 'zod'
import { anchorsSchema } from '../../domain/anchors.ts'
import { ownScaleSchema, saveScaleSchema } from '../../domain/own-scale.ts'
import { scaleSchema } from '../../domain/scale.ts'
import { nameSchema } from '../../limits.ts'
import { call, nothing } from '../define.ts'

const ofScale = z.object({ scaleId: nameSchema })

export const scaleCalls = {
  'scale.list': call(nothing, z.array(scaleSchema)),
  /** Asks for a scale's JSON file in a dialog. */
  'scale.add': call(nothing, scaleSchema.nullable()),
  /** Those that the users made or added. */
  'scale.own': call(nothing, z.array(ownScaleSchema)),
  'scale.save': call(saveScaleSchema, scaleSchema),
  'scale.remove': call(ofScale, nothing),
  /** Asks where the JSON file of a scale shall be written; null when it was cancelled. */
  'scale.saveFile': call(ofScale, z.object({ fileName: z.string() }).nullable()),
  /** The site's anchor texts of a scale; null for none. */
  'scale.anchors': call(ofScale, anchorsSchema.nullable()),
  /** Asks for a CSV file with the columns item, score and text in a dialog; null when it was cancelled. */
  'scale.loadAnchors': call(ofScale, anchorsSchema.nullable()),
  'scale.removeAnchors': call(ofScale, nothing),
} as const
