import type { MenuItemConstructorOptions } from 'electron'
import type { KeyBindings } from '#shared/commands/bindings.ts'
import type { CommandId } from '#shared/commands/catalogue.ts'
import { commandCatalogue } from '#shared/commands/catalogue.ts'
import { readKeys } from '#shared/commands/key-names.ts'
import { applicationMenus } from '#shared/commands/menus.ts'

const acceleratorNames: Readonly<Record<string, string>> = {
  '+': 'Plus',
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
}

/** Keys of a command as Electron writes them: `CmdOrCtrl+Shift+Z`. */
export function acceleratorOf(keys: string): string | null {
  const parts = readKeys(keys)
  if (parts === null) return null
  const { ctrl, alt, shift, key } = parts
  const held = [ctrl ? 'CmdOrCtrl' : '', alt ? 'Alt' : '', shift ? 'Shift' : '']
  return [...held.filter((name) => name !== ''), acceleratorNames[key] ?? key].join('+')
}

/** The labels with `&` before a letter that no other of the menu has, where there is one. */
export function withMnemonics(labels: readonly string[]): string[] {
  const taken = new Set<string>()
  return labels.map((label) => {
    const place = [...label].findIndex((sign) => /[A-Za-z]/.test(sign) && !taken.has(sign.toLowerCase()))
    const plain = (text: string): string => text.replaceAll('&', '&&')
    if (place < 0) return plain(label)
    taken.add(label.charAt(place).toLowerCase())
    return `${plain(label.slice(0, place))}&${plain(label.slice(place))}`
  })
}

export interface MenuNeeds {
  readonly bindings: KeyBindings
  readonly run: (id: CommandId) => void
  readonly appName: string
  readonly isMac: boolean
  readonly developerTools: boolean
}

const line = { type: 'separator' } as const

/** The application menu, made of the list of commands; what Electron itself does stands between. */
export function menuTemplate(needs: MenuNeeds): MenuItemConstructorOptions[] {
  const { bindings, run, isMac } = needs

  function entriesOf(ids: readonly (CommandId | null)[]): MenuItemConstructorOptions[] {
    const labels = withMnemonics(ids.map((id) => (id === null ? '' : commandCatalogue[id].label)))
    return ids.map((id, place) => {
      if (id === null) return line
      const { claimsKey } = commandCatalogue[id]
      const [keys] = bindings[id]
      // In a text field these keys belong to the field, which a menu does not know.
      const accelerator = keys === undefined || claimsKey === true ? null : acceleratorOf(keys)
      return {
        id,
        label: labels[place] ?? '',
        click: () => {
          run(id)
        },
        // Shown only: the window hears these keys itself, and knows when they belong to a text field.
        ...(accelerator === null ? {} : { accelerator, registerAccelerator: false }),
      }
    })
  }
  const { file, edit, view, help } = applicationMenus
  const [undo, redo, gap, ...find] = entriesOf(edit)
  return [
    ...(isMac ? [{ label: needs.appName, role: 'appMenu' } as const] : []),
    { label: '&File', submenu: [...entriesOf(file), line, isMac ? { role: 'close' } : { role: 'quit' }] },
    {
      label: '&Edit',
      submenu: [
        ...[undo, redo, gap].filter((entry) => entry !== undefined),
        { role: 'cut' },
        { role: 'copy' },
        { role: 'paste' },
        { role: 'selectAll' },
        line,
        ...find,
      ],
    },
    {
      label: '&View',
      submenu: [
        ...entriesOf(view),
        line,
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        line,
        { role: 'togglefullscreen' },
        ...(needs.developerTools ? ([{ role: 'reload' }, { role: 'toggleDevTools' }] as const) : []),
      ],
    },
    ...(isMac ? [{ label: 'Window', role: 'windowMenu' } as const] : []),
    { label: '&Help', role: 'help', submenu: entriesOf(help) },
  ]
}
