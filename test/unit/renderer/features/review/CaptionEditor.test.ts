import { flushPromises, mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { AppError } from '../../../../../src-shared/errors.ts'
import CaptionEditor from '../../../../../src-renderer/features/review/CaptionEditor.vue'
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
  it('goes on with Enter only after main has the caption', async () => {
    const { editor, box, status } = await openEditor()
    await box.setValue('Looks down')
    expect(status()).toBe('editing…')
    await box.trigger('keydown', { key: 'Enter' })
    expect(editor.emitted('next')).toBeUndefined()
    await flushPromises()
    expect(status()).toMatch(/^saved \d\d:\d\d:\d\d$/)
    expect(editor.emitted('next')).toHaveLength(1)
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

  it('stays, keeps the text and says why when main refuses', async () => {
    bridge.use({
      'caption.save': () => {
        throw new AppError('disk-full', 'The disk is full.')
      },
    })
    const { editor, box, status } = await openEditor()
    await box.setValue('Looks down')
    await box.trigger('keydown', { key: 'Enter' })
    await flushPromises()
    expect(editor.emitted('next')).toBeUndefined()
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
    expect(bridge.calls.at(-1)).toMatchObject({ channel: 'caption.save', request: { text: 'Looks down' } })
  })
})
