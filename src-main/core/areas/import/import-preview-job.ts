import { z } from 'zod'
import { counted } from '#shared/counted.ts'
import { MAX_PATHS, nameSchema, pathSchema } from '#shared/limits.ts'
import { defineJob } from '../../jobs/define-job.ts'
import type { JobContext } from '../../jobs/define-job.ts'
import type { ImportService } from './service.ts'

const inputSchema = z.object({
  /** Absolute paths. */
  folders: z.array(pathSchema).min(1).max(MAX_PATHS),
  missingCodes: z.array(nameSchema),
  /** Whether the counts are those with what is taken by inference. */
  withInferences: z.boolean(),
})

/** Reads what folders hold, and says what an import would do. It answers who waits for it, and is not kept. */
export const importPreviewJob = defineJob({
  kind: 'import-preview',
  version: 1,
  input: inputSchema,
  stages: [],
  title: ({ folders }) => `Looking through ${counted(folders.length, 'folder')}`,
  pausable: false,
  resumable: false,
  isKept: false,
  run: (context: JobContext<{ readonly imports: ImportService }>, { folders, ...options }) =>
    context.services.imports.preview(folders, context, options),
  summary: ({ sessions, videos }) =>
    `Found ${counted(sessions.length, 'session')} with ${counted(videos.new, 'new video')}.`,
})
