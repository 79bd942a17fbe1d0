import type { CommandTable } from './command-data.ts'

const everywhere = { context: 'everywhere' } as const
const history = { context: 'history' } as const

export const historyCommands = {
  'history-of-clip': { ...everywhere, label: 'History of this clip', keys: ['H'] },
  'history-of-visit': { ...everywhere, label: 'History of this visit', keys: ['Shift+H'] },
  'history-of-patient': { ...everywhere, label: 'History of this patient' },
  'history-of-scale': { ...everywhere, label: 'History of this scale' },
  'history.search': { ...history, label: 'Search in the history', keys: ['/', 'Ctrl+F'] },
  'history.check': { ...history, label: 'Check the chain of the journal' },
  'history.export': { ...history, label: 'Export the audit trail…' },
} as const satisfies CommandTable
