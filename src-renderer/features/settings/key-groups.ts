import type { CommandId } from '#shared/commands/catalogue.ts'
import { commandCatalogue, commandIds } from '#shared/commands/catalogue.ts'
import { commandContexts } from '#shared/commands/contexts.ts'

export interface KeyGroup {
  readonly name: string
  readonly ids: readonly CommandId[]
}

/** The commands whose words, or place, have every word of the search, by where they work. */
export function keyGroups(search: string): readonly KeyGroup[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  const groups = new Map<string, CommandId[]>()
  for (const id of commandIds) {
    const { label, context } = commandCatalogue[id]
    const name = commandContexts[context].label
    const text = `${label} ${name}`.toLowerCase()
    if (words.every((word) => text.includes(word))) groups.set(name, [...(groups.get(name) ?? []), id])
  }
  return [...groups].map(([name, ids]) => ({ name, ids }))
}
