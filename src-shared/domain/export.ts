import { z } from 'zod'

/** What other programs take a whole project from; the plain tables are always written. */
export const exportForms = ['redcap', 'bids'] as const
export type ExportForm = (typeof exportForms)[number]
export const exportFormsSchema = z.array(z.enum(exportForms)).max(exportForms.length)

/** What an export wrote: file names within the chosen folder. */
export const exportResultSchema = z.object({
  folderName: z.string(),
  files: z.array(
    z.object({
      name: z.string(),
      rows: z.number().int().nullable(),
      bytes: z.number().int(),
      description: z.string(),
    }),
  ),
  warnings: z.array(z.string()),
})
export type ExportResult = z.infer<typeof exportResultSchema>
