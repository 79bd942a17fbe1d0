import { computed, shallowReadonly, shallowRef, watch } from 'vue'
import type { ComputedRef, ShallowRef } from 'vue'
import type { FaceTrack, Person } from '#shared/domain/people.ts'
import { findBar, trackBeside, tracksBetween } from './track-lanes.ts'
import type { Direction, Lane } from './track-lanes.ts'

const directions: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
  Home: 'first',
  End: 'last',
}

export interface TrackSelection {
  readonly selected: Readonly<ShallowRef<ReadonlySet<number>>>
  /** The one that the keyboard is on. */
  readonly activeId: Readonly<ShallowRef<number | null>>
  readonly active: ComputedRef<{ person: Person; track: FaceTrack } | null>
  /** A click: alone, Ctrl adds or takes away, Shift selects up to here. */
  pick(trackId: number, keys: Pick<MouseEvent, 'shiftKey' | 'ctrlKey' | 'metaKey'>): void
  /** Returns whether the key meant something here. */
  press(event: KeyboardEvent): boolean
  clear(): void
}

/** Which tracks are selected, by pointer and by keyboard, as in a list of files. */
export function useTrackSelection(lanes: () => readonly Lane[]): TrackSelection {
  const selected = shallowRef<ReadonlySet<number>>(new Set())
  const activeId = shallowRef<number | null>(null)
  let anchorId: number | null = null

  const active = computed(() => {
    const id = activeId.value
    const place = id === null ? null : findBar(lanes(), id)
    const lane = place === null ? undefined : lanes()[place.lane]
    const bar = place === null ? undefined : lane?.bars[place.bar]
    return lane === undefined || bar === undefined ? null : { person: lane.person, track: bar.track }
  })

  function selectOnly(trackId: number): void {
    selected.value = new Set([trackId])
    anchorId = trackId
  }

  function toggle(trackId: number): void {
    const next = new Set(selected.value)
    if (!next.delete(trackId)) next.add(trackId)
    selected.value = next
    anchorId = trackId
  }

  function selectTo(trackId: number): void {
    const between = tracksBetween(lanes(), anchorId ?? trackId, trackId)
    selected.value = new Set([...selected.value, ...between])
  }

  function pick(trackId: number, keys: Pick<MouseEvent, 'shiftKey' | 'ctrlKey' | 'metaKey'>): void {
    activeId.value = trackId
    if (keys.shiftKey) selectTo(trackId)
    else if (keys.ctrlKey || keys.metaKey) toggle(trackId)
    else selectOnly(trackId)
  }

  function selectLane(): void {
    const place = activeId.value === null ? null : findBar(lanes(), activeId.value)
    const bars = place === null ? [] : (lanes()[place.lane]?.bars ?? [])
    selected.value = new Set([...selected.value, ...bars.map(({ track }) => track.id)])
  }

  function move(direction: Direction, extends_: boolean): void {
    const first = lanes().find(({ bars }) => bars.length > 0)?.bars[0]?.track.id ?? null
    const next = active.value === null ? first : trackBeside(lanes(), active.value.track.id, direction)
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

  // Tracks that are no longer there cannot stay selected.
  watch(lanes, (now) => {
    const known = new Set(now.flatMap(({ bars }) => bars.map(({ track }) => track.id)))
    const kept = [...selected.value].filter((id) => known.has(id))
    if (kept.length !== selected.value.size) selected.value = new Set(kept)
    if (activeId.value !== null && !known.has(activeId.value)) activeId.value = null
    if (anchorId !== null && !known.has(anchorId)) anchorId = null
  })

  return {
    selected: shallowReadonly(selected),
    activeId: shallowReadonly(activeId),
    active,
    pick,
    press,
    clear,
  }
}
