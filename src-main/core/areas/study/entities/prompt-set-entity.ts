import { z } from 'zod'
import { newPromptSetSchema } from '#shared/domain/prompt-set.ts'
import type { NewPromptSet } from '#shared/domain/prompt-set.ts'
import { AppError } from '#shared/errors.ts'
import type { PromptSetRepository } from '../../prediction/prompt-set-repository.ts'
import { derivedUid } from '../../../journal/uid.ts'
import type { Key } from '../../../journal/changes.ts'
import type { Entity } from '../../../journal/entity.ts'

export const PROMPT_SET = 'prompt-set'

const partsSchema = z.tuple([z.string(), z.string()])

/** By the name and what it compares: a name may be given again to other classes when its set was deleted. */
export function promptSetKey({ name, classes }: Pick<NewPromptSet, 'name' | 'classes'>): Key {
  const said = classes.flatMap(({ label, sentence }) => [label, sentence])
  return [name, derivedUid('prompts', ...said)]
}

/** Sets that the users made; those of packs come and go with them. A deleted one keeps its row and its predictions. */
export function promptSetEntity({
  promptSets,
}: {
  readonly promptSets: PromptSetRepository
}): Entity<NewPromptSet> {
  const idOf = (key: Key): number | null => {
    const [name, uid] = partsSchema.parse(key)
    const found = promptSets.own(name).find((set) => promptSetKey(set)[1] === uid)
    return found?.id ?? null
  }

  function find(key: Key): NewPromptSet | null {
    const id = idOf(key)
    const found = promptSets.list().find((set) => set.id === id)
    return found === undefined ? null : { name: found.name, classes: found.classes }
  }

  function put(key: Key, { name, classes }: NewPromptSet): void {
    if (promptSets.list().some((set) => set.name.toLowerCase() === name.toLowerCase())) {
      throw new AppError('conflict', `There is a prompt set “${name}” already: delete that one first.`)
    }
    const id = idOf(key)
    if (id === null) promptSets.insert({ name, packId: null, frameStride: null, classes })
    else promptSets.show(id)
  }

  return {
    entity: PROMPT_SET,
    schema: newPromptSetSchema,
    areas: ['prompts', 'library', 'predictions'],
    isGiven: true,
    read: find,
    write(key, value) {
      const id = idOf(key)
      if (value !== null) put(key, value)
      else if (id !== null) promptSets.hide(id)
    },
    describe: (key) => `prompt set “${partsSchema.parse(key)[0]}”`,
    say: ({ classes }) => classes.map(({ label, sentence }) => `${label}: ${sentence}`).join('; '),
    authorOf: () => null,
    placeOf(key) {
      const found = find(key)
      return found === null ? null : { kind: 'prompt-set', name: found.name }
    },
    // Every clip that was compared with it.
    touches: () => null,
    *all() {
      for (const { name, classes, origin } of promptSets.list()) {
        if (origin === 'user') yield [promptSetKey({ name, classes }), { name, classes }]
      }
    },
  }
}
