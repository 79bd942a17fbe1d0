import { promptClassesSchema } from '#shared/domain/prompt-set.ts'
import { changedIds } from '#shared/domain/study.ts'
import { AppError, isAppError } from '#shared/errors.ts'
import { inTransaction } from '../../db/sql.ts'
import type { PackStore } from '../../packs/pack-store.ts'
import { PROMPT_SET, promptSetKey } from '../study/entities/prompt-set-entity.ts'
import type { PromptSetService } from './service.ts'
import type { StudyContext } from '../study/study-context.ts'

export function createPromptSetService(context: StudyContext, packs: PackStore): PromptSetService {
  const { db } = context
  const { promptSets } = context.repositories

  function list() {
    const installed = new Set(packs.list().map(({ id }) => id))
    return promptSets.list().filter(({ packId }) => packId === null || installed.has(packId))
  }
  return {
    list,
    create({ name, classes }, by = null) {
      const promptSet = inTransaction(db, () => {
        if (list().some((set) => set.name.toLowerCase() === name.toLowerCase())) {
          throw new AppError('conflict', `There is a prompt set “${name}” already: choose another name.`)
        }
        const key = promptSetKey({ name, classes })
        context.journal.change({
          ...{ action: 'prompts.add', label: `prompt set “${name}”`, rater: by },
          changes: [{ entity: PROMPT_SET, key, before: null, after: { name, classes } }],
        })
        const id = promptSets.own(name)[0]?.id ?? 0
        return { id, name, packId: null, frameStride: null, classes, origin: 'user' } as const
      })
      return promptSet
    },
    delete(promptSetId, by = null) {
      const promptSet = promptSets.get(promptSetId)
      if (promptSet === null) throw new AppError('not-found', 'This prompt set is not in the study.')
      if (promptSet.origin === 'pack') {
        throw new AppError(
          'conflict',
          `The prompt set “${promptSet.name}” belongs to a model pack and stays with it.`,
        )
      }
      context.journal.change({
        ...{ action: 'prompts.delete', label: `prompt set “${promptSet.name}”`, rater: by },
        changes: [{ entity: PROMPT_SET, key: promptSetKey(promptSet), after: null }],
      })
    },
    takeFromPacks() {
      installPackPromptSets(context, packs)
      context.announce(['prompts'], changedIds({}))
    },
  }
}

/**
 * Brings the prompt sets of the installed packs into the study. A set that a new version of its pack
 * changed becomes a further row: predictions made with the old classes keep the old one. A broken pack keeps
 * what it brought before.
 */
export function installPackPromptSets(context: StudyContext, packs: PackStore): void {
  for (const { id: packId, task } of packs.list()) {
    if (task !== 'clip-text') continue
    const shipped = promptSetsOf(packs, packId)
    if (shipped !== null)
      inTransaction(context.db, () => {
        installSets(context, packId, shipped)
      })
  }
}

interface ShippedSet {
  readonly name: string
  readonly frameStride: number | null
  readonly classes: readonly { label: string; sentence: string }[]
}

/** Null when the pack is broken, which the list of packs says to the user. */
function promptSetsOf(packs: PackStore, packId: string): ShippedSet[] | null {
  try {
    const { manifest } = packs.clipText(packId)
    return manifest.promptSets.map(({ name, frameStride, classes }) => ({
      name,
      frameStride,
      classes: promptClassesSchema.parse(classes),
    }))
  } catch (error) {
    if (isAppError(error) && (error.code === 'pack-invalid' || error.code === 'not-found')) return null
    throw error
  }
}

function installSets({ repositories }: StudyContext, packId: string, shipped: readonly ShippedSet[]): void {
  const { promptSets } = repositories
  const keyOf = ({ name, frameStride, classes }: ShippedSet) => JSON.stringify([name, frameStride, classes])
  const wanted = new Map(shipped.map((set) => [keyOf(set), set]))
  for (const present of promptSets.list().filter((set) => set.packId === packId)) {
    if (!wanted.delete(keyOf(present))) promptSets.hide(present.id)
  }
  for (const { name, frameStride, classes } of wanted.values()) {
    const set = { name, packId, frameStride, classes }
    if (!promptSets.showAgain(set)) promptSets.insert(set)
  }
}
