import { afterEach, describe, expect, it, vi } from 'vitest'
import { effectScope } from 'vue'
import type { EffectScope } from 'vue'
import { keysOf, shownKeys } from '../../../../src-renderer/commands/pressed-keys.ts'
import type { Command } from '../../../../src-renderer/commands/registry.ts'
import {
  findCommand,
  registerCommands,
  runCommand,
  useRegisteredCommands,
} from '../../../../src-renderer/commands/registry.ts'

const scopes: EffectScope[] = []

function register(key: string | string[], part: Partial<Command> = {}): ReturnType<typeof vi.fn> {
  const run = vi.fn()
  const scope = effectScope()
  scopes.push(scope)
  scope.run(() => {
    registerCommands([
      {
        ...{ id: 'test', name: 'Test', label: () => 'Test', group: 'Test', run },
        keys: () => [key].flat(),
        when: () => true,
        isFor: () => true,
        ...part,
      },
    ])
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

  it('reads the letter on the key where Alt makes another sign of it', () => {
    expect(keysOf(new KeyboardEvent('keydown', { key: '˚', code: 'KeyK', altKey: true }))).toBe('Alt+K')
    expect(keysOf(new KeyboardEvent('keydown', { key: 'k', code: 'KeyT', altKey: true }))).toBe('Alt+K')
  })
})

describe('shownKeys', () => {
  it('writes what is printed on the keys', () => {
    expect(['Shift+ArrowLeft', 'Delete', '+', 'Ctrl+K'].map(shownKeys)).toEqual([
      'Shift+←',
      'Del',
      '+',
      'Ctrl+K',
    ])
  })
})

describe('the keys of registered commands', () => {
  it('run the command and keep the key from doing anything else', () => {
    const run = register('J')
    expect(press('j').defaultPrevented).toBe(true)
    expect(run).toHaveBeenCalledOnce()
  })

  it('leave typing alone unless told otherwise', () => {
    const plain = register('J')
    const everywhere = register('Ctrl+K', { typing: 'also' })
    const input = put('input')
    press('j', input)
    press('k', input, { ctrlKey: true })
    expect(plain).not.toHaveBeenCalled()
    expect(everywhere).toHaveBeenCalledOnce()
  })

  it('never run for a letter while text is typed, whatever the command says', () => {
    const run = register(['J', 'Shift+J', 'Ctrl+Alt+@'], { typing: 'also' })
    const box = put('textarea')
    press('j', box)
    press('J', box, { shiftKey: true })
    // The right Alt key of many keyboards, with which signs are typed.
    press('@', box, { ctrlKey: true, altKey: true, modifierAltGraph: true })
    expect(run).not.toHaveBeenCalled()
  })

  it('are left to the control that takes them itself', () => {
    const run = register('Enter', { fixed: true })
    expect(press('Enter').defaultPrevented).toBe(false)
    expect(run).not.toHaveBeenCalled()
  })

  it('do nothing behind an open dialog', () => {
    const run = register('J')
    const dialog = put('div')
    dialog.setAttribute('role', 'dialog')
    press('j', dialog)
    expect(run).not.toHaveBeenCalled()
  })

  it('leave Space to a focused button', () => {
    const run = register('Space')
    press(' ', put('button'))
    expect(run).not.toHaveBeenCalled()
  })

  it('belong to the newest that wants them, and to the one before when that goes away', () => {
    const outer = register('J')
    const inner = register('J')
    press('j')
    scopes.pop()?.stop()
    press('j')
    expect([inner.mock.calls.length, outer.mock.calls.length]).toEqual([1, 1])
  })

  it('pass over one that cannot be carried out now', () => {
    const outer = register('J')
    register('J', { when: () => false })
    press('j')
    expect(outer).toHaveBeenCalledOnce()
  })

  it('are taken without anything happening where the browser would do something else', () => {
    const run = register('Ctrl+Z', { claimsKey: true, inDialog: true, when: () => false })
    expect(press('z', document.body, { ctrlKey: true }).defaultPrevented).toBe(true)
    expect(run).not.toHaveBeenCalled()
  })

  it('mean the one of several that the focus is in', () => {
    const [first, second] = [put('div'), put('div')]
    const runs = [first, second].map((part) => register('J', { isFor: (target) => target === part }))
    press('j', first)
    expect(runs.map((run) => run.mock.calls.length)).toEqual([1, 0])
    expect(findCommand('test', document.body)).toBeNull()
    runCommand('test', second)
    expect(runs.map((run) => run.mock.calls.length)).toEqual([1, 1])
  })
})

describe('useRegisteredCommands', () => {
  it('lists what works right now', () => {
    register(['J', 'K'], { name: 'Slower' })
    expect(useRegisteredCommands().value.map((command) => command.name)).toContain('Slower')
    scopes.pop()?.stop()
    expect(useRegisteredCommands().value.map((command) => command.name)).not.toContain('Slower')
  })
})
