import type { CommandId } from '#shared/commands/catalogue.ts'
import type { MenuItem } from '../ui/menu-item.ts'
import { shownKeys } from './pressed-keys.ts'
import { findCommand } from './registry.ts'

/**
 * What a menu says of these commands, with a line between two groups. Commands that nothing on the screen knows are left
 * out; those that cannot be carried out now are there, but not to be chosen.
 */
export function menuItemsOf(
  groups: readonly (readonly CommandId[])[],
  target: EventTarget | null = null,
): MenuItem<CommandId>[] {
  return groups.flatMap((group, place) =>
    group
      .flatMap((id) => {
        const command = findCommand(id, target)
        return command === null ? [] : [{ id, command }]
      })
      .map(({ id, command }, index) => {
        const [keys] = command.keys()
        return {
          id,
          label: command.label(),
          icon: command.icon,
          kbd: keys === undefined ? undefined : shownKeys(keys),
          disabled: !command.when(),
          separated: place > 0 && index === 0,
        }
      }),
  )
}
