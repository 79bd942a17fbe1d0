import { BrowserWindow, clipboard, dialog, shell } from 'electron'
import type { OpenDialogOptions } from 'electron'
import type { Desktop, FileKind } from './desktop.ts'
import { printPdf } from './print-pdf.ts'

const filterOf = ({ name, extensions }: FileKind): { name: string; extensions: string[] } => ({
  name,
  extensions: [...extensions],
})

/** Folders and files of a study are no entry of the system's list of what was last opened (Windows keeps one). */
function unlisted(options: OpenDialogOptions): OpenDialogOptions {
  return { ...options, properties: [...(options.properties ?? []), 'dontAddToRecent'] }
}

async function open(options: OpenDialogOptions): Promise<string[] | null> {
  const [parent] = BrowserWindow.getAllWindows()
  const { canceled, filePaths } = await (parent === undefined
    ? dialog.showOpenDialog(unlisted(options))
    : dialog.showOpenDialog(parent, unlisted(options)))
  return canceled || filePaths.length === 0 ? null : filePaths
}

export const electronDesktop: Desktop = {
  async chooseFolder({ title, button, mayCreate }) {
    const properties = ['openDirectory', ...(mayCreate ? (['createDirectory'] as const) : [])] as const
    const chosen = await open({ title, message: title, buttonLabel: button, properties: [...properties] })
    return chosen?.[0] ?? null
  },
  async chooseFolders({ title, button }) {
    return await open({
      title,
      message: title,
      buttonLabel: button,
      properties: ['openDirectory', 'multiSelections'],
    })
  },
  async chooseFile({ title, button, kind }) {
    const chosen = await open({
      title,
      message: title,
      buttonLabel: button,
      filters: [filterOf(kind)],
      properties: ['openFile'],
    })
    return chosen?.[0] ?? null
  },
  async chooseTarget({ title, name, kind }) {
    const options = {
      ...{ title, message: title, defaultPath: name, filters: [filterOf(kind)] },
      properties: ['dontAddToRecent' as const],
    }
    const [parent] = BrowserWindow.getAllWindows()
    const { canceled, filePath } = await (parent === undefined
      ? dialog.showSaveDialog(options)
      : dialog.showSaveDialog(parent, options))
    return canceled || filePath === '' ? null : filePath
  },
  showInFolder(path) {
    shell.showItemInFolder(path)
  },
  async ask({ message, detail, buttons, defaultButton }) {
    const options = {
      ...({ type: 'question', message, detail, noLink: true } as const),
      ...{ buttons: [...buttons], defaultId: defaultButton, cancelId: 0 },
    }
    const [parent] = BrowserWindow.getAllWindows()
    const { response } = await (parent === undefined
      ? dialog.showMessageBox(options)
      : dialog.showMessageBox(parent, options))
    return response
  },
  copyText(text) {
    void clipboard.writeText(text)
  },
  printPdf,
}
