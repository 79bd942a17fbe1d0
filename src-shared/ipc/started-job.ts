import { z } from 'zod'

/** What a request that starts a job returns at once. */
export const startedJobSchema = z.object({ jobId: z.string() })
