import type { Database } from 'better-sqlite3'
import { isSameValue } from '../../journal/canonical-json.ts'
import { inverseOf, objectName } from '../../journal/changes.ts'
import type { Change } from '../../journal/changes.ts'
import { migratedEntries } from './migrated-entries.ts'

/** A step as a table of steps kept it. */
export interface OldStep {
  readonly action: string
  readonly label: string
  readonly madeUtc: string
  readonly isUndone: boolean
  readonly changes: readonly Change[]
}

/**
 * Steps become entries, those that were taken back with an entry that says so. Where a step was lost, so that the next one
 * does not begin from what the one before it left, it begins from there all the same; and what is in the study at
 * the end is the last word.
 *
 * @param steps in the order in which they were made
 * @param presentOf what is there now
 */
export function writeSteps(
  db: Database,
  steps: readonly OldStep[],
  presentOf: (object: Pick<Change, 'entity' | 'key'>) => unknown,
): void {
  const write = migratedEntries(db)
  const known = new Map<string, Change>()
  const following = (changes: readonly Change[]): Change[] =>
    changes.flatMap((change) => {
      const last = known.get(objectName(change.entity, change.key))
      const next = last === undefined ? change : { ...change, before: last.after }
      known.set(objectName(change.entity, change.key), next)
      return isSameValue(next.before, next.after) ? [] : [next]
    })
  const nobody = { rater: null, batch: null }
  const undone: { step: OldStep; uid: string; changes: readonly Change[] }[] = []
  for (const step of steps) {
    const { action, label, madeUtc } = step
    const changes = following(step.changes)
    if (changes.length === 0) continue
    const uid = write({ ...nobody, action, label, madeUtc, step: 'do', takesBack: null, changes })
    if (step.isUndone) undone.push({ step, uid, changes })
  }
  // Nobody kept when they were taken back: not before the last of them was made.
  for (const { step, uid, changes } of undone.toReversed()) {
    const { action, label, madeUtc } = step
    const back = following(inverseOf(changes))
    if (back.length === 0) continue
    write({ ...nobody, action, label, madeUtc, step: 'undo', takesBack: uid, changes: back })
  }
  const lost = [...known.values()].flatMap(({ entity, key, after }) => {
    const present = presentOf({ entity, key })
    return isSameValue(after, present) ? [] : [{ entity, key, before: after, after: present }]
  })
  if (lost.length === 0) return
  const madeUtc = steps.at(-1)?.madeUtc ?? ''
  const said = { action: 'study.migrate', label: 'steps that were not kept', madeUtc }
  write({ ...nobody, ...said, step: null, takesBack: null, changes: lost })
}
