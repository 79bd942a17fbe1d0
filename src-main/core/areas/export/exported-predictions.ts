import { AppError } from '#shared/errors.ts'
import { groupBy } from '#shared/group-by.ts'
import type { PredictionSummary } from '../prediction/prediction-repository.ts'
import type { ClassChoice } from '../prediction/service.ts'
import type { ExportChoice } from './service.ts'

/** Predictions of one version of one pack with one prompt set. */
export interface OneSet {
  readonly packId: string
  readonly packVersion: string
  readonly promptSetId: number
  readonly promptSetName: string
  /** At most one of each clip. */
  readonly predictions: readonly PredictionSummary[]
}

export interface ExportedPredictions {
  /** Null when nothing was predicted. */
  readonly chosen: OneSet | null
  /** What else is stored, and in no file. */
  readonly others: readonly OneSet[]
}

/** In the order of `stored`. */
function toSets(stored: readonly PredictionSummary[]): OneSet[] {
  const groups = groupBy(stored, ({ promptSetId, provenance }) => `${provenance.packSha256} ${promptSetId}`)
  return [...groups.values()].flatMap((predictions) => {
    const [first] = predictions
    if (first === undefined) return []
    const { promptSetId, promptSetName, provenance } = first
    const { packId, packVersion } = provenance
    return [{ packId, packVersion, promptSetId, promptSetName, predictions }]
  })
}

const newestRun = ({ predictions }: OneSet): number =>
  predictions.reduce((newest, { provenance }) => Math.max(newest, provenance.runId), 0)

/** The better is the first: what is in use, then the set in use with another pack, then what most clips have. */
function compareSets(inUse: ClassChoice | null): (a: OneSet, b: OneSet) => number {
  const rank = ({ packId, promptSetId }: OneSet): number =>
    (promptSetId === inUse?.promptSetId ? 2 : 0) + (packId === inUse?.packId ? 1 : 0)
  return (a, b) => {
    const isSameSet = a.packId === b.packId && a.promptSetId === b.promptSetId
    // Of two versions of a pack the one that was used last.
    if (isSameSet) return newestRun(b) - newestRun(a)
    return rank(b) - rank(a) || b.predictions.length - a.predictions.length
  }
}

/** In words for the user. */
export function describeSet({ packId, packVersion, promptSetName }: OneSet): string {
  return `pack ${packId} ${packVersion} with prompt set “${promptSetName}”`
}

/**
 * The one pack and the one prompt set that a table of predictions is of. Throws AppError `not-found` with what there
 * is when a set or a pack is asked for that has no predictions.
 */
export function exportedPredictions(
  stored: readonly PredictionSummary[],
  { inUse, promptSet, packId }: ExportChoice,
): ExportedPredictions {
  const sets = toSets(stored)
  const wanted = promptSet?.toLowerCase() ?? null
  const fitting = sets
    .filter((set) => packId === null || set.packId === packId)
    .filter(
      (set) => wanted === null || [set.promptSetName.toLowerCase(), String(set.promptSetId)].includes(wanted),
    )
  const [chosen = null] = fitting.toSorted(compareSets(inUse))
  if (chosen === null && (wanted !== null || packId !== null)) {
    const stored = sets.length === 0 ? 'none at all' : sets.map(describeSet).join(', ')
    throw new AppError('not-found', `No clip has predictions of that pack and prompt set; stored: ${stored}.`)
  }
  return { chosen, others: sets.filter((set) => set !== chosen) }
}

/** How many of the clips of the study have predictions of the set. */
export function describeCoverage(set: OneSet, clips: { of: number; all: number }): string {
  const lacking = clips.all - clips.of
  const none = lacking === 0 ? '' : `; ${lacking} ${lacking === 1 ? 'has' : 'have'} none with this prompt set`
  return `Predictions of ${clips.of} of ${clips.all} clips, by ${describeSet(set)}${none}.`
}
