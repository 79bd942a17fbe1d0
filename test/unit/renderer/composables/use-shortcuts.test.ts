import { afterEach, describe, expect, it, vi } from 'vitest'
import { effectScope } from 'vue'
import type { EffectScope } from 'vue'
import type { Shortcut } from '../../../../src-renderer/composables/use-shortcuts.ts'
import {
  keysOf,
  useRegisteredShortcuts,
  useShortcuts,
} from '../../../../src-renderer/composables/use-shortcuts.ts'

const scopes: EffectScope[] = []

function register(part: Partial<Shortcut> & Pick<Shortcut, 'keys'>): ReturnType<typeof vi.fn> {
  const run = vi.fn()
  const scope = effectScope()
  scopes.push(scope)
  scope.run(() => {
    useShortcuts([{ label: 'Test', group: 'Test', run, ...part }])
  })
  return run
}

function press(key: string, on: EventTarget = document.body, more: KeyboardEventInit = {}): KeyboardEvent {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more })
  on.dispatchEvent(event)
  return event
}

function put<Name extends keyof HTMLElementTagNameMap>(name: Name): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name)
  document.body.append(element)
  return element
}

afterEach(() => {
  for (const scope of scopes.splice(0)) scope.stop()
  document.body.replaceChildren()
})

describe('keysOf', () => {
  it('names Ctrl for Cmd too, and Shift only where it is not part of the sign', () => {
    expect(keysOf(new KeyboardEvent('keydown', { key: 'k', metaKey: true }))).toBe('Ctrl+K')
    expect(keysOf(new KeyboardEvent('keydown', { key: '?', shiftKey: true }))).toBe('?')
    expect(keysOf(new KeyboardEvent('keydown', { key: 'ArrowLeft', shiftKey: true }))).toBe('Shift+ArrowLeft')
    expect(keysOf(new KeyboardEvent('keydown', { key: ' ' }))).toBe('Space')
  })
})

describe('useShortcuts', () => {
  it('runs and keeps the key from doing anything else', () => {
    const run = register({ keys: 'J' })
    expect(press('j').defaultPrevented).toBe(true)
    expect(run).toHaveBeenCalledOnce()
  })

  it('leaves typing alone unless told otherwise', () => {
    const plain = register({ keys: 'J' })
    const everywhere = register({ keys: 'Ctrl+K', inText: true })
    const input = put('input')
    press('j', input)
    press('k', input, { ctrlKey: true })
    expect(plain).not.toHaveBeenCalled()
    expect(everywhere).toHaveBeenCalledOnce()
  })

  it('does nothing behind an open dialog', () => {
    const run = register({ keys: 'J' })
    const dialog = put('div')
    dialog.setAttribute('role', 'dialog')
    press('j', dialog)
    expect(run).not.toHaveBeenCalled()
  })

  it('leaves Space to a focused button', () => {
    const run = register({ keys: 'Space' })
    press(' ', put('button'))
    expect(run).not.toHaveBeenCalled()
  })

  it('gives a key to the newest that wants it, and back when that goes away', () => {
    const outer = register({ keys: 'J' })
    const inner = register({ keys: 'J' })
    press('j')
    scopes.pop()?.stop()
    press('j')
    expect([inner.mock.calls.length, outer.mock.calls.length]).toEqual([1, 1])
  })

  it('passes over one that is not enabled', () => {
    const outer = register({ keys: 'J' })
    register({ keys: 'J', isEnabled: () => false })
    press('j')
    expect(outer).toHaveBeenCalledOnce()
  })

  it('lists what works right now', () => {
    register({ keys: ['J', 'K'], label: 'Slower' })
    expect(useRegisteredShortcuts().value.map((shortcut) => shortcut.label)).toContain('Slower')
    scopes.pop()?.stop()
    expect(useRegisteredShortcuts().value.map((shortcut) => shortcut.label)).not.toContain('Slower')
  })
})
