import { flushPromises, mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { captionMaxCharacters } from '../../../../../src-shared/domain/caption.ts'
import { AppError } from '../../../../../src-shared/errors.ts'
import CaptionEditor from '../../../../../src-renderer/features/review/CaptionEditor.vue'
import { useErrors } from '../../../../../src-renderer/composables/use-errors.ts'
import { useCaptionsStore } from '../../../../../src-renderer/stores/captions.ts'
import { createFakeBridge } from '../../../../helpers/fake-bridge.ts'
import type { FakeBridge } from '../../../../helpers/fake-bridge.ts'
import { reviewHandlers } from '../../../../helpers/fake-review.ts'

let bridge: FakeBridge

beforeEach(() => {
  setActivePinia(createPinia())
  bridge = createFakeBridge()
  bridge.use(reviewHandlers(bridge))
  for (const clip of bridge.study?.clips ?? []) clip.captioned = false
  Object.assign(window, { bridge })
})

async function openEditor() {
  await useCaptionsStore().open(1, 1)
  const editor = mount(CaptionEditor, { props: { raterCode: 'AB' }, attachTo: document.body })
  const box = editor.get<HTMLTextAreaElement>('[data-testid="caption-editor"]')
  return { editor, box, status: () => editor.get('[data-testid="caption-status"]').text() }
}

describe('CaptionEditor', () => {
  it('goes on with Enter at once and saves behind', async () => {
    const { editor, box, status } = await openEditor()
    await box.setValue('Looks down')
    expect(status()).toBe('editing…')
    await box.trigger('keydown', { key: 'Enter' })
    expect(editor.emitted('next')).toHaveLength(1)
    await flushPromises()
    expect(status()).toMatch(/^saved \d\d:\d\d:\d\d$/)
  })

  it('gives the very next letter to the next clip, in the same box with the focus', async () => {
    const { box } = await openEditor()
    const captions = useCaptionsStore()
    box.element.focus()
    await box.setValue('of clip one')
    // As Review does when Enter is pressed; nothing is awaited: the letters do not wait either.
    void captions.open(2, 1)
    expect([box.element.value, document.activeElement === box.element, box.element.readOnly]).toEqual([
      '',
      true,
      false,
    ])
    box.element.value = 'P'
    box.element.dispatchEvent(new InputEvent('input', { inputType: 'insertText', data: 'P' }))
    await flushPromises()
    expect(box.element.value).toBe('P')
    await captions.flush()
    const saved = bridge.calls.filter(({ channel }) => channel === 'caption.save')
    expect(saved.map(({ request }) => request)).toMatchObject([
      { clipId: 1, text: 'of clip one' },
      { clipId: 2, text: 'P' },
    ])
    expect(document.activeElement).toBe(box.element)
  })

  it('takes a key that is held down for one clip', async () => {
    const { editor, box } = await openEditor()
    await box.trigger('keydown', { key: 'Enter' })
    await box.trigger('keydown', { key: 'Enter', repeat: true })
    expect(editor.emitted('next')).toHaveLength(1)
  })

  it('never lets the browser’s own history change the text', async () => {
    const { box } = await openEditor()
    await box.setValue('of clip one')
    const asked = new InputEvent('beforeinput', { inputType: 'historyUndo', cancelable: true })
    box.element.dispatchEvent(asked)
    expect(asked.defaultPrevented).toBe(true)
    box.element.value = 'R'
    box.element.dispatchEvent(new InputEvent('input', { inputType: 'historyUndo' }))
    await useCaptionsStore().flush()
    const saved = bridge.calls.filter(({ channel }) => channel === 'caption.save').at(-1)
    expect([box.element.value, saved?.request]).toMatchObject(['of clip one', { text: 'of clip one' }])
  })

  it('keeps a text over the limit whole in front of the user, says so, and stays', async () => {
    const { editor, box, status } = await openEditor()
    const long = 'x'.repeat(captionMaxCharacters + 1)
    expect(box.attributes('maxlength')).toBeUndefined()
    await box.setValue(long)
    await box.trigger('keydown', { key: 'Enter' })
    await flushPromises()
    expect([box.element.value, status(), editor.emitted('next')]).toEqual([long, 'not saved', undefined])
    expect(editor.get('[role="alert"]').text()).toContain('20,001')
    expect(bridge.calls.filter(({ channel }) => channel === 'caption.save')).toEqual([])
  })

  it('goes on with Ctrl+Enter too, and not with Shift+Enter', async () => {
    const { editor, box } = await openEditor()
    await box.trigger('keydown', { key: 'Enter', shiftKey: true })
    await flushPromises()
    expect(editor.emitted('next')).toBeUndefined()
    await box.trigger('keydown', { key: 'Enter', ctrlKey: true })
    await flushPromises()
    expect(editor.emitted('next')).toHaveLength(1)
  })

  it('keeps the text and says why when main refuses', async () => {
    bridge.use({
      'caption.save': () => {
        throw new AppError('disk-full', 'The disk is full.')
      },
    })
    const { editor, box, status } = await openEditor()
    await box.setValue('Looks down')
    await useCaptionsStore().flush()
    await flushPromises()
    expect([box.element.value, status()]).toEqual(['Looks down', 'not saved'])
    expect(editor.get('[role="alert"]').text()).toContain('The disk is full.')
  })

  it('saves and keeps the text when it is left with Escape', async () => {
    const { box } = await openEditor()
    box.element.focus()
    await box.setValue('Looks down')
    await box.trigger('keydown', { key: 'Escape' })
    await flushPromises()
    expect(document.activeElement).not.toBe(box.element)
    expect(box.element.value).toBe('Looks down')
    const saved = bridge.calls.filter(({ channel }) => channel === 'caption.save').at(-1)
    expect(saved).toMatchObject({ request: { text: 'Looks down' } })
  })
})

describe('the token count', () => {
  const words = (count: number): string => 'word '.repeat(count).trim()

  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  async function openCounting() {
    const { editor, box, status } = await openEditor()
    const type = async (text: string) => {
      await box.setValue(text)
      await vi.advanceTimersByTimeAsync(250)
    }
    const count = () => {
      const shown = editor.find('[data-testid="caption-tokens"]')
      return shown.exists() ? shown.text() : null
    }
    return { editor, box, status, type, count, said: () => editor.get('[role="status"]').text() }
  }

  it('is quiet up to the limit and says nothing of an empty caption', async () => {
    const { editor, type, count, said } = await openCounting()
    expect(count()).toBeNull()
    await type(words(75))
    expect([count(), said()]).toEqual(['77 / 77 tokens', ''])
    expect(editor.find('.long').exists()).toBe(false)
    await type('')
    expect(count()).toBeNull()
  })

  it('warns in words and with a sign over the limit, announces it once, and does not keep the text from being saved', async () => {
    const { editor, box, status, type, count, said } = await openCounting()
    await type(words(79))
    expect(count()).toBe(
      '81 of 77 tokens: a CLIP model reads the first 75 word pieces and drops the last 4. The whole text is kept.',
    )
    expect(editor.get('.long').find('svg').exists()).toBe(true)
    const announced = said()
    expect(announced).not.toBe('')
    await type(words(80))
    expect(said()).toBe(announced)
    await box.trigger('keydown', { key: 'Enter' })
    await vi.advanceTimersByTimeAsync(0)
    expect(status()).toMatch(/^saved/)
    await type(words(70))
    expect([count(), said()]).toEqual(['72 / 77 tokens', ''])
  })

  it('is of the caption on screen, never of the one before', async () => {
    const { type, count } = await openCounting()
    await type(words(90))
    await useCaptionsStore().open(2, 1)
    await vi.advanceTimersByTimeAsync(0)
    expect(count()).toBeNull()
  })

  it('is left away when main does not answer', async () => {
    bridge.use({
      'text.tokenCount': () => {
        throw new AppError('internal', 'No.')
      },
    })
    const { type, count } = await openCounting()
    await type('a smile')
    expect(count()).toBeNull()
    expect(useErrors().toasts.value).toEqual([])
  })
})
