import type { CommandTable } from './command-data.ts'

const people = { context: 'people' } as const
const ofPerson = { ...people, inPalette: false } as const
const appearances = { context: 'appearances', fixed: true } as const

export const peopleCommands = {
  'people.confirm': { ...people, label: 'Confirm the proposed patient', keys: ['C'] },
  // Of the person that the focus is on.
  'people.patient': { ...ofPerson, label: 'This is the patient' },
  'people.clinician': { ...ofPerson, label: 'This is a clinician' },
  'people.other': { ...ofPerson, label: 'This is somebody else' },
  'people.unknown': { ...ofPerson, label: 'It is not known who this is' },
  'people.select': { ...ofPerson, label: 'Select, or select no longer' },
  'people.merge': { ...people, label: 'All that are selected are the same person' },

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
