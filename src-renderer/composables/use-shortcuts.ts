import { onScopeDispose, shallowRef } from 'vue'
import type { ShallowRef } from 'vue'

export interface Shortcut {
  /** `Ctrl+K`, `Shift+ArrowLeft`, `Space`, `J`, `?`. Ctrl also stands for Cmd. Several ways: an array. */
  keys: string | readonly string[]
  /** What it does, as the shortcut sheet and tooltips say it. */
  label: string
  /** Heading in the shortcut sheet, e.g. `Everywhere`, `Player`. */
  group: string
  /** Leave out to only list a shortcut that a control handles itself. */
  run?: (event: KeyboardEvent) => void
  /** Asked at each key press, with what has the focus. */
  isEnabled?: (target: EventTarget | null) => boolean
  /** Also while text is being typed. */
  inText?: boolean
  /** Also while a dialog or menu is open. */
  inDialog?: boolean
}

/** Newest last; the newest match wins, so that an inner view can take a key over. */
const registered = shallowRef<readonly Shortcut[]>([])

const namedKeys: Readonly<Record<string, string>> = { ' ': 'Space', Esc: 'Escape' }

/** The key press as it is written in `Shortcut.keys`. Shift is part of a sign such as `?`, not named. */
export function keysOf(event: KeyboardEvent): string {
  const key = namedKeys[event.key] ?? (event.key.length === 1 ? event.key.toUpperCase() : event.key)
  const isSign = key.length === 1 && !/[A-Z0-9]/.test(key)
  return [
    event.ctrlKey || event.metaKey ? 'Ctrl' : '',
    event.altKey ? 'Alt' : '',
    event.shiftKey && !isSign ? 'Shift' : '',
    key,
  ]
    .filter((part) => part !== '')
    .join('+')
}

export function keysListOf(shortcut: Shortcut): readonly string[] {
  return typeof shortcut.keys === 'string' ? [shortcut.keys] : shortcut.keys
}

export function isTextEntry(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target instanceof HTMLInputElement) {
    return !['checkbox', 'radio', 'button', 'range', 'color'].includes(target.type)
  }
  return target instanceof HTMLTextAreaElement || target.isContentEditable
}

/**
 * Whether undo there is the window's: everywhere but in a text field with a history of its own. Fields whose changes are
 * in the window's list say so (`data-history="study"`).
 */
export function hasStudyHistory(target: EventTarget | null): boolean {
  return !isTextEntry(target) || (target instanceof HTMLElement && target.dataset['history'] === 'study')
}

export function isInDialog(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[role="dialog"], [role="menu"], .select-list') !== null
}

/** A focused button answers to Space and Enter itself. */
function isOwnKeyOfControl(event: KeyboardEvent): boolean {
  const isPress = event.key === ' ' || event.key === 'Enter'
  return isPress && event.target instanceof Element && event.target.closest('button, a, summary') !== null
}

function handle(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return
  const keys = keysOf(event)
  const match = registered.value.findLast(
    (shortcut) =>
      shortcut.run !== undefined &&
      keysListOf(shortcut).includes(keys) &&
      (shortcut.inText === true || !isTextEntry(event.target)) &&
      (shortcut.inDialog === true || !isInDialog(event.target)) &&
      !isOwnKeyOfControl(event) &&
      shortcut.isEnabled?.(event.target) !== false,
  )
  if (match?.run === undefined) return
  event.preventDefault()
  match.run(event)
}

let isListening = false

/** Shortcuts live as long as the component or scope that names them. */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  if (!isListening) {
    window.addEventListener('keydown', handle)
    isListening = true
  }
  registered.value = [...registered.value, ...shortcuts]
  onScopeDispose(() => {
    registered.value = registered.value.filter((shortcut) => !shortcuts.includes(shortcut))
  })
}

/** Everything that works right now, for the shortcut sheet. */
export function useRegisteredShortcuts(): Readonly<ShallowRef<readonly Shortcut[]>> {
  return registered
}
