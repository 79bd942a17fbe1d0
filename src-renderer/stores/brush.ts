import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { useLibraryStore } from './library.ts'
import { defineStudyResource } from './study-resources.ts'

/** The visit that was chosen in a chart or list of Analysis: every tab that shows it marks it, and its patient's other visits with it; Escape lets go of it. */
export const useBrushStore = defineStore('brush', () => {
  const library = useLibraryStore()
  const sessionId = shallowRef<number | null>(null)
  const patientCode = computed(() =>
    sessionId.value === null ? null : (library.sessionById.get(sessionId.value)?.patientCode ?? null),
  )

  function choose(id: number): void {
    sessionId.value = id
  }

  function clear(): void {
    sessionId.value = null
  }

  /** How a visit stands to the chosen one; null where it has nothing to do with it. */
  function markOf(visit: {
    readonly sessionId: number
    readonly patientCode: string
  }): 'visit' | 'patient' | null {
    if (visit.sessionId === sessionId.value) return 'visit'
    return visit.patientCode === patientCode.value ? 'patient' : null
  }

  defineStudyResource({ clear })

  return { sessionId, patientCode, choose, clear, markOf }
})
