import { afterEach, describe, expect, it, vi } from 'vitest'
import { useTheme } from '../../../../src-renderer/composables/use-theme.ts'
import { useSettingsStore } from '../../../../src-renderer/stores/settings.ts'
import { useStudyStore } from '../../../../src-renderer/stores/study.ts'
import { useViewStore } from '../../../../src-renderer/stores/view.ts'
import type { AppSettings } from '#shared/domain/app-settings.ts'
import { openWindow } from '../../../helpers/open-window.ts'

function systemIs(dark: boolean): void {
  vi.stubGlobal('matchMedia', (media: string) => ({
    matches: dark && media.includes('dark'),
    media,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  }))
}

async function themeIn(
  view: 'library' | 'review',
  settings: Pick<AppSettings, 'theme' | 'reviewTheme'>,
): Promise<string> {
  openWindow({ settings })
  await useSettingsStore().load()
  await useStudyStore().load()
  useViewStore().go(view)
  return useTheme().theme.value
}

afterEach(() => {
  vi.unstubAllGlobals()
})

describe('useTheme', () => {
  it('follows the system', async () => {
    systemIs(true)
    expect(await themeIn('library', { theme: 'system', reviewTheme: 'follow' })).toBe('dark')
    systemIs(false)
    expect(await themeIn('library', { theme: 'system', reviewTheme: 'follow' })).toBe('light')
  })

  it('is what was chosen, whatever the system says', async () => {
    systemIs(true)
    expect(await themeIn('library', { theme: 'light', reviewTheme: 'dark' })).toBe('light')
  })

  it('is dark in Review unless Review follows the rest', async () => {
    systemIs(false)
    expect(await themeIn('review', { theme: 'light', reviewTheme: 'dark' })).toBe('dark')
    expect(await themeIn('review', { theme: 'light', reviewTheme: 'follow' })).toBe('light')
  })
})
