import { flushPromises, mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, it } from 'vitest'
import type { Caption } from '../../../../../src-shared/domain/caption.ts'
import CaptionTab from '../../../../../src-renderer/features/review/CaptionTab.vue'
import { useCaptionsStore } from '../../../../../src-renderer/stores/captions.ts'
import { useRatersStore } from '../../../../../src-renderer/stores/raters.ts'
import { useSettingsStore } from '../../../../../src-renderer/stores/settings.ts'
import { createFakeBridge } from '../../../../helpers/fake-bridge.ts'
import type { FakeBridge } from '../../../../helpers/fake-bridge.ts'

let bridge: FakeBridge

const caption = (id: number, raterId: number, text: string, startMs: number | null): Caption => ({
  ...{ id, clipId: 1, raterId, raterCode: `R${String(raterId)}`, text, startMs },
  endMs: startMs === null ? null : startMs + 500,
  origin: 'typed',
  synthetic: false,
  revision: 1,
  updatedUtc: '2026-01-01T00:00:00.000Z',
})

beforeEach(() => {
  setActivePinia(createPinia())
  bridge = createFakeBridge()
  Object.assign(window, { bridge })
})

async function openTab() {
  await useSettingsStore().load()
  await useRatersStore().load()
  const own = useRatersStore().raters.find(({ code }) => code === bridge.settings.raterCode)?.id ?? 0
  const list = [
    caption(1, own, 'my words', null),
    caption(2, own, 'my cue', 0),
    caption(3, own + 1, 'their words', null),
    caption(4, own + 1, 'their cue', 600),
  ]
  // As if main had handed out everything: the screen asks for itself.
  bridge.use({ 'caption.list': () => list })
  await useCaptionsStore().open(1, own)
  const tab = mount(CaptionTab, { props: { sessionId: 7 }, global: { stubs: { CaptionEditor: true } } })
  await flushPromises()
  return tab
}

it('shows a rater who works blind nothing of others, with a time or without', async () => {
  const tab = await openTab()
  expect(tab.text()).toContain('my cue')
  expect(tab.text()).not.toContain('their')
  expect(tab.get('[data-testid="blind-note"]').text()).toContain('hidden while you work blind')
})

it('shows them when asked, which main puts on record', async () => {
  const tab = await openTab()
  await tab.get('[data-testid="blind-show"]').trigger('click')
  await flushPromises()
  expect(bridge.calls).toContainEqual({ channel: 'blind.reveal', request: { kind: 'others', sessionId: 7 } })
  expect(tab.text()).toContain('their words')
  expect(tab.text()).toContain('their cue')
  expect(tab.text()).toContain('what you write and rate now is not blind')
})

it('says nothing of hiding to who does not work blind', async () => {
  bridge.settings = { ...bridge.settings, blindRating: false }
  const tab = await openTab()
  expect(tab.text()).toContain('their cue')
  expect(tab.find('[data-testid="blind-note"]').exists()).toBe(false)
})
