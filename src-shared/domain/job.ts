import { z } from 'zod'

export const jobKinds = [
  'import-preview',
  'import',
  'predict',
  'cut',
  'proxy',
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
  done: z.number().nonnegative(),
  total: z.number().nonnegative(),
  /** Items that failed so far, each with its sentence. */
  failures: z.array(z.object({ item: z.string(), message: z.string() })),
  /** What is to be known of items that did not fail. */
  notices: z.array(z.object({ item: z.string(), message: z.string() })),
  startedUtc: z.string(),
}

/** Long work as the window sees it. */
export const jobSchema = z.discriminatedUnion('status', [
  z.object({ ...base, status: z.literal('queued') }),
  z.object({ ...base, status: z.literal('running'), etaMs: z.number().nullable(), pausable: z.boolean() }),
  z.object({ ...base, status: z.literal('paused') }),
  z.object({ ...base, status: z.literal('done'), summary: z.string() }),
  z.object({ ...base, status: z.literal('failed'), message: z.string() }),
  z.object({ ...base, status: z.literal('cancelled') }),
])
export type Job = z.infer<typeof jobSchema>
