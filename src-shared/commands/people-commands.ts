import type { CommandTable } from './command-data.ts'

const people = { context: 'people' } as const
const appearances = { context: 'appearances', fixed: true } as const

export const peopleCommands = {
  'people.confirm': { ...people, label: 'Confirm the proposed patient', keys: ['C'] },

  'appearances.move': {
    ...appearances,
    label: 'Move between appearances; with Shift, select',
    keys: ['ArrowLeft', 'ArrowRight'],
  },
  'appearances.select': { ...appearances, label: 'Select the appearance', keys: ['Space'] },
  'appearances.open': { ...appearances, label: 'Show the appearance in Review', keys: ['Enter'] },
  'appearances.zoom-in': { ...appearances, label: 'Zoom in', keys: ['+'] },
  'appearances.zoom-out': { ...appearances, label: 'Zoom out', keys: ['-'] },
} as const satisfies CommandTable
