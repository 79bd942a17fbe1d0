import { describe, expect, it } from 'vitest'
import { AppError } from '../../../../src-shared/errors.ts'
import { useCaptionsStore } from '../../../../src-renderer/stores/captions.ts'
import { useRatersStore } from '../../../../src-renderer/stores/raters.ts'
import { useSettingsStore } from '../../../../src-renderer/stores/settings.ts'
import { reviewHandlers } from '../../../helpers/fake-review.ts'
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

  it('has a new rater in its place among the codes, as main lists them', async () => {
    openWindow()
    await useRatersStore().load()
    await useRatersStore().choose('BA')
    expect(useRatersStore().raters.map(({ code }) => code)).toEqual(['AB', 'BA', 'CD'])
  })

  it('does not create a rater twice', async () => {
    const { bridge } = openWindow()
    await useRatersStore().load()
    await useRatersStore().choose('CD')
    expect(useRatersStore().current?.id).toBe(2)
    expect(bridge.calls.some((call) => call.channel === 'rater.create')).toBe(false)
  })

  it('saves what is typed, and ends its step, before another one works', async () => {
    const { bridge } = openWindow()
    bridge.use(reviewHandlers(bridge))
    await useRatersStore().load()
    const captions = useCaptionsStore()
    await captions.open(1, 1)
    captions.edit('by AB, and by nobody else')
    await useRatersStore().choose('CD')
    const channels = bridge.calls.map(({ channel }) => channel)
    expect(channels.slice(-3)).toEqual(['caption.save', 'caption.done', 'app.saveSettings'])
  })

  it('stays with the one whose caption cannot be saved, and says which', async () => {
    const { bridge } = openWindow()
    bridge.use(reviewHandlers(bridge))
    bridge.use({
      'caption.save': () => {
        throw new AppError('disk-full', 'The disk is full.')
      },
    })
    await useRatersStore().load()
    const captions = useCaptionsStore()
    await captions.open(1, 1)
    captions.edit('by AB')
    await expect(useRatersStore().choose('CD')).rejects.toThrow('is not saved yet: The disk is full.')
    expect(bridge.settings.raterCode).toBe('AB')
  })
})
