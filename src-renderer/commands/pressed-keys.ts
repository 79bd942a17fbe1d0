import { joinKeys } from '#shared/commands/key-names.ts'

const namedKeys: Readonly<Record<string, string>> = { ' ': 'Space', Esc: 'Escape' }

/** Where Alt makes another letter of a key, the letter that is printed on it counts. */
function letterOfCode({ altKey, code }: KeyboardEvent): string | null {
  return altKey ? (/^(?:Key([A-Z])|Digit(\d))$/.exec(code)?.slice(1).find(Boolean) ?? null) : null
}

/** The key press as it is written in the commands' `keys`. Shift is part of a sign such as `?`, not named. */
export function keysOf(event: KeyboardEvent): string {
  const isPlain = /^[A-Za-z0-9]$/.test(event.key) || event.key.length > 1
  const key = (isPlain ? null : letterOfCode(event)) ?? event.key
  return joinKeys({
    ctrl: event.ctrlKey || event.metaKey,
    alt: event.altKey,
    shift: event.shiftKey,
    key: namedKeys[key] ?? (key.length === 1 ? key.toUpperCase() : key),
  })
}

/** A modifier that is held down alone, which is the beginning of a key press. */
export function isModifierAlone(event: KeyboardEvent): boolean {
  return ['Control', 'Shift', 'Alt', 'AltGraph', 'Meta', 'Dead', 'Process'].includes(event.key)
}

/** On many keyboards a sign is typed with the right Alt key, which then also counts as Ctrl. */
export function typesSign(event: KeyboardEvent): boolean {
  return event.key.length === 1 && event.getModifierState('AltGraph')
}

const shownNames: Readonly<Record<string, string>> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Escape: 'Esc',
  Delete: 'Del',
  ContextMenu: 'Menu',
}

/** As it is printed on the keys. */
export function shownKeys(keys: string): string {
  return keys.replace(/[^+]+$/, (key) => shownNames[key] ?? key)
}
