import type { Component } from 'vue'
import { commandIcons } from '../../commands/command-icons.ts'
import type { ScreenName } from '#shared/commands/contexts.ts'
import { screenNames } from '#shared/commands/contexts.ts'

export interface ViewEntry {
  name: ScreenName
  label: string
  icon: Component | undefined
}

const labels: Readonly<Record<ScreenName, string>> = {
  library: 'Library',
  cut: 'Cut',
  people: 'People',
  review: 'Review',
  rate: 'Rate',
  analysis: 'Analysis',
  packs: 'Packs',
  history: 'History',
  settings: 'Settings',
}

/** The rail, top to bottom. */
export const viewEntries: readonly ViewEntry[] = screenNames.map((name) => ({
  name,
  label: labels[name],
  icon: commandIcons[`go-${name}`],
}))
