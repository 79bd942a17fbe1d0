import { computed, shallowReadonly, shallowRef } from 'vue'
import type { ComputedRef, ShallowRef } from 'vue'
import { chooseKeys, holdersOf, keyProblem } from '#shared/commands/bindings.ts'
import type { KeyChoices } from '#shared/commands/bindings.ts'
import type { CommandId } from '#shared/commands/catalogue.ts'
import { commandCatalogue } from '#shared/commands/catalogue.ts'
import { commandContexts } from '#shared/commands/contexts.ts'
import { isModifierAlone, keysOf, shownKeys } from '../../commands/pressed-keys.ts'
import { useErrors } from '../../composables/use-errors.ts'
import { useSettingsStore } from '../../stores/settings.ts'

/** A key that was pressed for a command and cannot simply be its key. */
export interface KeyConflict {
  readonly id: CommandId
  readonly keys: string
  readonly message: string
  /** Whether it can be taken from the commands that have it. */
  readonly canTake: boolean
}

export interface KeyChange {
  /** The command whose new key is waited for. */
  readonly waiting: Readonly<ShallowRef<CommandId | null>>
  readonly conflict: Readonly<ShallowRef<KeyConflict | null>>
  readonly hasChanges: ComputedRef<boolean>
  isChanged(id: CommandId): boolean
  begin(id: CommandId): void
  /** Nothing is changed. */
  cancel(): void
  /** A key press while one is waited for; answers whether it was taken. */
  press(event: KeyboardEvent): boolean
  /** Takes the key of the conflict from those who have it. */
  take(): Promise<void>
  clear(id: CommandId): Promise<void>
  reset(id: CommandId): Promise<void>
  resetAll(): Promise<void>
}

function named(ids: readonly CommandId[]): string {
  return ids
    .map((id) => `“${commandCatalogue[id].label}” (${commandContexts[commandCatalogue[id].context].label})`)
    .join(' and ')
}

/** Changing the keys of commands, one at a time. A key that another command has is told before it is taken. */
export function useKeyChange(): KeyChange {
  const settings = useSettingsStore()
  const { attempt } = useErrors()
  const waiting = shallowRef<CommandId | null>(null)
  const conflict = shallowRef<KeyConflict | null>(null)

  async function save(keys: KeyChoices): Promise<void> {
    const plain = Object.fromEntries(Object.entries(keys).map(([id, chosen]) => [id, [...chosen]]))
    await attempt(() => settings.save({ keys: plain }), 'The key was not changed')
  }

  function cancel(): void {
    waiting.value = null
    conflict.value = null
  }

  /** Why it cannot simply be that command's key; `null` when it can. */
  function conflictOf(id: CommandId, keys: string): KeyConflict | null {
    const problem = keyProblem(id, keys)
    if (problem !== null) return { id, keys, message: problem, canTake: false }
    const holders = holdersOf(id, keys, settings.keyBindings)
    if (holders.length === 0) return null
    const canTake = holders.every((other) => commandCatalogue[other].fixed !== true)
    const whose = `${shownKeys(keys)} belongs to ${named(holders)}`
    return { id, keys, canTake, message: canTake ? `${whose}.` : `${whose}, which cannot be changed.` }
  }

  function press(event: KeyboardEvent): boolean {
    const id = waiting.value
    if (id === null) return false
    if (isModifierAlone(event)) return true
    const keys = keysOf(event)
    if (keys === 'Escape' || keys === 'Tab' || keys === 'Shift+Tab') {
      cancel()
      return keys === 'Escape'
    }
    waiting.value = null
    conflict.value = conflictOf(id, keys)
    if (conflict.value === null) void save(chooseKeys(settings.settings.keys, id, [keys]))
    return true
  }

  return {
    waiting: shallowReadonly(waiting),
    conflict: shallowReadonly(conflict),
    hasChanges: computed(() => Object.keys(settings.settings.keys).length > 0),
    isChanged: (id) => Object.hasOwn(settings.settings.keys, id),
    begin: (id) => {
      conflict.value = null
      waiting.value = id
    },
    cancel,
    press,
    take: async () => {
      const known = conflict.value
      conflict.value = null
      if (known?.canTake === true) await save(chooseKeys(settings.settings.keys, known.id, [known.keys]))
    },
    clear: (id) => save(chooseKeys(settings.settings.keys, id, [])),
    reset: (id) => save(chooseKeys(settings.settings.keys, id, null)),
    resetAll: () => save({}),
  }
}
