import type { CommandTable } from './command-data.ts'

const text = { context: 'text', typing: 'only', fixed: true } as const

/** Of every text field. Undo and redo there are those of everywhere. */
export const textCommands = {
  'text.cut': { ...text, label: 'Cut', keys: ['Ctrl+X'] },
  'text.copy': { ...text, label: 'Copy', keys: ['Ctrl+C'] },
  'text.paste': { ...text, label: 'Paste', keys: ['Ctrl+V'] },
  'text.select-all': { ...text, label: 'Select all', keys: ['Ctrl+A'] },
} as const satisfies CommandTable
