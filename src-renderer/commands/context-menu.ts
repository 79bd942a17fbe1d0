import { shallowReadonly, shallowRef } from 'vue'
import type { CommandId } from '#shared/commands/catalogue.ts'
import type { MenuItem } from '../ui/menu-item.ts'
import { menuItemsOf } from './menu-items.ts'
import { runCommand } from './registry.ts'

export interface ContextMenu {
  /** In px of the window. */
  readonly at: { readonly x: number; readonly y: number }
  readonly label: string
  readonly items: readonly MenuItem<string>[]
  readonly choose: (id: string) => void
  /** What had the focus, and gets it back. */
  readonly returnTo: HTMLElement | null
}

export interface ContextMenuOptions {
  /** Whose menu it is, for screen readers. */
  readonly label: string
  readonly groups: readonly (readonly CommandId[])[]
  /** Lines below that are no commands, such as the people of a session. */
  readonly more?: { readonly items: readonly MenuItem<string>[]; readonly choose: (id: string) => void }
}

const shown = shallowRef<ContextMenu | null>(null)

/** The menu that is open; there is one at most. */
export const contextMenu = shallowReadonly(shown)

/** Opens where the event was. Whoever calls it has made the thing under the pointer the one that commands are about. */
export function openContextMenu(event: MouseEvent, { label, groups, more }: ContextMenuOptions): void {
  const { target } = event
  const items = [...menuItemsOf(groups, target), ...(more?.items ?? [])]
  if (items.length === 0) return
  event.preventDefault()
  event.stopPropagation()
  const added = new Set(more?.items.map(({ id }) => id))
  shown.value = {
    at: { x: event.clientX, y: event.clientY },
    label,
    items,
    choose: (id) => {
      if (added.has(id)) more?.choose(id)
      else runCommand(id, target)
    },
    returnTo: document.activeElement instanceof HTMLElement ? document.activeElement : null,
  }
}

export function closeContextMenu(): void {
  shown.value = null
}

/** What the keyboard is on: the line of a list, the element with the focus, or what is selected while nothing has it. */
function currentElements(): readonly Element[] {
  const focused = document.activeElement
  if (focused === null || focused === document.body)
    return [...document.querySelectorAll('main [aria-selected="true"]')]
  const id = focused.getAttribute('aria-activedescendant')
  return [(id === null ? null : document.getElementById(id)) ?? focused]
}

/** Whether there is a menu there. */
function pointAt(element: Element): boolean {
  const { left, bottom, width } = element.getBoundingClientRect()
  const event = new MouseEvent('contextmenu', {
    bubbles: true,
    cancelable: true,
    clientX: left + Math.min(24, width / 2),
    clientY: Math.min(bottom, window.innerHeight),
  })
  return !element.dispatchEvent(event)
}

/** The browser's own event for the same key, which comes on some systems before and on others after ours. */
let isOwnKey = false

function swallowSecond(event: MouseEvent): void {
  if (!isOwnKey) return
  isOwnKey = false
  event.preventDefault()
  event.stopImmediatePropagation()
}

function forgetKey(): void {
  isOwnKey = false
}

/** Opens the menu of what the keyboard is on, as a right click there would. */
export function openMenuOfFocus(): void {
  currentElements().some(pointAt)
  isOwnKey = true
}

/** Called once, by the shell. Answers how to stop. */
export function listenForMenuKey(): () => void {
  window.addEventListener('contextmenu', swallowSecond, { capture: true })
  window.addEventListener('keydown', forgetKey, { capture: true })
  window.addEventListener('pointerdown', forgetKey, { capture: true })
  return () => {
    window.removeEventListener('contextmenu', swallowSecond, { capture: true })
    window.removeEventListener('keydown', forgetKey, { capture: true })
    window.removeEventListener('pointerdown', forgetKey, { capture: true })
  }
}
