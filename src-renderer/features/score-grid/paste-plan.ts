import { rangeWords } from '#shared/domain/scale.ts'
import type { Scale, ScaleItem } from '#shared/domain/scale.ts'
import type { Session } from '#shared/domain/session.ts'
import { createMissingCodes } from '#shared/tables/missing-codes.ts'
import { readScoreText } from '#shared/tables/score-text.ts'
import type { RefusedScoreText } from '#shared/tables/score-text.ts'
import { orderOf } from '#shared/tables/spreadsheet-dates.ts'
import { unscored } from '../../stores/scores.ts'
import type { ScoreValue } from '../../stores/scores.ts'
import { layoutOf } from './paste-layout.ts'
import type { PasteLayout } from './paste-layout.ts'
import { createVisitFinder } from './paste-visits.ts'
import type { FoundVisit, VisitFinder } from './paste-visits.ts'

/** The grid that is pasted into. */
export interface PasteGrid {
  readonly scale: Scale
  /** In the order of its rows. */
  readonly visits: readonly Session[]
  /** What is selected: the cell at its upper left is where a block without names begins. */
  readonly selected: {
    readonly row: number
    readonly column: number
    readonly rows: number
    readonly columns: number
  }
  readonly valueOf: (sessionId: number, itemId: string) => ScoreValue
  /** Why nothing can be given there; null where it can. */
  readonly refusalOf: (sessionId: number, itemId: string) => string | null
}

export interface PlannedCell {
  readonly visit: Session
  readonly item: ScaleItem
  readonly before: ScoreValue
  readonly after: ScoreValue
}

export interface RefusedCell {
  /** E.g. `Line 3, P001 baseline, N1 Blunted affect`. */
  readonly place: string
  readonly reason: string
}

export interface PastePlan {
  readonly layout: PasteLayout
  /** Nothing was given there before. */
  readonly fresh: readonly PlannedCell[]
  readonly changed: readonly PlannedCell[]
  /** What is there already. */
  readonly same: number
  /** Empty cells, and cells that say there is no score, where something was given. */
  readonly emptied: readonly PlannedCell[]
  readonly refused: readonly RefusedCell[]
}

const isSame = (one: ScoreValue, other: ScoreValue): boolean =>
  one.value === other.value && one.missingReason === other.missingReason

function reasonOf(said: RefusedScoreText, text: string, item: ScaleItem): string {
  switch (said.kind) {
    case 'not-a-number':
    case 'clash':
      return `“${text}” is not a number.`
    case 'not-whole':
      return `“${text}” is not a whole number.`
    case 'outside':
    case 'between':
      return `${String(said.value)} is not possible: it is rated from ${rangeWords(item)}.`
  }
}

interface Sorted {
  readonly fresh: PlannedCell[]
  readonly changed: PlannedCell[]
  readonly emptied: PlannedCell[]
  readonly refused: RefusedCell[]
  same: number
}

const missingCodes = createMissingCodes()

/** Sorts one cell in. Why it is refused, if it is. */
function takeCell(
  sorted: Sorted,
  grid: PasteGrid,
  { visit, item, text }: { visit: Session; item: ScaleItem; text: string },
): string | null {
  const said = readScoreText(text, item, missingCodes)
  const before = grid.valueOf(visit.id, item.id)
  if (said.kind === 'none' || said.kind === 'code') {
    if (!isSame(before, unscored)) sorted.emptied.push({ visit, item, before, after: unscored })
    return null
  }
  if (said.kind !== 'score') return reasonOf(said, text, item)
  const after = { value: said.value, missingReason: said.missingReason }
  if (isSame(before, after)) {
    sorted.same += 1
    return null
  }
  const refusal = grid.refusalOf(visit.id, item.id)
  if (refusal !== null) return refusal
  sorted[isSame(before, unscored) ? 'fresh' : 'changed'].push({ visit, item, before, after })
  return null
}

const nameOf = ({ patientCode, visitLabel }: Session): string => `${patientCode} ${visitLabel}`

/** One value for all that is selected, as spreadsheets do it. */
function fill(text: string, grid: PasteGrid, sorted: Sorted): void {
  const { row, column, rows, columns } = grid.selected
  for (const visit of grid.visits.slice(row, row + rows)) {
    for (const item of grid.scale.items.slice(column, column + columns)) {
      const reason = takeCell(sorted, grid, { visit, item, text })
      if (reason !== null) sorted.refused.push({ place: `${nameOf(visit)}, ${item.name}`, reason })
    }
  }
}

function createVisitOfLine(grid: PasteGrid, layout: PasteLayout, finder: VisitFinder) {
  return (line: readonly string[], index: number): FoundVisit => {
    const at = (column: number | null): string => (column === null ? '' : (line[column] ?? ''))
    if (layout.patient !== null || layout.visit !== null || layout.date !== null) {
      return finder.find({ patient: at(layout.patient), visit: at(layout.visit), date: at(layout.date) })
    }
    const visit = grid.visits[grid.selected.row + index]
    return visit === undefined ? { problem: 'The grid has no visit left for this line.' } : { visit }
  }
}

/** What comes of a pasted block, cell by cell; nothing is written. */
export function planPaste(lines: readonly (readonly string[])[], grid: PasteGrid): PastePlan {
  const finder = createVisitFinder(grid.visits, orderOf(lines.flat()))
  const layout = layoutOf(lines, { finder, scale: grid.scale, column: grid.selected.column })
  const sorted: Sorted = { fresh: [], changed: [], emptied: [], refused: [], same: 0 }
  const [only] = lines
  if (lines.length === 1 && only?.length === 1 && layout.firstLine === 0 && layout.patient === null) {
    fill(only[0] ?? '', grid, sorted)
    return { layout, ...sorted }
  }
  const visitOf = createVisitOfLine(grid, layout, finder)
  const seen = new Map<number, string>()
  lines.slice(layout.firstLine).forEach((line, index) => {
    if (layout.patient !== null && line.every((cell) => cell === '')) return
    const name = `Line ${String(index + 1 + layout.firstLine)}`
    const found = visitOf(line, index)
    const problem = 'problem' in found ? found.problem : twiceProblem(seen.get(found.visit.id))
    if ('problem' in found || problem !== null) {
      sorted.refused.push({ place: name, reason: problem ?? '' })
      return
    }
    seen.set(found.visit.id, name)
    takeLine(sorted, grid, { line, name, visit: found.visit, layout })
  })
  return { layout, ...sorted }
}

function twiceProblem(earlier: string | undefined): string | null {
  return earlier === undefined ? null : `It is of the same visit as ${earlier.toLowerCase()}, which is taken.`
}

function takeLine(
  sorted: Sorted,
  grid: PasteGrid,
  of: { line: readonly string[]; name: string; visit: Session; layout: PasteLayout },
): void {
  const { line, name, visit, layout } = of
  for (const [column, item] of layout.items) {
    const text = line[column] ?? ''
    if (column >= line.length) continue
    if (item === null) {
      if (text === '') continue
      const place = `${name}, column ${String(column + 1)}`
      sorted.refused.push({ place, reason: 'The scale has no item left for this column.' })
      continue
    }
    const reason = takeCell(sorted, grid, { visit, item, text })
    if (reason === null) continue
    sorted.refused.push({ place: `${name}, ${nameOf(visit)}, ${item.name}`, reason })
  }
}
