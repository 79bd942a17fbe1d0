import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { defineComponent, h } from 'vue'
import { openContextMenu } from '../../../../src-renderer/commands/context-menu.ts'
import { useCommands } from '../../../../src-renderer/commands/use-commands.ts'
import ContextMenuHost from '../../../../src-renderer/features/shell/ContextMenuHost.vue'
import { eventually } from '../../../helpers/eventually.ts'
import { openWindow } from '../../../helpers/open-window.ts'
import { stubWindow } from '../../../helpers/still-window.ts'

beforeEach(stubWindow)

/** A list of two clips with one focus, and a menu for each. */
async function openList(more: { canMerge?: boolean } = {}) {
  const { pinia } = openWindow()
  const done: string[] = []
  const pointed: string[] = []
  const list = defineComponent(() => {
    useCommands({
      'cut.exclude': { run: () => done.push(`exclude, focus on ${document.activeElement?.id ?? ''}`) },
      'cut.merge': { when: () => more.canMerge === true, run: () => done.push('merge') },
    })
    const showMenu = (event: MouseEvent): void => {
      const row = (event.target as Element).closest('[role="option"]')
      if (row === null) return
      pointed.push(row.id)
      openContextMenu(event, {
        label: 'Clip',
        groups: [['cut.exclude'], ['cut.merge', 'cut.split']],
        more: {
          items: [{ id: 'person-1', label: 'Person A', heading: 'Give to' }],
          choose: (id) => done.push(id),
        },
      })
    }
    const rows = ['one', 'two'].map((id) => h('div', { id, role: 'option' }, id))
    return () =>
      h('div', [
        h(
          'div',
          {
            id: 'list',
            role: 'listbox',
            tabindex: 0,
            'aria-activedescendant': 'two',
            onContextmenu: showMenu,
          },
          rows,
        ),
        h('input', { id: 'field' }),
        h(ContextMenuHost),
      ])
  })
  mount(list, { global: { plugins: [pinia] }, attachTo: document.body })
  document.getElementById('list')?.focus()
  await flushPromises()
  return { done, pointed }
}

const menu = (): HTMLElement | null => document.querySelector('[role="menu"]')
const lines = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('[role="menuitem"]')]

function press(key: string, more: KeyboardEventInit = {}): KeyboardEvent {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more })
  document.activeElement?.dispatchEvent(event)
  return event
}

function pointAt(id: string): MouseEvent {
  const event = new MouseEvent('contextmenu', { bubbles: true, cancelable: true, clientX: 40, clientY: 60 })
  document.getElementById(id)?.dispatchEvent(event)
  return event
}

const isOpen = (): Promise<void> =>
  eventually(() => {
    expect(menu()?.contains(document.activeElement)).toBe(true)
  })
const isClosed = (): Promise<void> =>
  eventually(() => {
    expect(menu()).toBeNull()
  })

describe('the menu of what was pointed at', () => {
  // A menu that goes with its window gives the focus back a moment later, when the next test has begun.
  afterEach(async () => {
    if (menu() !== null) press('Escape')
    await isClosed()
  })

  it('opens with the words and keys of its commands, without those that nothing here knows', async () => {
    await openList()
    expect(pointAt('one').defaultPrevented).toBe(true)
    await isOpen()
    expect(lines().map((line) => line.textContent)).toEqual([
      'Exclude the clip, or include it againX',
      'Merge with the next clipM',
      'Person A',
    ])
    expect(menu()?.textContent).toContain('Give to')
    expect(document.getElementById(menu()?.getAttribute('aria-labelledby') ?? '')?.textContent.trim()).toBe(
      'Clip',
    )
    expect(lines().map((line) => line.hasAttribute('data-disabled'))).toEqual([false, true, false])
  })

  it.each([['ContextMenu', {}] as const, ['F10', { shiftKey: true }] as const])(
    'opens by %s for the line that the keyboard is on',
    async (key, more) => {
      const { pointed } = await openList()
      expect(press(key, more).defaultPrevented).toBe(true)
      await isOpen()
      expect(pointed).toEqual(['two'])
    },
  )

  it('gives the focus back before it carries out what was chosen', async () => {
    const { done } = await openList()
    pointAt('one')
    await isOpen()
    lines()[0]?.click()
    await isClosed()
    await eventually(() => {
      expect(done).toEqual(['exclude, focus on list'])
    })
  })

  it('carries out nothing and gives the focus back on Escape', async () => {
    const { done } = await openList()
    press('ContextMenu')
    await isOpen()
    press('Escape')
    await isClosed()
    expect(document.activeElement?.id).toBe('list')
    expect(done).toEqual([])
  })

  it('can hold what is no command', async () => {
    const { done } = await openList()
    pointAt('one')
    await isOpen()
    lines()[2]?.click()
    await eventually(() => {
      expect(done).toEqual(['person-1'])
    })
  })

  it('gives way to the menu of something else', async () => {
    const { done } = await openList({ canMerge: true })
    press('ContextMenu')
    await isOpen()
    pointAt('one')
    await eventually(() => {
      expect(document.querySelectorAll('[role="menu"]')).toHaveLength(1)
      expect(menu()?.contains(document.activeElement)).toBe(true)
    })
    lines()[1]?.click()
    await eventually(() => {
      expect(done).toEqual(['merge'])
    })
  })

  it('leaves text fields their own', async () => {
    await openList()
    document.getElementById('field')?.focus()
    expect(press('ContextMenu').defaultPrevented).toBe(false)
    expect(pointAt('field').defaultPrevented).toBe(false)
    await flushPromises()
    expect(menu()).toBeNull()
  })

  it('is not opened a second time by the browser’s own event for the same key', async () => {
    const { pointed } = await openList()
    press('ContextMenu')
    await isOpen()
    const second = new MouseEvent('contextmenu', { bubbles: true, cancelable: true })
    document.getElementById('one')?.dispatchEvent(second)
    expect(pointed).toEqual(['two'])
  })
})
