import { flushPromises, mount } from '@vue/test-utils'
import { TooltipProvider } from 'reka-ui'
import { describe, expect, it } from 'vitest'
import { h, watch } from 'vue'
import { captionMaxCharacters } from '../../../../../src-shared/domain/caption.ts'
import CaptionTab from '../../../../../src-renderer/features/review/CaptionTab.vue'
import { useCaptionsStore } from '../../../../../src-renderer/stores/captions.ts'
import { useLibraryStore } from '../../../../../src-renderer/stores/library.ts'
import { useRatersStore } from '../../../../../src-renderer/stores/raters.ts'
import { useSettingsStore } from '../../../../../src-renderer/stores/settings.ts'
import { useViewStore } from '../../../../../src-renderer/stores/view.ts'
import { reviewHandlers } from '../../../../helpers/fake-review.ts'
import { openWindow } from '../../../../helpers/open-window.ts'

async function openTab(raterCode: string | null) {
  const { bridge, pinia } = openWindow({ settings: { raterCode } })
  bridge.use(reviewHandlers(bridge))
  for (const clip of bridge.study?.clips ?? []) clip.captioned = false
  const [captions, raters] = [useCaptionsStore(), useRatersStore()]
  await useSettingsStore().load()
  await Promise.all([useLibraryStore().load(), raters.load()])
  // As Review does.
  watch(
    () => raters.current?.id ?? null,
    (rater) => void captions.open(1, rater),
    { immediate: true, flush: 'sync' },
  )
  const tab = mount(TooltipProvider, {
    slots: { default: () => h(CaptionTab) },
    global: { plugins: [pinia] },
    attachTo: document.body,
  })
  await flushPromises()
  return { bridge, captions, tab }
}

describe('the caption tab', () => {
  it('takes what is typed right after the initials as the beginning of the caption', async () => {
    const { captions, tab } = await openTab(null)
    const code = tab.get<HTMLInputElement>('[data-testid="rater-code"]')
    await code.setValue('EF')
    void tab.get('form').trigger('submit')
    for (const data of ['P', 'a']) {
      const input = new InputEvent('beforeinput', { data, bubbles: true, cancelable: true })
      code.element.dispatchEvent(input)
      expect(input.defaultPrevented).toBe(true)
    }
    await flushPromises()
    const box = tab.get<HTMLTextAreaElement>('[data-testid="caption-editor"]')
    expect([box.element.value, document.activeElement === box.element]).toEqual(['Pa', true])
    await captions.flush()
    expect(captions.own).toMatchObject({ raterCode: 'EF', text: 'Pa' })
  })

  it('tells of a caption that was left without being saved, and leads to its text', async () => {
    const { captions, tab } = await openTab('AB')
    const long = 'x'.repeat(captionMaxCharacters + 1)
    captions.edit(long)
    await captions.open(2, 1)
    await flushPromises()
    const unsaved = tab.get('[data-testid="unsaved-captions"]')
    expect(unsaved.text()).toContain('Not saved: caption of P001 baseline clip 1')
    await unsaved.get('button').trigger('click')
    expect(useViewStore().clipId).toBe(1)
    await captions.open(1, 1)
    expect(captions.draftState.text).toBe(long)
  })
})
