import { mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import PromptSetEditor from '../../../../../src-renderer/features/packs/PromptSetEditor.vue'
import { createFakeBridge } from '../../../../helpers/fake-bridge.ts'
import { reviewHandlers } from '../../../../helpers/fake-review.ts'
import { fakePack } from '../../../../helpers/fake-study.ts'

beforeEach(() => {
  vi.useFakeTimers()
  setActivePinia(createPinia())
  const bridge = createFakeBridge()
  bridge.use(reviewHandlers(bridge))
  Object.assign(window, { bridge })
})
afterEach(() => void vi.useRealTimers())

const words = (count: number): string => 'word '.repeat(count).trim()

it('tells which sentence a CLIP model would cut, says so once, and saves it all the same', async () => {
  const start = {
    name: 'Interview',
    classes: [
      { label: 'calm', sentence: words(75) },
      { label: 'tense', sentence: words(20) },
    ],
  }
  const editor = mount(PromptSetEditor, {
    props: { start, pack: fakePack },
    // Its tooltip wants the window's provider.
    global: { stubs: { IconButton: true } },
  })
  const notes = () =>
    editor.findAll('.row').map((row) => row.find('[data-testid="prompt-too-long"]').exists())
  const said = () => editor.get('[role="status"]').text()
  await vi.advanceTimersByTimeAsync(500)
  expect([notes(), said()]).toEqual([[false, false], ''])

  const sentence = editor.findAll('[data-testid="prompt-sentence"]')[1]!
  const box = sentence.element.matches('input') ? sentence : sentence.get('input')
  await box.setValue(words(76))
  await vi.advanceTimersByTimeAsync(500)
  expect([notes(), said()]).toEqual([[false, true], 'Too long for a CLIP model: class 2.'])
  expect(editor.get('[data-testid="prompt-too-long"]').text()).toMatch(/^78 of 77 tokens: .* the last 1\./)

  await editor.get('form').trigger('submit')
  expect(editor.emitted('save')).toMatchObject([[{ classes: [{}, { sentence: words(76) }] }]])
})
