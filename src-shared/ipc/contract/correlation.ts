import { correlationMatrixSchema, correlationRequestSchema } from '../../domain/correlation-matrix.ts'
import { call } from '../define.ts'

export const correlationCalls = {
  /** Over patients: of the items of a scale among themselves, or with the prompts of a set. */
  'correlation.matrix': call(correlationRequestSchema, correlationMatrixSchema),
} as const
