import { z } from 'zod'
import { counted } from '#shared/counted.ts'
import { cutMethodSchema } from '#shared/domain/cut.ts'
import { idSchema } from '#shared/limits.ts'
import { defineJob } from '../../jobs/define-job.ts'
import type { JobContext } from '../../jobs/define-job.ts'
import type { CutService } from './service.ts'

/** Proposes clips of one video, which somebody looks at and takes or not: it is begun anew rather than kept. */
export const proposeJob = defineJob({
  kind: 'cut',
  version: 1,
  input: z.object({ videoId: idSchema, method: cutMethodSchema }),
  stages: [],
  title: () => 'Proposing clips',
  pausable: false,
  resumable: false,
  isKept: false,
  run: (context: JobContext<{ readonly cuts: CutService }>, { videoId, method }) =>
    context.services.cuts.propose(videoId, method, context),
  summary: ({ spans }) => `Proposed ${counted(spans.length, 'clip')}.`,
})
