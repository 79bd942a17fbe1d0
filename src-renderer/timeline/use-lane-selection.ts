import { computed, shallowReadonly, shallowRef, watch } from 'vue'
import type { ComputedRef, ShallowRef } from 'vue'
import { findItem, itemBeside, itemsBetween } from './lane-walk.ts'
import type { Direction } from './lane-walk.ts'
import type { Lane } from './lanes.ts'

const directions: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
  Home: 'first',
  End: 'last',
}

/** An item with its lane. */
export interface FoundItem<ItemLane extends Lane> {
  readonly lane: ItemLane
  readonly item: ItemLane['items'][number]
}

export interface LaneSelection<ItemLane extends Lane> {
  readonly selected: Readonly<ShallowRef<ReadonlySet<number>>>
  /** The one that the keyboard is on. */
  readonly activeId: Readonly<ShallowRef<number | null>>
  readonly active: ComputedRef<FoundItem<ItemLane> | null>
  /** Null for one that is not there. */
  find(id: number | null): FoundItem<ItemLane> | null
  /** A click: alone, Ctrl adds or takes away, Shift selects up to here. */
  pick(id: number, keys: Pick<MouseEvent, 'shiftKey' | 'ctrlKey' | 'metaKey'>): void
  /** Returns whether the key meant something here. */
  press(event: KeyboardEvent): boolean
  clear(): void
}

/** Which items of a timeline's lanes are selected, by pointer and by keyboard, as in a list of files. */
export function useLaneSelection<ItemLane extends Lane>(
  lanes: () => readonly ItemLane[],
): LaneSelection<ItemLane> {
  const selected = shallowRef<ReadonlySet<number>>(new Set())
  const activeId = shallowRef<number | null>(null)
  let anchorId: number | null = null

  function find(id: number | null): FoundItem<ItemLane> | null {
    const place = id === null ? null : findItem(lanes(), id)
    const lane = place === null ? undefined : lanes()[place.lane]
    const item = place === null ? undefined : lane?.items[place.item]
    return lane === undefined || item === undefined ? null : { lane, item }
  }
  const active = computed(() => find(activeId.value))

  function selectOnly(id: number): void {
    selected.value = new Set([id])
    anchorId = id
  }

  function toggle(id: number): void {
    const next = new Set(selected.value)
    if (!next.delete(id)) next.add(id)
    selected.value = next
    anchorId = id
  }

  function selectTo(id: number): void {
    const between = itemsBetween(lanes(), anchorId ?? id, id)
    selected.value = new Set([...selected.value, ...between])
  }

  function pick(id: number, keys: Pick<MouseEvent, 'shiftKey' | 'ctrlKey' | 'metaKey'>): void {
    activeId.value = id
    if (keys.shiftKey) selectTo(id)
    else if (keys.ctrlKey || keys.metaKey) toggle(id)
    else selectOnly(id)
  }

  function selectLane(): void {
    const items = active.value?.lane.items ?? []
    selected.value = new Set([...selected.value, ...items.map(({ id }) => id)])
  }

  function move(direction: Direction, extends_: boolean): void {
    const first = lanes().find(({ items }) => items.length > 0)?.items[0]?.id ?? null
    const next = active.value === null ? first : itemBeside(lanes(), active.value.item.id, direction)
    if (next === null) return
    if (extends_) {
      anchorId ??= activeId.value
      selectTo(next)
    }
    activeId.value = next
  }

  function clear(): void {
    selected.value = new Set()
    anchorId = null
  }

  function press(event: KeyboardEvent): boolean {
    const direction = directions[event.key]
    const hasCtrl = event.ctrlKey || event.metaKey
    if (direction !== undefined && !hasCtrl && !event.altKey) move(direction, event.shiftKey)
    else if (event.key === ' ' && activeId.value !== null) toggle(activeId.value)
    else if (event.key === 'a' && hasCtrl) selectLane()
    else if (event.key === 'Escape' && selected.value.size > 0) clear()
    else return false
    return true
  }

  // What is no longer there cannot stay selected.
  watch(lanes, (now) => {
    const known = new Set(now.flatMap(({ items }) => items.map(({ id }) => id)))
    const kept = [...selected.value].filter((id) => known.has(id))
    if (kept.length !== selected.value.size) selected.value = new Set(kept)
    if (activeId.value !== null && !known.has(activeId.value)) activeId.value = null
    if (anchorId !== null && !known.has(anchorId)) anchorId = null
  })

  return {
    selected: shallowReadonly(selected),
    activeId: shallowReadonly(activeId),
    active,
    find,
    pick,
    press,
    clear,
  }
}
