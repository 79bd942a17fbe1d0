import { expect, it } from 'vitest'
import { useGridCursor } from '../../../../../src-renderer/features/score-grid/use-grid-cursor.ts'

/** Two columns: one of single digits, one up to 10. Three rows. */
function aCursor() {
  const written: string[] = []
  const items = [7, 10].map((max, at) => ({
    ...{
      id: `i${String(at)}`,
      column: `i${String(at)}`,
      name: `Item ${String(at)}`,
      min: 0,
      max,
      faceVisible: true,
    },
  }))
  const cursor = useGridCursor({
    size: () => ({ rows: 3, columns: 2 }),
    page: () => 2,
    itemAt: (column) => items[column],
    write: ({ row, column, rows, columns }, value) => {
      written.push(`${[row, column, rows, columns].join(' ')} = ${String(value)}`)
    },
  })
  /** `Shift+ArrowDown`; answers which of them the grid took. */
  const press = (...keys: string[]) =>
    keys.map((name) => {
      const parts = name.split('+')
      return cursor.press(
        new KeyboardEvent('keydown', {
          key: parts.at(-1) ?? '',
          shiftKey: parts.includes('Shift'),
          ctrlKey: parts.includes('Ctrl'),
        }),
      )
    })
  const at = () => [cursor.at.value.row, cursor.at.value.column]
  return { cursor, press, written, at }
}

it('goes as in a spreadsheet, and stays in the grid', () => {
  const { press, at } = aCursor()
  const steps = [
    'Enter',
    'ArrowRight',
    'ArrowRight',
    'Shift+Enter',
    'Shift+Enter',
    'Ctrl+End',
    'Home',
    'PageUp',
  ]
  const places = steps.map((key) => (press(key), at()))
  expect(places).toEqual([
    [1, 0],
    [1, 1],
    [1, 1],
    [0, 1],
    [0, 1],
    [2, 1],
    [2, 0],
    [0, 0],
  ])
})

it('goes on by Tab, line by line, and leaves at the end or after Escape', () => {
  const { press, at } = aCursor()
  expect(press('Tab', 'Tab')).toEqual([true, true])
  expect(at()).toEqual([1, 0])
  expect(press('Escape', 'Tab')).toEqual([true, false])
  expect(press('Escape', 'ArrowDown', 'Tab')).toEqual([true, true, true])
  expect(press('Tab')).toEqual([false])
})

it('writes a digit at once where no score is longer, and else when the cursor leaves', () => {
  const { press, written, cursor } = aCursor()
  press('5', '6', 'ArrowRight', '1')
  expect([written, cursor.typed.value]).toEqual([['0 0 1 1 = 5', '0 0 1 1 = 6'], '1'])
  press('Enter', '1', '0')
  expect(written.slice(2)).toEqual(['0 1 1 1 = 1', '1 1 1 1 = 10'])
})

it('forgets what is being typed with Escape, takes a digit back, and says why a score is not possible', () => {
  const { press, written, cursor } = aCursor()
  press('8')
  expect(cursor.problem.value).toBe('“8” is not possible: Item 0 is rated from 0 to 7.')
  press('ArrowRight', '1', 'Escape', '1', 'Backspace', 'Enter')
  expect([written, cursor.problem.value]).toEqual([[], null])
})

it('empties what is selected', () => {
  const { press, written } = aCursor()
  press('Shift+ArrowDown', 'Shift+ArrowRight', 'Delete', 'Ctrl+a', 'Backspace')
  expect(written).toEqual(['0 0 2 2 = null', '0 0 3 2 = null'])
})

it('leaves to others what is not meant for it', () => {
  const { press } = aCursor()
  expect(press('n', 'Ctrl+z', 'Ctrl+v', 'F2')).toEqual([false, false, false, false])
})
