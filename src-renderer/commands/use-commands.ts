import type { CommandId } from '#shared/commands/catalogue.ts'
import { commandCatalogue, isCommandId } from '#shared/commands/catalogue.ts'
import { commandContexts } from '#shared/commands/contexts.ts'
import { useSettingsStore } from '../stores/settings.ts'
import { commandIcons } from './command-icons.ts'
import { shownKeys } from './pressed-keys.ts'
import type { Command } from './registry.ts'
import { registerCommands } from './registry.ts'

/** What a screen brings to a command of the catalogue. */
export interface CommandHandler {
  /** Leave out where a control does it itself: it is then told in the key sheet. */
  readonly run?: () => void
  /** Whether it can be carried out now; always, unless told. */
  readonly when?: () => boolean
  readonly isFor?: Command['isFor']
  /** In the words of the moment. */
  readonly label?: () => string
}

export type CommandHandlers = { readonly [Id in CommandId]?: CommandHandler }

/** Makes these commands work as long as the calling component is there. */
export function useCommands(handlers: CommandHandlers): void {
  const settings = useSettingsStore()
  registerCommands(
    Object.entries(handlers).flatMap(([id, handler]): Command[] => {
      if (!isCommandId(id)) return []
      const data = commandCatalogue[id]
      return [
        {
          ...data,
          id,
          name: data.label,
          label: handler.label ?? (() => data.label),
          group: commandContexts[data.context].label,
          icon: commandIcons[id],
          keys: () => settings.keyBindings[id],
          when: handler.when ?? (() => true),
          isFor: handler.isFor ?? (() => true),
          run: handler.run,
        },
      ]
    }),
  )
}

/** The key of a command as tooltips and menus show it; `undefined` when it has none. */
export function useKeyHints(): (id: CommandId) => string | undefined {
  const settings = useSettingsStore()
  return (id) => {
    const [first] = settings.keyBindings[id]
    return first === undefined ? undefined : shownKeys(first)
  }
}
