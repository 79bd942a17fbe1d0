import { mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { MockInstance } from 'vitest'
import { h, nextTick } from 'vue'
import VirtualList from '../../../../src-renderer/ui/VirtualList.vue'

interface Line {
  readonly heading: boolean
  readonly name: string
}

/** Ten lines of each of `groups` groups, with a heading above each. */
function makeLines(groups: number): readonly Line[] {
  return Array.from({ length: groups }, (_, group) => [
    { heading: true, name: `group ${String(group)}` },
    ...Array.from({ length: 10 }, (__, at) => ({ heading: false, name: `line ${String(group * 10 + at)}` })),
  ]).flat()
}

/** The list does not know what its rows are. */
const nameOf = (row: object): string => (row as Line).name
const isHeading = (row: object): row is object => (row as Line).heading
const attributesOf = (row: object) => ({ id: nameOf(row).replace(' ', '-') })
const scrolled: number[] = []
/** How far it scrolls is known to the page only when it has laid itself out. */
let laidOut: MockInstance<() => number>

/** 280 px high: ten rows of 28 px. */
async function openList(props: Record<string, unknown> = {}) {
  const picked: string[] = []
  const wrapper = mount(VirtualList, {
    attachTo: document.body,
    props: {
      rows: makeLines(1000),
      label: 'Lines',
      rowPx: 28,
      active: -1,
      isHeading,
      attributesOf,
      onPick: (row: object) => picked.push(nameOf(row)),
      ...props,
    },
    slots: {
      default: ({ row }: { row: object }) => h('span', nameOf(row)),
      heading: ({ row }: { row: object }) => h('b', nameOf(row)),
      pinned: ({ row }: { row: object }) => h('i', nameOf(row)),
    },
  })
  await nextTick()
  await nextTick()
  return { wrapper, picked }
}

beforeEach(() => {
  scrolled.length = 0
  vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get').mockReturnValue(280)
  vi.spyOn(HTMLElement.prototype, 'offsetWidth', 'get').mockReturnValue(200)
  vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(280)
  laidOut = vi.spyOn(Element.prototype, 'scrollHeight', 'get').mockReturnValue(11_000 * 28)
  Element.prototype.scrollTo = function scrollTo(this: Element, options?: ScrollToOptions | number) {
    const top = typeof options === 'object' ? (options.top ?? 0) : 0
    scrolled.push(top)
    this.scrollTop = top
    this.dispatchEvent(new Event('scroll'))
  }
})

afterEach(() => {
  vi.restoreAllMocks()
  Reflect.deleteProperty(Element.prototype, 'scrollTo')
  document.body.replaceChildren()
})

describe('what is drawn', () => {
  it('draws what is in sight of 11,000 rows, and says how many there are', async () => {
    const { wrapper } = await openList()
    const options = wrapper.findAll('[role="option"]')
    expect(options.length).toBeGreaterThan(8)
    expect(options.length).toBeLessThan(30)
    expect(options[0]?.attributes()).toMatchObject({
      id: 'line-0',
      'aria-posinset': '1',
      'aria-setsize': '10000',
      'aria-selected': 'false',
    })
    // The eleventh line stands below a second heading, which does not count.
    expect(wrapper.get('#line-10').attributes('aria-posinset')).toBe('11')
    expect(wrapper.get('b').element.parentElement?.getAttribute('role')).toBe('presentation')
  })

  it('keeps the heading of what is at the top edge in view', async () => {
    const { wrapper } = await openList()
    expect(wrapper.find('i').exists()).toBe(false)
    wrapper.element.scrollTo({ top: 28 * 115 })
    await nextTick()
    expect(wrapper.get('i').text()).toBe('group 10')
  })

  it('says which row the keyboard is on, and brings it into sight when it changes', async () => {
    const { wrapper } = await openList({ active: 3 })
    expect(wrapper.attributes('aria-activedescendant')).toBe('line-3')
    expect(wrapper.get('#line-3').attributes('aria-selected')).toBe('true')
    scrolled.length = 0
    await wrapper.setProps({ active: 5000 })
    expect(wrapper.attributes('aria-activedescendant')).toBe('line-5000')
    expect(scrolled.at(-1)).toBeGreaterThan(5000 * 28)
    await nextTick()
    expect(wrapper.find('#line-5000').exists()).toBe(true)
  })

  it('has the page lay itself out for none that is in sight, and scrolls to it elsewhere', async () => {
    const { wrapper } = await openList({ active: 3 })
    expect(scrolled.filter((top) => top !== 0)).toEqual([])
    scrolled.length = 0
    laidOut.mockClear()
    await wrapper.setProps({ active: 7 })
    expect(laidOut).not.toHaveBeenCalled()
    expect(scrolled).toEqual([])

    // The tenth line under the first heading is cut off at the lower edge.
    await wrapper.setProps({ active: 9 })
    expect(scrolled.at(-1)).toBe(28)
    await wrapper.setProps({ active: 0 })
    await nextTick()
    expect(scrolled.at(-1)).toBe(0)
  })

  it('shows a row in the middle when the list is opened on it', async () => {
    await openList({ active: 8 })
    // Its middle is at 9.5 rows, that of the list at five; a heading stays above.
    expect(scrolled.at(-1)).toBe(3.5 * 28)
  })

  it('has the selection apart from the active row where several can be selected', async () => {
    const { wrapper } = await openList({ active: 1, isSelected: (line: Line) => /[02]$/.test(line.name) })
    expect(wrapper.attributes('aria-multiselectable')).toBe('true')
    expect(
      ['#line-0', '#line-1', '#line-2'].map((id) => wrapper.get(id).attributes('aria-selected')),
    ).toEqual(['true', 'false', 'true'])
  })

  it('is a tree where it is told so', async () => {
    const { wrapper } = await openList({ role: 'tree', isHeading: undefined })
    expect(wrapper.attributes('role')).toBe('tree')
    expect(wrapper.find('[role="treeitem"]').attributes('aria-setsize')).toBeUndefined()
  })
})

describe('what keys and the pointer choose', () => {
  it.each([
    ['ArrowDown', 9, 'line 10'],
    ['ArrowUp', 10, 'line 9'],
    ['ArrowUp', 0, 'line 0'],
    ['ArrowDown', -1, 'line 0'],
    ['ArrowDown', 9999, 'line 9999'],
    ['PageDown', 0, 'line 9'],
    ['PageUp', 100, 'line 91'],
    ['Home', 100, 'line 0'],
    ['End', 100, 'line 9999'],
  ])('%s from place %i chooses %s, past the headings', async (key, active, name) => {
    const { wrapper, picked } = await openList({ active })
    const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })
    wrapper.element.dispatchEvent(event)
    expect(picked).toEqual([name])
    expect(event.defaultPrevented).toBe(true)
  })

  it('leaves Home, End and the page keys to the screen where they are its own', async () => {
    const { wrapper, picked } = await openList({ active: 4, arrowsOnly: true })
    const heard: string[] = []
    const hear = (event: KeyboardEvent): unknown => heard.push(event.key)
    document.addEventListener('keydown', hear)
    for (const key of ['Home', 'End', 'PageDown', 'ArrowDown']) await wrapper.trigger('keydown', { key })
    document.removeEventListener('keydown', hear)
    expect(heard).toEqual(['Home', 'End', 'PageDown'])
    expect(picked).toEqual(['line 5'])
  })

  it('asks where a step leads from a row that has left the list', async () => {
    const { wrapper, picked } = await openList({ active: -1, placeAfter: (step: number) => 40 + step })
    await wrapper.trigger('keydown', { key: 'ArrowUp' })
    expect(picked).toEqual(['line 39'])
  })

  it('chooses by a click, opens by a second one, and has a menu; a heading has none of these', async () => {
    const opened: string[] = []
    const menus: string[] = []
    const { wrapper, picked } = await openList({
      onOpen: (line: Line) => opened.push(line.name),
      onMenu: (line: Line) => menus.push(line.name),
    })
    for (const target of ['#line-2 span', 'b']) {
      for (const event of ['click', 'dblclick', 'contextmenu']) await wrapper.get(target).trigger(event)
    }
    expect([picked, opened, menus]).toEqual([['line 2'], ['line 2'], ['line 2']])
  })
})
