import { chartCommands } from './chart-commands.ts'
import type { CommandData } from './command-data.ts'
import { correctionCommands } from './correction-commands.ts'
import { cutCommands } from './cut-commands.ts'
import { everywhereCommands } from './everywhere-commands.ts'
import { historyCommands } from './history-commands.ts'
import { libraryCommands } from './library-commands.ts'
import { peopleCommands } from './people-commands.ts'
import { rateCommands } from './rate-commands.ts'
import { reviewCommands } from './review-commands.ts'
import { textCommands } from './text-commands.ts'

const tables = {
  ...everywhereCommands,
  ...textCommands,
  ...historyCommands,
  ...libraryCommands,
  ...reviewCommands,
  ...cutCommands,
  ...peopleCommands,
  ...rateCommands,
  ...chartCommands,
  ...correctionCommands,
}
export type CommandId = keyof typeof tables

/** Everything that the program can be told to do: palette, keys, menus, tooltips and key sheet are made from it. */
export const commandCatalogue: Readonly<Record<CommandId, CommandData>> = tables

export const commandIds = Object.keys(tables) as readonly CommandId[]

export function isCommandId(id: string): id is CommandId {
  return Object.hasOwn(tables, id)
}
