import { Menu, app } from 'electron'
import type { MenuItemConstructorOptions } from 'electron'
import type { IpcEvent } from '#shared/ipc/contract.ts'
import type { EmitEvent } from './emit-event.ts'

type MenuCommand = IpcEvent<'menu.command'>['command']

export interface MenuOptions {
  readonly emit: EmitEvent
  readonly openStudy: () => void
  readonly closeStudy: () => void
  readonly developerTools: boolean
}

/** The application menu. What the window does itself is sent to it as a command. */
export function installMenu({ emit, openStudy, closeStudy, developerTools }: MenuOptions): void {
  const entry = (label: string, command: MenuCommand, accelerator?: string): MenuItemConstructorOptions => ({
    label,
    click: () => {
      emit('menu.command', { command })
    },
    ...(accelerator === undefined ? {} : { accelerator }),
  })
  const isMac = process.platform === 'darwin'
  const template: MenuItemConstructorOptions[] = [
    ...(isMac ? [{ label: app.name, role: 'appMenu' } as const] : []),
    {
      label: '&File',
      submenu: [
        { label: '&Open study…', accelerator: 'CmdOrCtrl+O', click: openStudy },
        { label: '&Close study', click: closeStudy },
        { type: 'separator' },
        entry('&Import sessions…', 'import', 'CmdOrCtrl+I'),
        entry('&Export…', 'export', 'CmdOrCtrl+E'),
        { type: 'separator' },
        isMac ? { role: 'close' } : { role: 'quit' },
      ],
    },
    {
      label: '&Edit',
      submenu: [
        // No accelerators here: in a text field these keys belong to the field, elsewhere to the window.
        entry('&Undo', 'undo'),
        entry('&Redo', 'redo'),
        { type: 'separator' },
        { role: 'cut' },
        { role: 'copy' },
        { role: 'paste' },
        { role: 'selectAll' },
        { type: 'separator' },
        entry('&Find anything', 'find'),
      ],
    },
    {
      label: '&View',
      submenu: [
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
        ...(developerTools ? ([{ role: 'reload' }, { role: 'toggleDevTools' }] as const) : []),
      ],
    },
    ...(isMac ? [{ role: 'windowMenu' } as const] : []),
    { label: '&Help', role: 'help', submenu: [entry('&Keyboard shortcuts', 'shortcuts')] },
  ]
  Menu.setApplicationMenu(Menu.buildFromTemplate(template))
}
