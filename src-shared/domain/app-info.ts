import { z } from 'zod'

/** What this program is made of, as its About screen shows it. */
export const appInfoSchema = z.object({
  version: z.string(),
  electron: z.string(),
  chromium: z.string(),
  node: z.string(),
  platform: z.string(),
  sqlite: z.string(),
  onnxruntime: z.string(),
  ffmpeg: z.object({ version: z.string(), licence: z.string(), source: z.string() }).nullable(),
})
export type AppInfo = z.infer<typeof appInfoSchema>
