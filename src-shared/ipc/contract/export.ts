import { z } from 'zod'
import { exportFormsSchema, exportResultSchema } from '../../domain/export.ts'
import { nameSchema } from '../../limits.ts'
import { call, nothing } from '../define.ts'

export const exportCalls = {
  /** Asks for a folder in a dialog; `null` when cancelled. `forms`: what is written beside the plain tables. */
  'export.run': call(z.object({ forms: exportFormsSchema }), exportResultSchema.nullable()),
  /** Shows the folder of the last export in the system's file manager. */
  'export.reveal': call(nothing, z.null()),
  /** A report of the study, or of one patient, as one file; asks where to; returns its name, `null` when cancelled. */
  'report.save': call(
    z.object({ patientCode: nameSchema.nullable(), format: z.enum(['html', 'pdf']) }),
    z.object({ fileName: z.string() }).nullable(),
  ),
  /** Saves a chart that the window drew, through a dialog; returns the file name, `null` when cancelled. */
  'chart.save': call(
    z.object({
      name: z.string().max(120),
      format: z.enum(['png', 'svg', 'csv']),
      /** UTF-8 text for svg and csv, base64 for png. */
      content: z.string().max(40_000_000),
    }),
    z.object({ fileName: z.string() }).nullable(),
  ),
} as const
