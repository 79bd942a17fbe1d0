import { mount } from '@vue/test-utils'
import { expect, it } from 'vitest'
import { h } from 'vue'
import DataTable from '../../../../src-renderer/ui/DataTable.vue'

interface File {
  readonly name: string
  readonly bytes: number
  readonly reason: string | null
}

/** The table does not know what its rows are. */
const fileOf = (row: object): File => row as File

const rows: readonly File[] = [
  { name: 'a.pth', bytes: 10, reason: null },
  { name: 'b.pth', bytes: 2000, reason: 'No weights are in it.' },
]

function openTable(props: Record<string, unknown> = {}) {
  return mount(DataTable, {
    props: {
      label: 'Files',
      columns: [
        { key: 'name', label: 'File', namesRow: true },
        { key: 'size', label: 'Size', isNumber: true, title: 'In bytes' },
        { key: 'remove', label: 'Remove', isHeadHidden: true },
      ],
      rows,
      keyOf: (row: object) => fileOf(row).name,
      ...props,
    },
    slots: {
      name: ({ row }: { row: object }) => fileOf(row).name,
      size: ({ row }: { row: object }) => String(fileOf(row).bytes),
      remove: () => h('button', 'x'),
      below: ({ row }: { row: object }) => fileOf(row).reason ?? '',
    },
  })
}

it('has heads, rows with names, and numbers at the right below their head', () => {
  const table = openTable()
  expect(table.attributes()).toMatchObject({ role: 'region', tabindex: '0', 'aria-label': 'Files' })
  expect(table.findAll('thead th').map((head) => head.text())).toEqual(['File', 'Size', 'Remove'])
  expect(table.findAll('tbody th[scope="row"]').map((head) => head.text())).toEqual(['a.pth', 'b.pth'])
  expect(table.findAll('.number').map((cell) => cell.text())).toEqual(['Size', '10', '2000'])
  expect(table.findAll('thead th')[1]?.attributes('title')).toBe('In bytes')
  expect(table.get('thead .sr-only').text()).toBe('Remove')
})

it('says below a row, across all columns, what there is to say of it', () => {
  const table = openTable({ hasBelow: (row: File) => row.reason !== null })
  const below = table.findAll('.below')
  expect(below.map((cell) => cell.text())).toEqual(['No weights are in it.'])
  expect(below[0]?.attributes('colspan')).toBe('3')
})

it('chooses a row only where rows can be chosen', async () => {
  const fixed = openTable()
  await fixed.findAll('tbody tr')[1]?.trigger('click')
  expect(fixed.emitted('pick')).toBeUndefined()
  const table = openTable({ isSelected: (row: File) => row.name === 'a.pth' })
  expect(table.findAll('tbody tr').map((row) => row.classes('on-selected'))).toEqual([true, false])
  await table.findAll('tbody td')[1]?.trigger('click')
  expect(table.emitted('pick')).toEqual([[rows[0]]])
})

it('puts its rows in order by the head that was pressed, up, down, and as they were, those without a value last', async () => {
  const files = [
    { name: 'a.pth', bytes: 2000, reason: null },
    { name: 'b.pth', bytes: 10, reason: null },
    { name: 'c.pth', bytes: -1, reason: null },
  ]
  const table = openTable({
    rows: files,
    sorts: { size: (row: object) => (fileOf(row).bytes < 0 ? null : fileOf(row).bytes) },
  })
  const names = () => table.findAll('tbody th').map((cell) => cell.text())
  const head = table.findAll('thead th')[1]
  const orders: unknown[] = [[head?.attributes('aria-sort'), names()]]
  for (let press = 0; press < 3; press += 1) {
    await head?.get('button').trigger('click')
    orders.push([head?.attributes('aria-sort'), names()])
  }
  expect(orders).toEqual([
    ['none', ['a.pth', 'b.pth', 'c.pth']],
    ['ascending', ['b.pth', 'a.pth', 'c.pth']],
    ['descending', ['a.pth', 'b.pth', 'c.pth']],
    ['none', ['a.pth', 'b.pth', 'c.pth']],
  ])
  expect(table.findAll('thead button')).toHaveLength(1)
  expect(table.findAll('thead th')[0]?.attributes('aria-sort')).toBeUndefined()
})
