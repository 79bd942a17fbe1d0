import { flushPromises, mount } from '@vue/test-utils'
import { TooltipProvider } from 'reka-ui'
import { beforeEach, describe, expect, it } from 'vitest'
import { h } from 'vue'
import KeysSection from '../../../../../src-renderer/features/settings/KeysSection.vue'
import { useSettingsStore } from '../../../../../src-renderer/stores/settings.ts'
import type { FakeOptions } from '../../../../helpers/fake-bridge.ts'
import { openWindow } from '../../../../helpers/open-window.ts'
import { stubWindow } from '../../../../helpers/still-window.ts'

beforeEach(stubWindow)

async function openKeys(keys: Readonly<Record<string, string[]>> = {}) {
  const options: FakeOptions = { settings: { keys } }
  const { bridge, pinia } = openWindow(options)
  const settings = useSettingsStore(pinia)
  await settings.load()
  const wrapper = mount(TooltipProvider, {
    global: { plugins: [pinia] },
    slots: { default: () => h(KeysSection) },
    attachTo: document.body,
  })
  const row = (id: string) => wrapper.get(`[data-command="${id}"]`)
  const click = async (id: string, what: string): Promise<void> => {
    const button = row(id).get<HTMLElement>(`[data-testid="${what}"]`)
    button.element.focus()
    await button.trigger('click')
    await flushPromises()
  }
  const press = async (key: string, more: KeyboardEventInit = {}): Promise<KeyboardEvent> => {
    const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more })
    ;(document.activeElement ?? document.body).dispatchEvent(event)
    await flushPromises()
    return event
  }
  return { bridge, settings, wrapper, row, click, press }
}

describe('the keys of commands', () => {
  it('are listed by where they work, each with what it does', async () => {
    const { row, wrapper } = await openKeys()
    expect(row('redo').text()).toContain('Redo')
    expect(
      row('redo')
        .findAll('kbd kbd')
        .map((key) => key.text()),
    ).toEqual(['Ctrl', 'Shift', 'Z', 'Ctrl', 'Y'])
    expect(row('predict-all').text()).toContain('no key')
    expect(row('library.open').find('[data-testid="change-key"]').exists()).toBe(false)
    expect(wrapper.findAll('h4').map((head) => head.text())).toContain('Player')
  })

  it('are found by words of the command or of its place', async () => {
    const { wrapper } = await openKeys()
    await wrapper.get('input').setValue('rate clip')
    expect(wrapper.findAll('[data-command]').map((line) => line.attributes('data-command'))).toEqual([
      ...['library.rate', 'rate.previous-clip', 'rate.next-clip'],
    ])
  })

  it('are changed by pressing the new one, which does nothing else', async () => {
    const { bridge, click, press, row } = await openKeys()
    await click('library.predict', 'change-key')
    expect((await press('Shift')).defaultPrevented).toBe(true)
    expect((await press('G', { shiftKey: true })).defaultPrevented).toBe(true)
    expect(bridge.settings.keys).toEqual({ 'library.predict': ['Shift+G'] })
    expect(row('library.predict').text()).toContain('Shift')
    expect(document.activeElement).toBe(row('library.predict').get('[data-testid="change-key"]').element)
  })

  it('stay as they are on Escape and on a click elsewhere', async () => {
    const { bridge, click, press, wrapper } = await openKeys()
    await click('library.predict', 'change-key')
    await press('Escape')
    await press('g')
    await click('library.predict', 'change-key')
    await wrapper.get('h4').trigger('pointerdown')
    expect((await press('g')).defaultPrevented).toBe(false)
    expect(bridge.settings.keys).toEqual({})
  })

  it('are taken from another command only when that was told and wanted', async () => {
    const { bridge, click, press, row } = await openKeys()
    await click('library.predict', 'change-key')
    await press('r')
    const conflict = row('library.predict').get('[data-testid="key-conflict"]')
    expect(conflict.text()).toContain('R belongs to “Rate the clip’s session” (Library).')
    expect(bridge.settings.keys).toEqual({})
    await click('library.predict', 'take-key')
    expect(bridge.settings.keys).toEqual({ 'library.predict': ['R'], 'library.rate': [] })
    expect(row('library.rate').text()).toContain('no key')
  })

  it('cannot be those that a list takes itself, and the reason is told', async () => {
    const { bridge, click, press, row } = await openKeys()
    await click('library.predict', 'change-key')
    await press('ArrowDown')
    const conflict = row('library.predict').get('[data-testid="key-conflict"]')
    expect(conflict.text()).toContain('which cannot be changed')
    expect(conflict.find('[data-testid="take-key"]').exists()).toBe(false)
    expect(bridge.settings.keys).toEqual({})
  })

  it('go back to those from the start, one by one and all together', async () => {
    const { bridge, click, wrapper } = await openKeys({ 'library.predict': ['G'], 'review.next': [] })
    await click('library.predict', 'reset-key')
    expect(bridge.settings.keys).toEqual({ 'review.next': [] })
    await wrapper.get('[data-testid="reset-all-keys"]').trigger('click')
    await flushPromises()
    expect(bridge.settings.keys).toEqual({})
  })

  it('can be none', async () => {
    const { bridge, click } = await openKeys()
    await click('player.loop', 'clear-key')
    expect(bridge.settings.keys).toEqual({ 'player.loop': [] })
  })
})
