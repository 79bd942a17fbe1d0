import { z } from 'zod'
import { clipDetailSchema, clipRowSchema } from '../../domain/clip.ts'
import { sessionSchema } from '../../domain/session.ts'
import { idSchema } from '../../limits.ts'
import { call, nothing } from '../define.ts'

export const libraryCalls = {
  'library.sessions': call(nothing, z.array(sessionSchema)),
  'library.clips': call(nothing, z.array(clipRowSchema)),
  /** The rows of these clips and of all clips of these sessions, those of a session together and in order. */
  'library.rows': call(
    z.object({ clipIds: z.array(idSchema).max(1000), sessionIds: z.array(idSchema).max(1000) }),
    z.array(clipRowSchema),
  ),
  /** Asks for the folder the videos moved to; returns how many were found again by content. */
  'library.relink': call(
    nothing,
    z.object({ found: z.number().int(), stillMissing: z.number().int() }).nullable(),
  ),
  'clip.get': call(z.object({ clipId: idSchema }), clipDetailSchema),
} as const
