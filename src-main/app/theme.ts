import { nativeTheme } from 'electron'
import type { SettingsStore } from './settings-store.ts'

/** Menus, dialogs and `prefers-color-scheme` in the window follow the setting. */
export function followTheme(settings: SettingsStore): void {
  nativeTheme.themeSource = settings.read().theme
  settings.onChange(({ theme }) => {
    nativeTheme.themeSource = theme
  })
}
