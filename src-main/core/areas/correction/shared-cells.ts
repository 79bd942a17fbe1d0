import type { Key } from '../../journal/changes.ts'
import { isSameValue } from '../../journal/canonical-json.ts'
import type { WantedChange } from '../../journal/journal.ts'

/** What the one who goes said of something, and where it is to be found afterwards. */
export interface Cell {
  readonly entity: string
  readonly from: Key
  readonly to: Key
  readonly value: unknown
  /** What the one who stays said of the same; null where that is nothing. */
  readonly there: { readonly key: Key; readonly value: unknown } | null
  /** What of a value is compared, not how and when it was written; null where it says nothing, as an empty caption. */
  said(value: unknown): unknown
}

export interface Joined {
  readonly changes: readonly WantedChange[]
  /** Where both say something, and not the same. */
  readonly differing: readonly Cell[]
  /** Where both say the same: one stays. */
  readonly same: number
}

/**
 * What becomes of the cells when two become one. `whose`: whose value counts where both have one; the other stays in the
 * history. What is taken away comes first, so that what comes finds its place free.
 */
export function joinCells(cells: readonly Cell[], whose: 'from' | 'into' | null): Joined {
  const gone: WantedChange[] = []
  const come: WantedChange[] = []
  const differing: Cell[] = []
  let same = 0
  for (const cell of cells) {
    const { entity, from, to, value, there } = cell
    gone.push({ entity, key: from, after: null })
    const verdict = compare(cell)
    if (verdict === 'same') same += 1
    if (verdict === 'differing') differing.push(cell)
    if (verdict !== 'free' && !(verdict === 'differing' && whose === 'from')) continue
    // Of captions and scores it is the same object, which only gets another value.
    if (there !== null && !isSameValue(there.key, to)) gone.push({ entity, key: there.key, after: null })
    come.push({ entity, key: to, after: value })
  }
  return { changes: [...gone, ...come], differing, same }
}

/** `free`: only the one who goes says something; `there`: only the one who stays. */
function compare({ value, there, said }: Cell): 'free' | 'there' | 'same' | 'differing' {
  if (there === null) return 'free'
  const [mine, theirs] = [said(value), said(there.value)]
  if (isSameValue(mine, theirs)) return 'same'
  if (mine === null) return 'there'
  return theirs === null ? 'free' : 'differing'
}
