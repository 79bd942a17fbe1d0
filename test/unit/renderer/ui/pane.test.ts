import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import Pane from '../../../../src-renderer/ui/Pane.vue'

const slots = {
  actions: '<button type="button" data-part="actions">Find</button>',
  toolbar: '<div data-part="toolbar" />',
  default: '<input data-part="body" />',
  foot: '<div data-part="foot" />',
  error: '<p data-part="error" />',
  empty: '<p data-part="empty" />',
}
const mountPane = (props: InstanceType<typeof Pane>['$props']) =>
  mount(Pane, { props, slots, global: { stubs: { BaseTooltip: { template: '<slot />' } } } })

function partsOf(pane: ReturnType<typeof mountPane>): string[] {
  return pane.findAll('[data-part]').map((part) => part.attributes('data-part') ?? '')
}

describe('Pane', () => {
  it('is a named region with its parts in their order, of which only the body scrolls', () => {
    const pane = mountPane({ title: 'Clips', detail: '12' })
    expect(pane.attributes('aria-label')).toBe('Clips')
    expect(pane.get('h2').text()).toBe('Clips')
    expect(partsOf(pane)).toEqual(['actions', 'toolbar', 'body', 'foot'])
    expect(pane.get('.pane-body').find('[data-part=foot]').exists()).toBe(false)
  })

  it('has no title bar without a title, and a name of its own', () => {
    const pane = mountPane({ as: 'aside', label: 'Inspector' })
    expect(pane.element.tagName).toBe('ASIDE')
    expect(pane.find('header').exists()).toBe(false)
    expect(pane.attributes('aria-label')).toBe('Inspector')
  })

  it.each(['error', 'empty'] as const)('shows in place of its body what it is when %s', (state) => {
    expect(partsOf(mountPane({ title: 'Clips', state }))).toEqual(['actions', 'toolbar', state, 'foot'])
  })

  it('says that it is loading, in the shape of a list where nothing else is given', () => {
    const pane = mountPane({ title: 'Clips', state: 'loading' })
    expect(pane.get('[role=status]').attributes('aria-label')).toBe('Loading')
    expect(partsOf(pane)).not.toContain('body')
  })

  it('folds all but its title bar away and back, and keeps what was typed', async () => {
    const pane = mountPane({ title: 'Propose clips', collapsible: true })
    await pane.get('input').setValue('typed')
    const button = pane.get('[aria-expanded]')
    const inside = pane.get(`#${button.attributes('aria-controls') ?? ''}`)
    expect(button.attributes()).toMatchObject({
      'aria-expanded': 'true',
      'aria-label': 'Fold “Propose clips”',
    })

    await button.trigger('click')
    expect(button.attributes()).toMatchObject({
      'aria-expanded': 'false',
      'aria-label': 'Unfold “Propose clips”',
    })
    expect(inside.attributes('style')).toContain('display: none')
    expect(pane.emitted('update:open')).toEqual([[false]])

    await button.trigger('click')
    expect(inside.attributes('style') ?? '').not.toContain('none')
    expect(pane.get('input').element.value).toBe('typed')
  })

  it('has nothing to fold with unless it is asked for', () => {
    expect(mountPane({ title: 'Clips' }).find('[aria-expanded]').exists()).toBe(false)
  })
})
