import { usePreferredDark } from '@vueuse/core'
import type { ComputedRef } from 'vue'
import { computed, watchEffect } from 'vue'
import { useSettingsStore } from '../stores/settings.ts'
import { useStudyStore } from '../stores/study.ts'
import { useViewStore } from '../stores/view.ts'

export type Theme = 'light' | 'dark'

/** The theme in use: the system's or the chosen one, and dark while Review shows video. */
export function useTheme(): { theme: ComputedRef<Theme> } {
  const settings = useSettingsStore()
  const view = useViewStore()
  const study = useStudyStore()
  const prefersDark = usePreferredDark()

  const theme = computed<Theme>(() => {
    const { theme: chosen, reviewTheme } = settings.settings
    if (study.summary !== null && view.view === 'review' && reviewTheme === 'dark') return 'dark'
    if (chosen === 'system') return prefersDark.value ? 'dark' : 'light'
    return chosen
  })
  return { theme }
}

/** Writes the theme to the page; called once, by the shell. */
export function useThemeOnPage(): void {
  const { theme } = useTheme()
  watchEffect(() => {
    document.documentElement.dataset['theme'] = theme.value
  })
}
