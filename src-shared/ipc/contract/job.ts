import { z } from 'zod'
import { jobLogLineSchema, jobSchema } from '../../domain/job.ts'
import { nameSchema } from '../../limits.ts'
import { call, nothing } from '../define.ts'

export const jobCalls = {
  'job.list': call(nothing, z.array(jobSchema)),
  'job.pause': call(z.object({ jobId: nameSchema }), z.null()),
  'job.resume': call(z.object({ jobId: nameSchema }), z.null()),
  'job.cancel': call(z.object({ jobId: nameSchema }), z.null()),
  /** Begins a job once more that ended before it was through; it goes on where it was. */
  'job.continue': call(z.object({ jobId: nameSchema }), z.null()),
  /** A job that ended before it was through shall not go on. */
  'job.dismiss': call(z.object({ jobId: nameSchema }), z.null()),
  /** What became of a job, oldest line first. */
  'job.log': call(z.object({ jobId: nameSchema }), z.array(jobLogLineSchema)),
} as const

export const jobEvents = {
  'job.changed': jobSchema,
} as const
