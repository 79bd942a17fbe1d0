import type { ContextMenuParams, MenuItemConstructorOptions } from 'electron'
import type { CommandId } from '#shared/commands/catalogue.ts'
import { commandCatalogue } from '#shared/commands/catalogue.ts'

export type TextPlace = Pick<ContextMenuParams, 'isEditable' | 'selectionText' | 'editFlags'>

/**
 * What can be done with the text under the pointer or the cursor: everything in a field, copying of what is selected
 * elsewhere, nothing where there is no text. Undo and redo go the way of their keys, as the window knows whose history it is.
 */
export function textMenuTemplate(
  { isEditable, selectionText, editFlags }: TextPlace,
  run: (id: CommandId) => void,
): MenuItemConstructorOptions[] {
  const role = (
    id: CommandId,
    name: 'cut' | 'copy' | 'paste' | 'selectAll',
    enabled: boolean,
  ): MenuItemConstructorOptions => ({ id, label: commandCatalogue[id].label, role: name, enabled })
  const step = (id: 'undo' | 'redo'): MenuItemConstructorOptions => ({
    id,
    label: commandCatalogue[id].label,
    click: () => {
      run(id)
    },
  })

  const copy = role('text.copy', 'copy', editFlags.canCopy)
  if (!isEditable) return selectionText.trim() === '' ? [] : [copy]
  return [
    step('undo'),
    step('redo'),
    { type: 'separator' },
    role('text.cut', 'cut', editFlags.canCut),
    copy,
    role('text.paste', 'paste', editFlags.canPaste),
    { type: 'separator' },
    role('text.select-all', 'selectAll', editFlags.canSelectAll),
  ]
}
