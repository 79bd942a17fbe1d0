import { z } from 'zod'

export const jobKinds = [
  'import-preview',
  'import',
  'predict',
  'cut',
  'proxy',
  'speech',
  'find-people',
  'deidentify',
  'fit',
  'export',
  'pack-build',
  'pack-verify',
  'engine',
] as const
export type JobKind = (typeof jobKinds)[number]

const base = {
  jobId: z.string(),
  kind: z.enum(jobKinds),
  title: z.string(),
  /** What it is at, in words; null before its first part, and where it has only one. */
  stage: z.string().nullable(),
  done: z.number().nonnegative(),
  total: z.number().nonnegative(),
  /** Items that failed so far, each with its sentence. */
  failures: z.array(z.object({ item: z.string(), message: z.string() })),
  /** What is to be known of items that did not fail. */
  notices: z.array(z.object({ item: z.string(), message: z.string() })),
  /** How often it was begun: 0 while it waits for its first turn, more than 1 when it was continued. */
  attempts: z.number().int().nonnegative(),
  startedUtc: z.string(),
  /** Null until it has ended. */
  endedUtc: z.string().nullable(),
}

/** `continuable`: it can go on where it was. */
const stopped = { message: z.string(), continuable: z.boolean() }

/** Long work as the window sees it. */
export const jobSchema = z.discriminatedUnion('status', [
  z.object({ ...base, status: z.literal('queued') }),
  z.object({ ...base, status: z.literal('running'), etaMs: z.number().nullable(), pausable: z.boolean() }),
  z.object({ ...base, status: z.literal('paused') }),
  z.object({ ...base, status: z.literal('done'), summary: z.string() }),
  z.object({ ...base, status: z.literal('failed'), ...stopped }),
  z.object({ ...base, status: z.literal('cancelled') }),
  /** The program ended before it did. */
  z.object({ ...base, status: z.literal('interrupted'), ...stopped }),
])
export type Job = z.infer<typeof jobSchema>
export type JobState = Job['status']

/** While a job is in one of these, the program works at it or will. */
export const liveJobStates: readonly JobState[] = ['queued', 'running', 'paused']

/** What became of a job, line by line. */
export const jobLogLineSchema = z.object({
  utc: z.string(),
  kind: z.enum(['state', 'stage', 'failure', 'notice']),
  /** The clip or file that it is about; null for the job as a whole. */
  item: z.string().nullable(),
  text: z.string(),
})
export type JobLogLine = z.infer<typeof jobLogLineSchema>
