import { Menu } from 'electron'
import type { BrowserWindow } from 'electron'
import type { CommandId } from '#shared/commands/catalogue.ts'
import { textMenuTemplate } from './text-menu-template.ts'

/**
 * The menu of text fields. It is the system's own, opened by main: the window may not read the clipboard, and a field keeps
 * its cursor and selection while such a menu is open. The window's menus keep this event to themselves.
 */
export function installTextMenu(window: BrowserWindow, run: (id: CommandId) => void): void {
  window.webContents.on('context-menu', (_event, place) => {
    const template = textMenuTemplate(place, run)
    if (template.length > 0) Menu.buildFromTemplate(template).popup({ window, x: place.x, y: place.y })
  })
}
