import type { CommandTable } from './command-data.ts'

const library = { context: 'library' } as const

export const libraryCommands = {
  'library.search': { ...library, label: 'Search clips', keys: ['/', 'Ctrl+F'] },
  'library.open': { ...library, label: 'Open the clip in Review', keys: ['Enter'], fixed: true },
  'library.move': {
    ...library,
    label: 'Move in the list; with Shift, select',
    keys: ['ArrowUp', 'ArrowDown'],
    fixed: true,
  },
  'library.select-all': { ...library, label: 'Select all shown', keys: ['Ctrl+A'], fixed: true },
  'library.predict': { ...library, label: 'Predict the selected clips', keys: ['P'] },
  'library.predict-shown': { ...library, label: 'Predict the clips that are shown' },
  'library.rate-session': { ...library, label: 'Rate this session' },
  'library.people-of-session': { ...library, label: 'Who is in this session' },
  'library.rate': { ...library, label: 'Rate the clip’s session', keys: ['R'] },
} as const satisfies CommandTable
