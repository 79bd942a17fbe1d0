import type { CommandTable } from './command-data.ts'

const cut = { context: 'cut' } as const
const filmstrip = { context: 'filmstrip', inPalette: false } as const

export const cutCommands = {
  'filmstrip.larger': { ...filmstrip, label: 'Larger', keys: ['+', '='] },
  'filmstrip.smaller': { ...filmstrip, label: 'Smaller', keys: ['-'] },
  'filmstrip.all': { ...filmstrip, label: 'The whole video', keys: ['0'] },

  'cut.split': { ...cut, label: 'Split before the frame on screen', keys: ['S'] },
  'cut.merge': { ...cut, label: 'Merge with the next clip', keys: ['M'] },
  'cut.trim-start': { ...cut, label: 'Begin the clip with the frame on screen', keys: ['['] },
  'cut.trim-end': { ...cut, label: 'End the clip with the frame on screen', keys: [']'] },
  'cut.add': { ...cut, label: 'New clip in a gap', keys: ['A'] },
  'cut.exclude': { ...cut, label: 'Exclude the clip, or include it again', keys: ['X'] },
  'cut.remove': { ...cut, label: 'Remove the clip', keys: ['Delete'] },
  'cut.previous': { ...cut, label: 'Previous clip', keys: ['ArrowUp'], inPalette: false },
  'cut.next': { ...cut, label: 'Next clip', keys: ['ArrowDown'], inPalette: false },
  'cut.review': { ...cut, label: 'Open the clip in Review', keys: ['Enter'] },
} as const satisfies CommandTable
