import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, it } from 'vitest'
import { useSettingsStore } from '../../../../src-renderer/stores/settings.ts'
import { useSightStore } from '../../../../src-renderer/stores/sight.ts'
import { createFakeBridge } from '../../../helpers/fake-bridge.ts'
import type { FakeBridge } from '../../../helpers/fake-bridge.ts'

let bridge: FakeBridge

beforeEach(() => {
  setActivePinia(createPinia())
  bridge = createFakeBridge()
  Object.assign(window, { bridge })
})

it('shows nothing before main has said what may be shown', () => {
  const sight = useSightStore()
  expect([sight.shows('estimates', 1), sight.shows('others', null)]).toEqual([false, false])
})

it('shows what was asked for, of one visit, until it is hidden', async () => {
  const sight = useSightStore()
  await sight.load()
  await sight.reveal('estimates', 1)
  const shown = () => [sight.shows('estimates', 1), sight.shows('estimates', 2), sight.shows('others', 1)]
  expect(shown()).toEqual([true, false, false])
  expect(sight.isRevealed('estimates', 1)).toBe(true)
  await sight.hide('estimates', 1)
  expect(shown()).toEqual([false, false, false])
})

it('shows everything to who does not work blind, and has nothing to hide again', async () => {
  bridge.settings = { ...bridge.settings, blindRating: false }
  await useSettingsStore().load()
  const sight = useSightStore()
  await sight.load()
  expect([sight.shows('estimates', null), sight.shows('others', 1)]).toEqual([true, true])
  expect(sight.isRevealed('estimates', null)).toBe(false)
})
