import type { TimeSpan } from '#shared/time/interval.ts'

/** A video from 0 on. */
export const upTo = (endMs: number): TimeSpan => ({ startMs: 0, endMs })
