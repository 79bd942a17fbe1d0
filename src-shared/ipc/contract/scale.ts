import { z } from 'zod'
import { scaleSchema } from '../../domain/scale.ts'
import { call, nothing } from '../define.ts'

export const scaleCalls = {
  'scale.list': call(nothing, z.array(scaleSchema)),
  /** Asks for a scale's JSON file in a dialog. */
  'scale.add': call(nothing, scaleSchema.nullable()),
} as const
