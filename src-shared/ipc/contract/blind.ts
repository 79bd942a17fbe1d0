import { z } from 'zod'
import { blindStateSchema, hiddenKindSchema } from '../../domain/sight.ts'
import { call, nothing } from '../define.ts'
import { idSchema } from '../../limits.ts'

/** `sessionId: null` means every visit of the study. */
const whatSchema = z.object({ kind: hiddenKindSchema, sessionId: idSchema.nullable() })

export const blindCalls = {
  'blind.state': call(nothing, blindStateSchema),
  /** Shows what blind work hides. It is on record that the rater saw it: what they make of the visit is not blind. */
  'blind.reveal': call(whatSchema, blindStateSchema),
  /** Hides it again; the record stays. */
  'blind.hide': call(whatSchema, blindStateSchema),
} as const
