import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import Stack from '../../../../src-renderer/ui/Stack.vue'

function layoutOf(props: InstanceType<typeof Stack>['$props']): string {
  return mount(Stack, { props }).attributes('style') ?? ''
}

describe('Stack', () => {
  it('puts things below each other, as wide as it is, with nothing between', () => {
    const layout = layoutOf({})
    expect(layout).toContain('--stack-flow: column;')
    expect(layout).toContain('--stack-align: stretch;')
    expect(layout).toContain('--stack-gap: 0;')
  })

  it('puts things beside each other on one middle line, unless another is asked for', () => {
    expect(layoutOf({ direction: 'row' })).toContain('--stack-align: center;')
    expect(layoutOf({ direction: 'row', align: 'baseline' })).toContain('--stack-align: baseline;')
  })

  it('measures in steps of the grid', () => {
    const layout = layoutOf({ direction: 'row', wrap: true, gap: 1.5, pad: [2, 3] })
    expect(layout).toContain('--stack-flow: row wrap;')
    expect(layout).toContain('--stack-gap: calc(1.5 * var(--space-1));')
    expect(layout).toContain('--stack-pad: calc(2 * var(--space-1)) calc(3 * var(--space-1));')
  })

  it('does not hand its spaces on to a stack that lies in it', () => {
    const outer = mount(Stack, {
      props: { gap: 4, pad: 4, direction: 'row', justify: 'end', wrap: true },
      slots: { default: '<Stack />' },
      global: { components: { Stack } },
    })
    const inner = outer.get('.stack .stack').attributes('style')
    expect(inner).toBe(layoutOf({}))
  })

  it('is the element that it is asked to be, with the class and name of its place', () => {
    const stack = mount(Stack, {
      props: { as: 'ul', fill: true },
      attrs: { class: 'people', 'aria-label': 'People' },
    })
    expect(stack.element.tagName).toBe('UL')
    expect(stack.classes()).toEqual(expect.arrayContaining(['stack', 'stack-fill', 'people']))
    expect(stack.attributes('aria-label')).toBe('People')
  })
})
