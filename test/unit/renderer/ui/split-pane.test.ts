import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import SplitPane from '../../../../src-renderer/ui/SplitPane.vue'

function aSplit(side: 'start' | 'end' = 'start') {
  return mount(SplitPane, { props: { size: 200, label: 'Width', side, min: 100, max: 300 } })
}

describe('SplitPane', () => {
  it('moves its bar with the arrow keys, towards the side that grows', async () => {
    const start = aSplit('start')
    await start.get('[role="separator"]').trigger('keydown', { key: 'ArrowRight' })
    expect(start.emitted('update:size')).toEqual([[216]])
    const end = aSplit('end')
    await end.get('[role="separator"]').trigger('keydown', { key: 'ArrowRight' })
    expect(end.emitted('update:size')).toEqual([[184]])
  })

  it('stays between its smallest and largest size', async () => {
    const split = aSplit()
    await split.get('[role="separator"]').trigger('keydown', { key: 'End' })
    await split.get('[role="separator"]').trigger('keydown', { key: 'Home' })
    expect(split.emitted('update:size')).toEqual([[300], [100]])
  })

  it.each([
    { direction: 'row', least: 'min-width' },
    { direction: 'column', least: 'min-height' },
  ] as const)('crushes neither pane where a $direction has too little room', ({ direction, least }) => {
    const split = mount(SplitPane, {
      props: { size: 200, label: 'Size', side: 'end', direction, min: 100, max: 300, restMin: 320 },
    })
    const [rest, sized] = split.findAll('.pane').map((pane) => pane.attributes('style'))
    expect(rest).toContain(`${least}: 320px`)
    expect(sized).toContain(`${least}: 100px`)
    expect(sized).toContain('flex-basis: 200px')
  })

  it('tells its size to assistive technology', () => {
    const bar = aSplit().get('[role="separator"]')
    expect(bar.attributes()).toMatchObject({ 'aria-valuenow': '200', 'aria-orientation': 'vertical' })
  })
})
