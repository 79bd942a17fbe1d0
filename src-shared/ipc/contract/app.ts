import { z } from 'zod'
import { menuCommandIds } from '../../commands/menus.ts'
import { appInfoSchema } from '../../domain/app-info.ts'
import { appSettingsSchema } from '../../domain/app-settings.ts'
import { call, nothing } from '../define.ts'

export const appCalls = {
  'app.info': call(nothing, appInfoSchema),
  'app.settings': call(nothing, appSettingsSchema),
  'app.saveSettings': call(appSettingsSchema.partial(), appSettingsSchema),
} as const

export const appEvents = {
  /** A menu entry or accelerator that the window carries out. */
  'menu.command': z.object({ command: z.enum(menuCommandIds) }),
} as const
