import type { CommandTable } from './command-data.ts'

/** Of the chart that the pointer or the focus is in. */
const chart = { context: 'chart', inPalette: false } as const

export const chartCommands = {
  'chart.open': { ...chart, label: 'Open this visit in Review' },
  'chart.table': { ...chart, label: 'Show as table' },
  'chart.png': { ...chart, label: 'Save as PNG…' },
  'chart.svg': { ...chart, label: 'Save as SVG…' },
  'chart.csv': { ...chart, label: 'Save numbers as CSV…' },
  'chart.copy-picture': { ...chart, label: 'Copy picture' },
  'chart.copy-numbers': { ...chart, label: 'Copy numbers' },
} as const satisfies CommandTable
