import { z } from 'zod'
import { counted } from '#shared/counted.ts'
import { MAX_ITEMS } from '#shared/domain/scale.ts'
import { featureKindSchema, headSchema, headWords } from '#shared/domain/head-kind.ts'
import { idSchema, nameSchema } from '#shared/limits.ts'
import { defineJob } from '../../jobs/define-job.ts'
import type { JobContext } from '../../jobs/define-job.ts'
import { fitStages } from './fit-stages.ts'
import type { ScaleService } from '../rating/service.ts'
import type { SeverityService } from './service.ts'

const inputSchema = z.object({
  scaleId: nameSchema,
  /** Null for every item that a face can show. */
  itemIds: z.array(nameSchema).min(1).max(MAX_ITEMS).nullable(),
  packId: nameSchema,
  /** Patients who look like one person are several, as somebody said. */
  differentPeople: z.boolean().optional(),
  /** Ratings that were made with estimates in view count, too. */
  unblinded: z.boolean().optional(),
  /** Items that are named, though a face cannot show them. */
  insists: z.boolean().optional(),
  head: headSchema.optional(),
  features: featureKindSchema.optional(),
  promptSetId: idSchema.nullable().optional(),
})

interface Services {
  readonly severity: SeverityService
  readonly scales: Pick<ScaleService, 'list'>
}

/** Fits and validates severity models; half of one is none, so that it is begun anew rather than continued. */
export const fitJob = defineJob({
  kind: 'fit',
  version: 1,
  input: inputSchema,
  stages: Object.values(fitStages),
  title: ({ scaleId, head }, { scales }: Services) => {
    const scale = scales.list().find(({ id }) => id === scaleId)?.shortTitle ?? scaleId
    return `Fitting ${scale}${head === undefined ? '' : ` by ${headWords[head].title}`}`
  },
  pausable: true,
  resumable: false,
  run: (context: JobContext<Services>, request) => context.services.severity.fit(request, context),
  summary: ({ models, refused, isKept = false }) => {
    const left = refused.length > 0 ? ` ${counted(refused.length, 'item')} left out.` : ''
    const fitted = counted(models.length, 'item')
    const what = isKept ? `Nothing has changed since ${fitted} were fitted: they stand.` : `Fitted ${fitted}.`
    return `${what}${left}`
  },
})
