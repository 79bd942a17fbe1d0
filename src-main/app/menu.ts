import { Menu, app, dialog } from 'electron'
import type { BrowserWindow, MenuItemConstructorOptions } from 'electron'
import type { IpcChannel, IpcEvent } from '#shared/ipc/contract.ts'
import type { EmitEvent } from './emit-event.ts'
import type { Dispatch } from './ipc/dispatch.ts'

type MenuCommand = IpcEvent<'menu.command'>['command']

export interface MenuOptions {
  readonly emit: EmitEvent
  readonly dispatch: Dispatch
  readonly window: BrowserWindow
  readonly developerTools: boolean
}

/** The application menu. What the window does itself is sent to it as a command. */
export function installMenu({ emit, dispatch, window, developerTools }: MenuOptions): void {
  /** What the window could ask, too; here the menu itself shows why it did not work. */
  const ask = async (channel: IpcChannel): Promise<void> => {
    const result = await dispatch(channel, undefined)
    if (!result.ok) await dialog.showMessageBox(window, { type: 'error', message: result.message })
  }

  const entry = (label: string, command: MenuCommand, accelerator?: string): MenuItemConstructorOptions => ({
    label,
    click: () => {
      emit('menu.command', { command })
    },
    // Shown only: the window hears these keys itself, and knows when they belong to a text field.
    ...(accelerator === undefined ? {} : { accelerator, registerAccelerator: false }),
  })
  const isMac = process.platform === 'darwin'
  const template: MenuItemConstructorOptions[] = [
    ...(isMac ? [{ label: app.name, role: 'appMenu' } as const] : []),
    {
      label: '&File',
      submenu: [
        { label: '&Open study…', accelerator: 'CmdOrCtrl+O', click: () => void ask('study.open') },
        { label: '&Close study', click: () => void ask('study.close') },
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
