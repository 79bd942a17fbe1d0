import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import ChartTableView from '../../../../../src-renderer/features/charts/ChartTableView.vue'

describe('the table of a chart', () => {
  it('puts heads above their numbers, missing ones included', () => {
    const table = {
      columns: ['patient', 'rating', 'estimate', 'nothing'],
      rows: [
        ['P001', 3, null, null],
        ['P002', 4, 3.5, null],
      ],
    }
    const view = mount(ChartTableView, { props: { table, label: 'Numbers', maxHeight: 200 } })
    const numeric = (selector: string): boolean[] =>
      view.findAll(selector).map((cell) => cell.classes('number'))
    expect(numeric('th')).toEqual([false, true, true, false])
    expect(numeric('tbody:first-of-type td')).toEqual([false, true, true, false])
  })
})
