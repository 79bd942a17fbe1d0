import { z } from 'zod'
import { exportFormsSchema } from '#shared/domain/export.ts'
import { counted } from '#shared/counted.ts'
import { idSchema, nameSchema, pathSchema } from '#shared/limits.ts'
import { defineJob } from '../../jobs/define-job.ts'
import type { JobContext } from '../../jobs/define-job.ts'
import type { ExportService } from './service.ts'

const inputSchema = z.object({
  /** Absolute path. */
  folder: pathSchema,
  choice: z.object({
    inUse: z.object({ packId: nameSchema, promptSetId: idSchema }).nullable(),
    promptSet: z.string().nullable(),
    packId: z.string().nullable(),
    forms: exportFormsSchema.optional(),
    by: nameSchema.nullable().optional(),
  }),
})

/** Writes the tables of the study; each file is whole, so that it is begun anew rather than continued. */
export const exportJob = defineJob({
  kind: 'export',
  version: 1,
  input: inputSchema,
  stages: [],
  title: () => 'Exporting',
  pausable: false,
  resumable: false,
  run: (context: JobContext<{ readonly exports: ExportService }>, { folder, choice }) =>
    context.services.exports.run(folder, context, choice),
  summary: ({ files }) => `Exported ${counted(files.length, 'file')}.`,
})
