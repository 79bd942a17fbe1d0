import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import ScoreTotals from '../../../../../src-renderer/features/rate/ScoreTotals.vue'
import { fakeScales } from '../../../../helpers/fake-study.ts'

const scale = fakeScales[0]

describe('ScoreTotals', () => {
  it('gives no total while an item is open, and says how many are done', () => {
    if (scale === undefined) throw new Error('No scale.')
    const wrapper = mount(ScoreTotals, {
      props: { scale, valueOf: (id: string) => (id === 'n7' ? null : 3) },
    })
    expect(wrapper.get('dd').text()).toBe('6 of 7 items: no total yet')
  })

  it('says for how many missing items the mean of the others stands', () => {
    if (scale === undefined) throw new Error('No scale.')
    const totals = scale.totals.map((total) => ({ ...total, mostMissing: 1 }))
    const valueOf = (id: string) => ({ n1: 4, n7: null })[id] ?? (id === 'n7' ? null : 3)
    const wrapper = mount(ScoreTotals, { props: { scale: { ...scale, totals }, valueOf } })
    expect(wrapper.get('dd').text()).toMatch(/mean of the others for 1 missing\s*22\.2/)
  })

  it('shows the total with its range once every item is there', () => {
    if (scale === undefined) throw new Error('No scale.')
    const wrapper = mount(ScoreTotals, { props: { scale, valueOf: () => 3 } })
    expect(wrapper.get('dd').text()).toBe('21')
    expect(wrapper.get('dt').text()).toContain('7 to 49')
  })
})
