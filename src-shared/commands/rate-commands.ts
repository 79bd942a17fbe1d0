import type { CommandTable } from './command-data.ts'

const rate = { context: 'rate' } as const
/** The row of an item takes these, as a group of buttons does. */
const ofItem = { ...rate, fixed: true } as const

export const rateCommands = {
  'rate.value': { ...ofItem, label: 'Rate the item (any number in its range)', keys: ['1', '2', '3'] },
  'rate.next-item': { ...ofItem, label: 'Next item', keys: ['Enter', 'ArrowDown'] },
  'rate.previous-item': { ...ofItem, label: 'Item before', keys: ['ArrowUp'] },
  'rate.clear': { ...ofItem, label: 'Clear the item', keys: ['Delete'] },
  'rate.first-open': { ...rate, label: 'Go to the first open item', keys: ['F'] },
  'rate.new-scale': { ...rate, label: 'New scale' },
  'rate.next-session': { ...rate, label: 'Next session', keys: ['N'] },
  'rate.previous-session': { ...rate, label: 'Session before', keys: ['Shift+N'] },
  'rate.previous-clip': { ...rate, label: 'Previous clip', keys: ['PageUp'], inPalette: false },
  'rate.next-clip': { ...rate, label: 'Next clip', keys: ['PageDown'], inPalette: false },
} as const satisfies CommandTable
