import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { counted } from '#shared/counted.ts'
import { importNameSchema, refusedCount } from '#shared/domain/import-plan.ts'
import type { ImportResult } from '#shared/domain/import-plan.ts'
import { MAX_PATHS, nameSchema, pathSchema } from '#shared/limits.ts'
import { defineJob } from '../../jobs/define-job.ts'
import type { JobContext } from '../../jobs/define-job.ts'
import { importStages } from './import-stages.ts'
import type { ImportService } from './service.ts'

const inputSchema = z.object({
  planId: nameSchema,
  /** Absolute paths. With the codes for no score, what the plan was made of. */
  folders: z.array(pathSchema).min(1).max(MAX_PATHS),
  missingCodes: z.array(nameSchema),
  copyVideos: z.boolean(),
  /** Inferences of the plan by which something is taken. */
  taken: z.array(nameSchema),
  raters: z.array(importNameSchema.omit({ captions: true })),
  by: nameSchema.nullable(),
  /** However often it goes on, it is one step to take back. Not in imports of earlier versions. */
  batch: nameSchema.default(() => randomUUID()),
  /** That the plan would take in. */
  videos: z.number().int().nonnegative(),
})

interface Services {
  readonly imports: ImportService
}

function summary({ videos, captions, scores, refusals }: ImportResult): string {
  const taken = [
    counted(videos.new + videos.changed, 'video'),
    counted(captions.new + captions.changed, 'caption'),
    counted(scores.new + scores.changed, 'score'),
  ].join(', ')
  const known = videos.known > 0 ? ` ${counted(videos.known, 'video')} known already.` : ''
  const refused = refusals.length > 0 ? ` ${counted(refusedCount(refusals), 'item')} refused.` : ''
  return `Imported ${taken}.${known}${refused}`
}

/** Takes in what a preview found. Each visit is on disk as a whole, and one that is there is known: it goes on by itself. */
export const importJob = defineJob({
  kind: 'import',
  version: 1,
  input: inputSchema,
  stages: Object.values(importStages),
  title: ({ videos }) => `Importing ${counted(videos, 'video')}`,
  pausable: true,
  resumable: true,
  async run(context: JobContext<Services>, { planId, folders, missingCodes, ...options }) {
    const { imports } = context.services
    if (imports.planned(planId) === null) {
      context.stage(importStages.readingAgain)
      await imports.readAgain({ planId, folders, missingCodes }, context)
    }
    context.stage(importStages.importing)
    return imports.run(planId, options, context)
  },
  summary,
})

export interface ImportChoice {
  readonly copyVideos: boolean
  /** Ids of inferences of the plan by which nothing is taken; all others are. */
  readonly declined: readonly string[]
  /** Whether names of the plan are raters', where that was decided otherwise than in the plan. */
  readonly raters: readonly { readonly name: string; readonly raterCode: string | null }[]
  /** Code of who imports; null for nobody named. */
  readonly by: string | null
}

/** What an import of a plan is begun with. Null when the plan is not known, or not any more. */
export function importOf(
  imports: ImportService,
  planId: string,
  { copyVideos, declined, raters, by }: ImportChoice,
): z.infer<typeof inputSchema> | null {
  const planned = imports.planned(planId)
  if (planned === null) return null
  const { folders, missingCodes, inferences, videos } = planned
  const refused = new Set(declined)
  const taken = inferences.filter((id) => !refused.has(id))
  return {
    ...{ planId, folders: [...folders], missingCodes: [...missingCodes], copyVideos, taken },
    ...{ raters: [...raters], by, videos, batch: randomUUID() },
  }
}
