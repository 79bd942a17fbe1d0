import { describe, expect, it } from 'vitest'
import { datesMeant, orderOf } from '#shared/tables/spreadsheet-dates.ts'

describe('datesMeant', () => {
  it.each([
    ['45415', ['2024-05-03', '2028-05-04']],
    ['45415.0', ['2024-05-03', '2028-05-04']],
    ['03.05.2024', ['2024-05-03']],
    ['3.5.24', ['2024-05-03']],
    ['3. 5. 2024', ['2024-05-03']],
    ['5/3/2024', ['2024-03-05', '2024-05-03']],
    ['13/5/2024', ['2024-05-13']],
    ['3-May-24', ['2024-05-03']],
    ['3. Mai 2024', ['2024-05-03']],
    ['3-mei-24', ['2024-05-03']],
    ['3-juil.-24', ['2024-07-03']],
    ['03-III', []],
    ['3-May', ['--05-03']],
    ['2024-08-02 00:00:00', ['2024-08-02']],
    ['2024/8/2', ['2024-08-02']],
    ['2024-08-02T00:00', ['2024-08-02']],
    ['31.02.2024', []],
    ['baseline', []],
    ['V1', []],
    ['1', []],
    ['P001', []],
  ])('%s may mean %j', (text, days) => {
    expect(datesMeant(text, null).sort()).toEqual([...days].sort())
  })

  it('reads one order of day and month where the column tells it', () => {
    expect(datesMeant('5/3/2024', orderOf(['5/3/2024', '25/3/2024']))).toEqual(['2024-03-05'])
    expect(datesMeant('5/3/2024', orderOf(['5/3/2024', '3/25/2024']))).toEqual(['2024-05-03'])
    expect(orderOf(['25/3/2024', '3/25/2024'])).toBeNull()
  })
})
