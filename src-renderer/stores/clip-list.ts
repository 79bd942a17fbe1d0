import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import type { ClipRow } from '#shared/domain/clip.ts'
import type { Session } from '#shared/domain/session.ts'
import type { ClipFilter, ClipMark, ClipSort } from './clip-filter.ts'
import {
  clipMarks,
  filterClips,
  groupRows,
  hasMark,
  noFilter,
  rankSessions,
  searchTextOf,
  sortClips,
} from './clip-filter.ts'
import { useLibraryStore } from './library.ts'
import { defineStudyResource } from './study-resources.ts'
import { useViewStore } from './view.ts'

/**
 * The clips as filtered, sorted and selected: the list of the library, and the order in which Review steps
 * to the next and the previous clip.
 */
export const useClipListStore = defineStore('clip-list', () => {
  const library = useLibraryStore()
  const view = useViewStore()
  const filter = shallowRef<ClipFilter>(noFilter)
  const selection = shallowRef<ReadonlySet<number>>(new Set())
  /** Where a Shift selection starts. */
  let anchorId: number | null = null

  const texts = computed(() => new Map(library.clips.map((clip) => [clip.id, searchTextOf(clip)])))
  const ranks = computed(() => rankSessions(library.sessions))
  const order = computed(() => ({ sort: filter.value.sort, descending: filter.value.descending }))
  const sorted = computed(() => sortClips(library.clips, ranks.value, order.value))
  const visible = computed(() =>
    filterClips(sorted.value, (clip) => texts.value.get(clip.id) ?? '', filter.value),
  )
  const rows = computed(() =>
    filter.value.sort === 'session'
      ? groupRows(visible.value)
      : visible.value.map((clip, index) => ({ kind: 'clip' as const, clip, index })),
  )
  const indexOfVisible = computed(() => new Map(visible.value.map((clip, index) => [clip.id, index])))
  const markCounts = computed(() => {
    const counts = Object.fromEntries(clipMarks.map((mark) => [mark, 0])) as Record<ClipMark, number>
    for (const clip of library.clips) {
      for (const mark of clipMarks) if (hasMark(clip, mark)) counts[mark] += 1
    }
    return counts
  })
  const isFiltered = computed(
    () =>
      filter.value.search !== '' ||
      filter.value.patientCode !== null ||
      filter.value.sessionId !== null ||
      filter.value.marks.length > 0,
  )

  function change(part: Partial<ClipFilter>): void {
    filter.value = { ...filter.value, ...part }
  }

  /** Shows one patient, or one session; with both null, all. A clip of somebody else is no longer pointed at. */
  function showOnly(place: Pick<ClipFilter, 'patientCode' | 'sessionId'>): void {
    change(place)
    if (view.clipId === null || indexOfVisible.value.has(view.clipId)) return
    const [first] = visible.value
    if (first === undefined) {
      selection.value = new Set()
      view.clipId = null
    } else selectOnly(first.id)
  }

  function toggleMark(mark: ClipMark): void {
    const { marks } = filter.value
    change({ marks: marks.includes(mark) ? marks.filter((other) => other !== mark) : [...marks, mark] })
  }

  function sortBy(sort: ClipSort): void {
    const again = filter.value.sort === sort
    // Numbers are most often wanted largest first.
    const first = sort !== 'session' && sort !== 'class'
    change({ sort, descending: again ? !filter.value.descending : first })
  }

  function clearFilter(): void {
    change({ search: '', patientCode: null, sessionId: null, marks: [] })
  }

  function selectOnly(clipId: number): void {
    selection.value = new Set([clipId])
    anchorId = clipId
    view.clipId = clipId
  }

  function toggle(clipId: number): void {
    const next = new Set(selection.value)
    if (!next.delete(clipId)) next.add(clipId)
    selection.value = next
    anchorId = clipId
    view.clipId = clipId
  }

  function selectTo(clipId: number): void {
    const from = indexOfVisible.value.get(anchorId ?? clipId)
    const to = indexOfVisible.value.get(clipId)
    if (from === undefined || to === undefined) {
      selectOnly(clipId)
      return
    }
    const between = visible.value.slice(Math.min(from, to), Math.max(from, to) + 1)
    selection.value = new Set(between.map((clip) => clip.id))
    view.clipId = clipId
  }

  function selectAll(): void {
    selection.value = new Set(visible.value.map((clip) => clip.id))
  }

  /**
   * The clip `step` places from the given one in the list as shown; null at its ends. A clip that has left the list,
   * because it fits the filter no more, still has its place: captioned in a list of uncaptioned ones, the next clip is
   * the one that came after it.
   */
  function neighbour(clipId: number | null, step: number): ClipRow | null {
    const index = clipId === null ? undefined : indexOfVisible.value.get(clipId)
    if (index !== undefined) return visible.value[index + step] ?? null
    const place = clipId === null ? -1 : sorted.value.findIndex((clip) => clip.id === clipId)
    if (place === -1) return visible.value[0] ?? null
    const before = sorted.value.slice(0, place).filter((clip) => indexOfVisible.value.has(clip.id)).length
    return visible.value[step > 0 ? before + step - 1 : before + step] ?? null
  }

  // What is no longer in the study cannot stay selected.
  watch(
    () => library.clipById,
    (known) => {
      const kept = [...selection.value].filter((id) => known.has(id))
      if (kept.length !== selection.value.size) selection.value = new Set(kept)
      if (view.clipId !== null && library.isLoaded && !known.has(view.clipId)) view.clipId = null
    },
  )

  /** Code of the patient whose visits had this one before; of a patient who is gone that of the clip pointed at. */
  function codeInPlaceOf(code: string, before: readonly Session[]): string | null {
    const visits = before.filter(({ patientCode }) => patientCode === code)
    const still = visits.flatMap(({ id }) => library.sessionById.get(id) ?? [])
    if (still[0] !== undefined) return still[0].patientCode
    return view.clipId === null ? null : (library.clipById.get(view.clipId)?.patientCode ?? null)
  }

  // A visit that got another patient, and a patient who got another code, stay the ones that are shown.
  watch(
    () => library.sessions,
    (sessions, before) => {
      const { patientCode, sessionId } = filter.value
      const visit = sessionId === null ? undefined : library.sessionById.get(sessionId)
      if (!library.isLoaded || patientCode === null || visit?.patientCode === patientCode) return
      const isThere = sessions.some((session) => session.patientCode === patientCode)
      const code = isThere ? patientCode : codeInPlaceOf(patientCode, before)
      change({ patientCode: visit?.patientCode ?? code, sessionId: visit?.id ?? null })
    },
  )

  // Patients and visits of the next study are others, how its list is sorted stays.
  defineStudyResource({
    clear: () => {
      clearFilter()
      selection.value = new Set()
      anchorId = null
    },
  })

  return {
    filter,
    selection,
    sorted,
    visible,
    rows,
    indexOfVisible,
    markCounts,
    isFiltered,
    change,
    showOnly,
    toggleMark,
    sortBy,
    clearFilter,
    selectOnly,
    toggle,
    selectTo,
    selectAll,
    neighbour,
  }
})
