import type { MenuItemConstructorOptions } from 'electron'
import { describe, expect, it, vi } from 'vitest'
import type { KeyChoices } from '#shared/commands/bindings.ts'
import { bindKeys } from '#shared/commands/bindings.ts'
import { commandCatalogue, commandIds } from '#shared/commands/catalogue.ts'
import { applicationMenus, menuCommandIds } from '#shared/commands/menus.ts'
import { acceleratorOf, menuTemplate, withMnemonics } from '../../../../src-main/app/menu-template.ts'

function aMenu(choices: KeyChoices = {}, more: { isMac?: boolean } = {}) {
  const run = vi.fn()
  const template = menuTemplate({
    bindings: bindKeys(choices),
    run,
    appName: 'Program',
    isMac: more.isMac ?? false,
    developerTools: false,
  })
  const menus = template.map((menu) => menu.submenu as MenuItemConstructorOptions[] | undefined)
  const entries = menus.flatMap((submenu) => submenu ?? [])
  const entry = (id: string) => entries.find((known) => known.id === id)
  const click = (id: string): unknown => (entry(id)?.click as (() => void) | undefined)?.()
  return { template, menus, entries, entry, click, run }
}

describe('the application menu', () => {
  it('has every command of its list, in the words of the catalogue', () => {
    const { entry } = aMenu()
    for (const id of menuCommandIds) {
      expect(entry(id)?.label?.replaceAll(/&(?!&)/g, '')).toBe(commandCatalogue[id].label)
    }
    expect(Object.values(applicationMenus).flat().length).toBeGreaterThan(15)
  })

  it('asks for the command that was chosen', () => {
    const { click, run } = aMenu()
    click('import')
    expect(run).toHaveBeenCalledExactlyOnceWith('import')
  })

  it('shows the keys that the user has and leaves hearing them to the window', () => {
    expect(aMenu().entry('export')).toMatchObject({ accelerator: 'CmdOrCtrl+E', registerAccelerator: false })
    expect(aMenu({ export: ['Alt+Shift+E'] }).entry('export')?.accelerator).toBe('Alt+Shift+E')
    expect(aMenu({ export: [] }).entry('export')).not.toHaveProperty('accelerator')
  })

  it('takes no key of undo from text fields', () => {
    expect(aMenu().entry('undo')).not.toHaveProperty('accelerator')
  })

  it('can be reached by letters, each once in its menu', () => {
    for (const submenu of aMenu().menus) {
      const letters = (submenu ?? []).flatMap(({ label }) => {
        const letter = label === undefined ? undefined : /&([^&])/.exec(label)?.[1]
        return letter === undefined ? [] : [letter.toLowerCase()]
      })
      expect(new Set(letters).size).toBe(letters.length)
    }
  })

  it('has the menus of a Mac there', () => {
    expect(aMenu({}, { isMac: true }).template.map(({ role }) => role)).toContain('appMenu')
    expect(aMenu().entries.map(({ role }) => role)).toContain('quit')
  })
})

describe('withMnemonics', () => {
  it('takes the first letter that is free, and keeps a sign that is not meant as one', () => {
    expect(withMnemonics(['Undo', 'Use', 'R&D', 'u'])).toEqual(['&Undo', 'U&se', '&R&&D', 'u'])
  })
})

describe('acceleratorOf', () => {
  it('writes every key of the catalogue as Electron does', () => {
    expect(['Ctrl+Shift+Z', 'Shift+ArrowLeft', '+'].map(acceleratorOf)).toEqual([
      'CmdOrCtrl+Shift+Z',
      'Shift+Left',
      'Plus',
    ])
    const keys = commandIds.flatMap((id) => commandCatalogue[id].keys ?? [])
    expect(keys.filter((key) => acceleratorOf(key) === null)).toEqual([])
  })
})
