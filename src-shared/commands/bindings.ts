import { z } from 'zod'
import type { CommandId } from './catalogue.ts'
import { commandCatalogue, commandIds, isCommandId } from './catalogue.ts'
import { canMeet } from './contexts.ts'
import { readKeys } from './key-names.ts'

/** More than anybody needs, and few enough to be told in one line. */
const maxKeysOfCommand = 4

/**
 * The keys that the user chose, by command; none at all for an empty list. Not checked further: another version knows other
 * commands, and what means nothing here is passed over.
 */
export const keyChoicesSchema = z
  .record(z.string().max(60), z.array(z.string().max(30)).max(maxKeysOfCommand))
  .refine((choices) => Object.keys(choices).length <= 500, 'These are more keys than there are commands.')
export type KeyChoices = Readonly<Record<string, readonly string[]>>

export type KeyBindings = Readonly<Record<CommandId, readonly string[]>>

const neverKeys: ReadonlySet<string> = new Set(['Tab', 'Escape', 'ContextMenu', 'Enter'])
/** What the menu of the program, the system or every text field does with Ctrl. */
const neverWithCtrl: ReadonlySet<string> = new Set([
  'A',
  'C',
  'V',
  'X',
  'Q',
  'W',
  'M',
  'H',
  '+',
  '=',
  '-',
  '0',
])

/** Why these keys cannot be this command's, in a sentence; `null` when they can. */
export function keyProblem(id: CommandId, keys: string): string | null {
  const parts = readKeys(keys)
  if (parts === null) return 'This is no key that the program knows.'
  const { ctrl, alt, key } = parts
  const { fixed, typing } = commandCatalogue[id]
  if (fixed === true) return 'This key belongs to the list or field that it works in.'
  if (commandCatalogue[id].keys?.includes(keys) === true) return null
  if (neverKeys.has(key) || (ctrl && neverWithCtrl.has(key)) || keys === 'Shift+F10' || keys === 'Alt+F4')
    return `${keys} has a meaning of its own in lists, fields or windows.`
  if (typing === 'also' && !ctrl && !alt && !/^F\d+$/.test(key))
    return 'This command also works while text is typed, so its key needs Ctrl or Alt.'
  return null
}

const typed = { never: [false], also: [false, true], only: [true] } as const

/** Whether both may be there at the same moment, so that one key cannot mean both. */
function canCollide(one: CommandId, other: CommandId): boolean {
  const [a, b] = [commandCatalogue[one], commandCatalogue[other]]
  const ofB: readonly boolean[] = typed[b.typing ?? 'never']
  return (
    one !== other &&
    canMeet(a.context, b.context) &&
    typed[a.typing ?? 'never'].some((isTyping) => ofB.includes(isTyping))
  )
}

/** Who else has these keys where the command works. */
export function holdersOf(id: CommandId, keys: string, bindings: KeyBindings): readonly CommandId[] {
  return commandIds.filter((other) => bindings[other].includes(keys) && canCollide(id, other))
}

/**
 * The keys of every command. What the user chose comes first: a key from the start gives way to it, so that no two commands
 * have one key in one place, whatever the choices say.
 */
export function bindKeys(choices: KeyChoices): KeyBindings {
  const chosen = new Map(
    Object.entries(choices).flatMap(([id, keys]) =>
      isCommandId(id) && commandCatalogue[id].fixed !== true
        ? [[id, keys.filter((key) => keyProblem(id, key) === null)] as const]
        : [],
    ),
  )
  const bindings = Object.fromEntries(commandIds.map((id) => [id, []])) as unknown as Record<
    CommandId,
    readonly string[]
  >
  const isFixed = (id: CommandId): boolean => commandCatalogue[id].fixed === true
  const inOrder = [
    ...commandIds.filter(isFixed),
    ...chosen.keys(),
    ...commandIds.filter((id) => !isFixed(id) && !chosen.has(id)),
  ]
  for (const id of inOrder) {
    const wanted = chosen.get(id) ?? commandCatalogue[id].keys ?? []
    bindings[id] = [...new Set(wanted)].filter((keys) => holdersOf(id, keys, bindings).length === 0)
  }
  return bindings
}

/** The choices with these keys for the command, taken from those who had them; `null` for those from the start. */
export function chooseKeys(choices: KeyChoices, id: CommandId, keys: readonly string[] | null): KeyChoices {
  const next: Record<string, readonly string[]> = { ...choices }
  if (keys === null) {
    const { [id]: _, ...rest } = next
    return rest
  }
  const before = bindKeys(choices)
  for (const key of keys) {
    for (const other of holdersOf(id, key, before)) {
      if (commandCatalogue[other].fixed !== true)
        next[other] = (next[other] ?? before[other]).filter((known) => known !== key)
    }
  }
  return { ...next, [id]: keys }
}
