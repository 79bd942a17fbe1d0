import type { PackSummary } from './pack.ts'
import type { PromptSet } from './prompt-set.ts'

/** With what predictions are made and read on this machine, as it was chosen last. */
export interface ChosenLast {
  readonly packId: string
  readonly promptSetId: number | null
}

export interface PredictionChoice {
  /** Null without a pack that reads clips. */
  readonly pack: PackSummary | null
  /** Those that can be compared with the pack: the user's own and those that it ships. */
  readonly promptSets: readonly PromptSet[]
  /** Null where the pack has none. */
  readonly promptSet: PromptSet | null
}

/** Those that can be compared with the pack, and the one in use: as chosen last, else the first that the pack ships. */
export function promptSetFor(
  packId: string | null,
  promptSets: readonly PromptSet[],
  promptSetId: number | null,
): Pick<PredictionChoice, 'promptSets' | 'promptSet'> {
  if (packId === null) return { promptSets: [], promptSet: null }
  const usable = promptSets.filter((set) => set.packId === null || set.packId === packId)
  const promptSet =
    usable.find(({ id }) => id === promptSetId) ??
    usable.find((set) => set.packId === packId) ??
    usable[0] ??
    null
  return { promptSets: usable, promptSet }
}

/**
 * The one pack and the one prompt set that the whole program shows and predicts with: those chosen last. Where the pack
 * is gone, the first that works; where the set has no meaning for the pack, the first that the pack ships.
 */
export function predictionChoice(
  packs: readonly PackSummary[],
  promptSets: readonly PromptSet[],
  { packId, promptSetId }: ChosenLast,
): PredictionChoice {
  const readers = packs.filter(({ task }) => task === 'clip-text')
  const pack =
    readers.find(({ id }) => id === packId) ??
    readers.find(({ problem }) => problem === null) ??
    readers[0] ??
    null
  return { pack, ...promptSetFor(pack?.id ?? null, promptSets, promptSetId) }
}
