import { Menu, app, dialog } from 'electron'
import type { BrowserWindow } from 'electron'
import { bindKeys } from '#shared/commands/bindings.ts'
import type { CommandId } from '#shared/commands/catalogue.ts'
import { isMenuCommand } from '#shared/commands/menus.ts'
import type { IpcChannel } from '#shared/ipc/contract.ts'
import type { EmitEvent } from './emit-event.ts'
import type { Dispatch } from './ipc/dispatch.ts'
import { menuTemplate } from './menu-template.ts'
import type { SettingsStore } from './settings-store.ts'
import { installTextMenu } from './text-menu.ts'

export interface MenuOptions {
  readonly emit: EmitEvent
  readonly dispatch: Dispatch
  readonly window: BrowserWindow
  readonly settings: SettingsStore
  readonly developerTools: boolean
}

/** What main itself can do, so that it also works where no window listens. */
const doneHere: { readonly [Id in CommandId]?: IpcChannel } = {
  'open-study': 'study.open',
  'close-study': 'study.close',
}

/** The application menu, with the keys that the user has, and that of text fields. What the window does is sent to it. */
export function installMenu({ emit, dispatch, window, settings, developerTools }: MenuOptions): void {
  /** What the window could ask, too; here the menu itself shows why it did not work. */
  const ask = async (channel: IpcChannel): Promise<void> => {
    const result = await dispatch(channel, undefined)
    if (!result.ok && result.code !== 'cancelled')
      await dialog.showMessageBox(window, { type: 'error', message: result.message })
  }
  const run = (id: CommandId): void => {
    const channel = doneHere[id]
    if (channel !== undefined) void ask(channel)
    else if (isMenuCommand(id)) emit('menu.command', { command: id })
  }

  let shown: unknown = null
  const show = (): void => {
    const { keys } = settings.read()
    if (keys === shown) return
    shown = keys
    const isMac = process.platform === 'darwin'
    const needs = { bindings: bindKeys(keys), run, appName: app.name, isMac, developerTools }
    Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(needs)))
  }
  show()
  settings.onChange(show)
  installTextMenu(window, run)
}
