import { AppError } from '#shared/errors.ts'
import type { PromptSet } from '#shared/domain/prompt-set.ts'

/** The pack that comes with the program. */
export const defaultPackId = 'face-api-7'

/** The set of that name, or the pack's first. Throws AppError `not-found` with the names there are. */
export function choosePromptSet(
  promptSets: readonly PromptSet[],
  packId: string,
  name: string | undefined,
): PromptSet {
  const fitting = promptSets.filter((set) => set.packId === null || set.packId === packId)
  const chosen =
    name === undefined
      ? fitting.find((set) => set.packId === packId)
      : fitting.find((set) => set.name.toLowerCase() === name.toLowerCase())
  if (chosen !== undefined) return chosen
  if (name === undefined) throw new AppError('not-found', `The model pack ${packId} is not installed.`)
  const names = fitting.map((set) => `“${set.name}”`).join(', ')
  throw new AppError(
    'not-found',
    `There is no prompt set “${name}” for this pack; there ${fitting.length === 1 ? 'is' : 'are'} ${names === '' ? 'none' : names}.`,
  )
}
