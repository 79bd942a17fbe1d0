import { describe, expect, it } from 'vitest'
import { useRatersStore } from '../../../../src-renderer/stores/raters.ts'
import { useSettingsStore } from '../../../../src-renderer/stores/settings.ts'
import { openWindow } from '../../../helpers/open-window.ts'

describe('raters', () => {
  it('has no current rater when the chosen one is unknown to this study', async () => {
    openWindow({ settings: { raterCode: 'ZZ' } })
    await useSettingsStore().load()
    await useRatersStore().load()
    expect(useRatersStore().current).toBeNull()
  })

  it('makes a new rater known to the study and uses it', async () => {
    const { bridge } = openWindow()
    await useRatersStore().load()
    await useRatersStore().choose('EF')
    expect(useRatersStore().current).toEqual({ id: 3, code: 'EF' })
    expect(bridge.settings.raterCode).toBe('EF')
  })

  it('does not create a rater twice', async () => {
    const { bridge } = openWindow()
    await useRatersStore().load()
    await useRatersStore().choose('CD')
    expect(useRatersStore().current?.id).toBe(2)
    expect(bridge.calls.some((call) => call.channel === 'rater.create')).toBe(false)
  })
})
