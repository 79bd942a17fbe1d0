import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { KeyBindings } from '#shared/commands/bindings.ts'
import { bindKeys, chooseKeys, holdersOf, keyChoicesSchema, keyProblem } from '#shared/commands/bindings.ts'
import { commandCatalogue, commandIds } from '#shared/commands/catalogue.ts'
import { commandContexts } from '#shared/commands/contexts.ts'
import { readKeys } from '#shared/commands/key-names.ts'

/** Every pair of commands that have a key together where both may be. */
function shared(bindings: KeyBindings): string[] {
  return commandIds.flatMap((id) =>
    bindings[id].flatMap((keys) => holdersOf(id, keys, bindings).map((other) => `${keys}: ${id}, ${other}`)),
  )
}

const fromStart = bindKeys({})

describe('the catalogue of commands', () => {
  it('writes every key as a key press is written', () => {
    const keys = commandIds.flatMap((id) => commandCatalogue[id].keys ?? [])
    expect(keys.length).toBeGreaterThan(60)
    expect(keys.filter((key) => readKeys(key) === null)).toEqual([])
  })

  it('gives no two commands one key where both may be', () => {
    const all = Object.fromEntries(commandIds.map((id) => [id, commandCatalogue[id].keys ?? []]))
    expect(shared(all as KeyBindings)).toEqual([])
  })

  it('gives no two commands one key in one context, typing or not', () => {
    const taken = commandIds.flatMap((id) => {
      const { context, keys = [], typing = 'never' } = commandCatalogue[id]
      return keys.map((key) => `${context} ${typing} ${key}`)
    })
    expect(new Set(taken).size).toBe(taken.length)
  })

  it('has two labels alike in one context nowhere, so that each line of a list can be told', () => {
    const labels = commandIds.map((id) => `${commandCatalogue[id].context}: ${commandCatalogue[id].label}`)
    expect(new Set(labels).size).toBe(labels.length)
  })

  it('gives a key that types a letter to no command that works while text is typed', () => {
    const typing = commandIds.filter((id) => commandCatalogue[id].typing === 'also')
    expect(typing.length).toBeGreaterThan(10)
    const letters = typing.flatMap((id) =>
      (commandCatalogue[id].keys ?? []).filter((key) => !/^(Ctrl|Alt)\+|^F\d+$/.test(key)),
    )
    expect(letters).toEqual([])
  })

  it('has commands in every context', () => {
    const used = new Set(commandIds.map((id) => commandCatalogue[id].context))
    expect([...used].sort()).toEqual(Object.keys(commandContexts).sort())
  })
})

describe('bindKeys', () => {
  it('leaves the keys from the start where nothing was chosen', () => {
    for (const id of commandIds) expect(fromStart[id]).toEqual(commandCatalogue[id].keys ?? [])
  })

  it('lets a key from the start give way to the same key chosen for another command', () => {
    const bindings = bindKeys({ 'review.caption': ['N'] })
    expect([bindings['review.caption'], bindings['review.next']]).toEqual([['N'], []])
    // On another screen it stays.
    expect(bindings['rate.next-session']).toEqual(['N'])
  })

  it('passes over what another version wrote, and what is no key', () => {
    const bindings = bindKeys({
      'gone.command': ['Ctrl+K'],
      'library.predict': ['nonsense', 'Tab', 'G'],
      'library.open': ['O'],
      find: ['F'],
    })
    expect(bindings['library.predict']).toEqual(['G'])
    expect(bindings['library.open']).toEqual(['Enter'])
    // It also works while text is typed.
    expect(bindings.find).toEqual([])
  })

  it('never has one key twice where both may be, whatever was chosen', () => {
    const keys = fc.constantFrom(
      'A',
      'C',
      'N',
      'S',
      'Enter',
      'Ctrl+K',
      'Ctrl+G',
      'ArrowUp',
      'Delete',
      '?',
      'x',
    )
    const choices = fc.dictionary(fc.constantFrom(...commandIds), fc.array(keys, { maxLength: 3 }))
    fc.assert(
      fc.property(choices, (chosen) => {
        expect(shared(bindKeys(chosen))).toEqual([])
      }),
    )
  })
})

describe('chooseKeys', () => {
  it('takes the key from who had it, who keeps its others', () => {
    const choices = chooseKeys({}, 'library.predict', ['/'])
    expect(choices).toEqual({ 'library.predict': ['/'], 'library.search': ['Ctrl+F'] })
    expect(bindKeys(choices)['library.search']).toEqual(['Ctrl+F'])
  })

  it('goes back to the keys from the start', () => {
    expect(chooseKeys({ 'library.predict': ['G'] }, 'library.predict', null)).toEqual({})
  })

  it('can leave a command without a key', () => {
    expect(bindKeys(chooseKeys({}, 'player.loop', []))['player.loop']).toEqual([])
  })
})

describe('keyProblem', () => {
  it('refuses what lists, fields and the system use, with the reason', () => {
    expect(keyProblem('library.predict', 'Tab')).toMatch(/meaning of its own/)
    expect(keyProblem('library.predict', 'Ctrl+C')).toMatch(/meaning of its own/)
    expect(keyProblem('library.open', 'O')).toMatch(/belongs to the list/)
    expect(keyProblem('find', 'G')).toMatch(/needs Ctrl or Alt/)
    expect(keyProblem('library.predict', 'shift')).toMatch(/no key/)
  })

  it('allows what is free, and the key from the start', () => {
    expect(keyProblem('find', 'Alt+G')).toBeNull()
    expect(keyProblem('find', 'F3')).toBeNull()
    expect(keyProblem('cut.review', 'Enter')).toBeNull()
    expect(keyProblem('library.predict', 'Shift+Delete')).toBeNull()
  })
})

describe('keyChoicesSchema', () => {
  it('takes keys of commands that this version does not know', () => {
    const choices = { 'training.start': ['Ctrl+T'] }
    expect(keyChoicesSchema.parse(choices)).toEqual(choices)
    expect(keyChoicesSchema.safeParse({ find: 'Ctrl+K' }).success).toBe(false)
  })
})
