import type { CommandId } from './catalogue.ts'

/** What the application menu holds, menu by menu; `null` is a line between two groups. */
export const applicationMenus = {
  file: ['open-study', 'close-study', null, 'import', 'export'],
  edit: ['undo', 'redo', null, 'find'],
  view: [
    'go-library',
    'go-cut',
    'go-people',
    'go-review',
    'go-rate',
    'go-analysis',
    'go-packs',
    'go-history',
    'go-settings',
    null,
    'theme',
  ],
  help: ['shortcuts', 'change-keys'],
} as const satisfies Readonly<Record<string, readonly (CommandId | null)[]>>

type MenuEntry = Exclude<(typeof applicationMenus)[keyof typeof applicationMenus][number], null>

/** What main may ask the window to do. */
export const menuCommandIds: readonly MenuEntry[] = Object.values(applicationMenus)
  .flat()
  .filter((id): id is MenuEntry => id !== null)

const known: ReadonlySet<string> = new Set(menuCommandIds)

export function isMenuCommand(id: CommandId): id is MenuEntry {
  return known.has(id)
}
