import { describe, expect, it } from 'vitest'
import { nextTick, shallowRef } from 'vue'
import { useLaneSelection } from '../../../../src-renderer/timeline/use-lane-selection.ts'

const items = (...ids: number[]) => ({
  items: ids.map((id, index) => ({ id, startMs: index * 100, endMs: index * 100 + 50 })),
})

function open() {
  const lanes = shallowRef([items(1, 2, 3), items(), items(7, 8)])
  const selection = useLaneSelection(() => lanes.value)
  const press = (key: string, keys: KeyboardEventInit = {}): boolean =>
    selection.press(new KeyboardEvent('keydown', { key, ...keys }))
  return { lanes, selection, press, chosen: () => [...selection.selected.value].sort() }
}
const none = { shiftKey: false, ctrlKey: false, metaKey: false }

describe('a selection on lanes', () => {
  it('is one item on a click, more with Ctrl, and a range of a lane with Shift', () => {
    const { selection, chosen } = open()
    selection.pick(1, none)
    selection.pick(8, { ...none, ctrlKey: true })
    expect(chosen()).toEqual([1, 8])
    selection.pick(1, none)
    selection.pick(3, { ...none, shiftKey: true })
    expect(chosen()).toEqual([1, 2, 3])
    selection.pick(2, { ...none, metaKey: true })
    expect(chosen()).toEqual([1, 3])
  })

  it('is made by keys: arrows move, Space toggles, Shift extends, Ctrl+A takes the lane, Escape clears', () => {
    const { selection, press, chosen } = open()
    expect(press('ArrowRight')).toBe(true)
    expect(selection.active.value?.item.id).toBe(1)
    press(' ')
    press('ArrowRight', { shiftKey: true })
    expect(chosen()).toEqual([1, 2])
    press('ArrowDown')
    press('a', { ctrlKey: true })
    expect(chosen()).toEqual([1, 2, 7, 8])
    press('Escape')
    expect(chosen()).toEqual([])
  })

  it('leaves keys alone that mean nothing to it', () => {
    const { press } = open()
    expect([press('Escape'), press(' '), press('x'), press('ArrowLeft', { ctrlKey: true })]).toEqual([
      false,
      false,
      false,
      false,
    ])
  })

  it('forgets what is no longer there', async () => {
    const { lanes, selection, chosen } = open()
    selection.pick(2, none)
    selection.pick(7, { ...none, ctrlKey: true })
    lanes.value = [items(1, 2)]
    await nextTick()
    expect([chosen(), selection.activeId.value, selection.find(7)]).toEqual([[2], null, null])
  })
})
