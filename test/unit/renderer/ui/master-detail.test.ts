import { mount } from '@vue/test-utils'
import { TooltipProvider } from 'reka-ui'
import { beforeEach, describe, expect, it } from 'vitest'
import { defineComponent, h, nextTick } from 'vue'
import { useListPane } from '../../../../src-renderer/composables/use-list-pane.ts'
import type { ListPane } from '../../../../src-renderer/composables/use-list-pane.ts'
import ListButton from '../../../../src-renderer/ui/ListButton.vue'
import MasterDetail from '../../../../src-renderer/ui/MasterDetail.vue'
import { stubNarrowWindow, stubWindow } from '../../../helpers/still-window.ts'

beforeEach(() => {
  stubWindow()
  localStorage.clear()
})

function open(given: { hasDetail?: boolean } = {}) {
  const panes: ListPane[] = []
  const screen = defineComponent(() => {
    const pane = useListPane('visits', 200)
    panes.push(pane)
    const slots = {
      list: () => h('div', { class: 'list', role: 'listbox', tabindex: 0 }),
      detail: () => h(ListButton, { pane, of: 'visits' }),
    }
    return () =>
      h(TooltipProvider, () => h(MasterDetail, { pane, of: 'visits', restMin: 500, ...given }, slots))
  })
  const wrapper = mount(screen, { attachTo: document.body })
  const paneOf = (selector: string) => wrapper.get(selector).element.closest<HTMLElement>('.pane')
  return {
    pane: panes[0],
    bar: () => wrapper.get('[role=separator]'),
    list: () => paneOf('.list'),
    detail: () => wrapper.findAll<HTMLElement>('.pane').at(-1)?.element,
    button: () => wrapper.find('button'),
  }
}

describe('MasterDetail', () => {
  it('has a list beside the detail and a bar, whose place this machine keeps', async () => {
    const { bar, list, detail, button } = open()
    expect(list()?.style.display).not.toBe('none')
    expect(detail()?.style.minWidth).toBe('500px')
    expect(button().exists()).toBe(false)
    expect(bar().attributes('aria-label')).toBe('Width of the list of visits')
    await bar().trigger('keydown', { key: 'ArrowRight' })
    expect(list()?.style.flexBasis).toBe('216px')
    expect(localStorage.getItem('pane.visits')).toBe('216')
    await bar().trigger('dblclick')
    expect(list()?.style.flexBasis).toBe('200px')
  })

  it('folds the list away in a narrow window, until a button calls it', async () => {
    stubNarrowWindow()
    const { pane, list, detail, button } = open()
    expect(list()?.style.display).toBe('none')
    expect(detail()?.style.minWidth).toBe('0px')
    expect(button().attributes()).toMatchObject({ 'aria-expanded': 'false', 'aria-label': 'Show the visits' })
    await button().trigger('click')
    expect(list()?.style.display).not.toBe('none')
    expect(button().attributes('aria-label')).toBe('Fold the visits away')
    pane?.fold()
    await button().trigger('focus')
    expect(list()?.style.display).toBe('none')
  })

  it('does not fold the list from under arrow keys, which choose row by row', async () => {
    stubNarrowWindow()
    const { pane, list, button } = open()
    await button().trigger('click')
    const row = list()?.querySelector('.list')
    row?.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true }))
    pane?.fold()
    await nextTick()
    expect(list()?.style.display).not.toBe('none')
    row?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }))
    pane?.fold()
    await nextTick()
    expect(list()?.style.display).toBe('none')
  })

  it('keeps the list in a narrow window for as long as there is nothing beside it', () => {
    stubNarrowWindow()
    expect(open({ hasDetail: false }).list()?.style.display).not.toBe('none')
  })
})
