/** Modifiers as they are written before a key, in this order. */
const modifiers = ['Ctrl', 'Alt', 'Shift'] as const

export interface KeyParts {
  readonly ctrl: boolean
  readonly alt: boolean
  readonly shift: boolean
  /** `K`, `7`, `?`, `Space`, `ArrowLeft`, `F5`. */
  readonly key: string
}

/** Whether Shift is needed to type it on some keyboard or other, so that it is not named: `?`, `+`. */
function isSign(key: string): boolean {
  return key.length === 1 && !/[A-Z0-9]/.test(key)
}

/** `Ctrl+Shift+Z`. */
export function joinKeys({ ctrl, alt, shift, key }: KeyParts): string {
  const held = [ctrl, alt, shift && !isSign(key)]
  return [...modifiers.filter((_, place) => held[place]), key].join('+')
}

/** `null` for what is no key as `joinKeys` writes it. */
export function readKeys(keys: string): KeyParts | null {
  let key = keys
  const held = modifiers.map((name) => {
    const isHeld = key.startsWith(`${name}+`)
    if (isHeld) key = key.slice(name.length + 1)
    return isHeld
  })
  const [ctrl = false, alt = false, shift = false] = held
  const isKey = /^([^\sa-z\p{C}]|[A-Z][A-Za-z0-9]+)$/u.test(key)
  const parts = { ctrl, alt, shift, key }
  return isKey && joinKeys(parts) === keys ? parts : null
}
