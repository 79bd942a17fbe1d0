import { computed, shallowRef } from 'vue'
import { rangeWords } from '#shared/domain/scale.ts'
import type { ScaleItem } from '#shared/domain/scale.ts'
import { blockOf, cellAfter, kept, stepTo } from './grid-place.ts'
import type { GridBlock, GridPlace, GridSelection, GridSize } from './grid-place.ts'
import { scoreIn, typedScore } from './typed-score.ts'

export interface GridCursorDeps {
  readonly size: () => GridSize
  /** Rows on one screen. */
  readonly page: () => number
  readonly itemAt: (column: number) => ScaleItem | undefined
  readonly write: (block: GridBlock, value: number | null) => void
}

const start: GridPlace = { row: 0, column: 0 }

/**
 * The cursor of a grid of scores: where it is, what is selected and what is being typed. Tab goes from cell to cell, and
 * after Escape out of the grid.
 */
export function useGridCursor(deps: GridCursorDeps) {
  const chosen = shallowRef<GridSelection>({ from: start, to: start })
  /** Digits that are no score yet, or that may go on. */
  const typed = shallowRef<string | null>(null)
  const problem = shallowRef<string | null>(null)
  let leaves = false

  /** The grid may have become smaller. */
  const selection = computed<GridSelection>(() => {
    const size = deps.size()
    return { from: kept(chosen.value.from, size), to: kept(chosen.value.to, size) }
  })
  const at = computed(() => selection.value.to)
  const block = computed(() => blockOf(selection.value))

  function refuse(text: string): void {
    const item = deps.itemAt(at.value.column)
    typed.value = null
    if (item !== undefined)
      problem.value = `“${text}” is not possible: ${item.name} is rated from ${rangeWords(item)}.`
  }

  function writeHere(value: number): void {
    typed.value = null
    chosen.value = { from: at.value, to: at.value }
    deps.write({ ...at.value, rows: 1, columns: 1 }, value)
  }

  /** What was typed counts once the cursor leaves. */
  function finish(): void {
    const text = typed.value
    const item = deps.itemAt(at.value.column)
    if (text === null || item === undefined) return
    const value = scoreIn(item, text)
    if (value === null) refuse(text)
    else writeHere(value)
  }

  function go(to: GridPlace, isExtended = false): void {
    problem.value = null
    finish()
    chosen.value = { from: isExtended ? selection.value.from : to, to }
  }

  function type(sign: string): void {
    const item = deps.itemAt(at.value.column)
    if (item === undefined) return
    problem.value = null
    const said = typedScore(item, (typed.value ?? '') + sign)
    if (said.kind === 'done') writeHere(said.value)
    else if (said.kind === 'open') typed.value = said.text
    else refuse(said.text)
  }

  function escape(): true {
    if (typed.value === null) leaves = true
    typed.value = null
    problem.value = null
    return true
  }

  function tab(isBack: boolean, mayLeave: boolean): boolean {
    const next = mayLeave ? null : cellAfter(at.value, isBack ? -1 : 1, deps.size())
    if (next === null) finish()
    else go(next)
    return next !== null
  }

  function clear(key: string): true {
    if (typed.value === null) deps.write(block.value, null)
    else if (key === 'Delete' || typed.value.length < 2) typed.value = null
    else typed.value = typed.value.slice(0, -1)
    return true
  }

  function selectAll(): true {
    const { rows, columns } = deps.size()
    finish()
    chosen.value = { from: { row: rows - 1, column: columns - 1 }, to: start }
    return true
  }

  /** Whether the key was meant for the grid. */
  function press(event: KeyboardEvent): boolean {
    const { key, shiftKey, ctrlKey, metaKey, altKey } = event
    const mayLeave = leaves
    if (key !== 'Shift') leaves = false
    const isPlain = !ctrlKey && !metaKey && !altKey
    if (altKey) return false
    if (key === 'Escape') return escape()
    if (key === 'Tab') return tab(shiftKey, mayLeave)
    if (key === 'Enter' && isPlain) {
      go(kept({ row: at.value.row + (shiftKey ? -1 : 1), column: at.value.column }, deps.size()))
      return true
    }
    if (isPlain && (key === 'Delete' || key === 'Backspace')) return clear(key)
    if (!isPlain && key.toLowerCase() === 'a') return selectAll()
    if (isPlain && /^[\d-]$/u.test(key)) {
      type(key)
      return true
    }
    const to = stepTo(at.value, event, { ...deps.size(), page: deps.page() })
    if (to === null) return false
    go(to, shiftKey)
    return true
  }

  return { selection, at, block, typed, problem, press, go, finish }
}

export type GridCursor = ReturnType<typeof useGridCursor>
