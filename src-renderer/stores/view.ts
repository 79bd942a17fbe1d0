import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import type { ScreenName } from '#shared/commands/contexts.ts'
import { defineStudyResource } from './study-resources.ts'

export type ViewName = ScreenName

export type SettingsTab = 'general' | 'keys'

export type ReviewTab = 'caption' | 'prediction' | 'history'

/** An item of a scale in a session, to be looked at. */
export interface ScorePlace {
  readonly sessionId: number
  readonly scaleId: string
  readonly itemId: string
}

/** A place in a clip, ms of player time. */
export interface Moment {
  readonly clipId: number
  readonly timeMs: number
}

/** Which screen is shown and what is selected: shared by several screens, lost at closing. */
export const useViewStore = defineStore('view', () => {
  const view = ref<ViewName>('library')
  /** The clip that the library points at and that Review shows. */
  const clipId = ref<number | null>(null)
  /** Where Review begins to play it; null for its start, where it stands still. */
  const moment = shallowRef<Moment | null>(null)
  /** What Review's inspector shows of it. */
  const reviewTab = ref<ReviewTab>('caption')
  const settingsTab = ref<SettingsTab>('general')
  /** The video that Cut shows. */
  const videoId = ref<number | null>(null)
  /** The session that Rate shows. */
  const sessionId = ref<number | null>(null)
  /** The item that Rate is asked to go to; null once it has. */
  const scorePlace = shallowRef<ScorePlace | null>(null)
  /** Rate shows all visits in a grid instead of one with its clips. */
  const isScoreGrid = ref(false)
  /** Asked of Rate; null once it is shown. */
  const scaleId = shallowRef<string | null>(null)
  /** Asked of Packs; null once it is shown. */
  const promptSetName = shallowRef<string | null>(null)
  /** Of whom something was taken back: marked on People until another screen is shown. */
  const markedPerson = shallowRef<{ readonly sessionId: number; readonly label: string } | null>(null)
  const isPaletteOpen = ref(false)
  /** The list of raters in the status bar. */
  const isRaterListOpen = ref(false)
  const isShortcutSheetOpen = ref(false)
  const isImportOpen = ref(false)
  /** Folders the import starts with; null when it asks. */
  const importFolders = shallowRef<readonly string[] | null>(null)
  const isExportOpen = ref(false)
  const isJobTrayOpen = ref(false)

  function go(name: ViewName): void {
    markedPerson.value = null
    view.value = name
  }

  function openClip(id: number): void {
    moment.value = null
    clipId.value = id
    view.value = 'review'
  }

  /** Opens the clip in Review and plays it from there. */
  function openMoment(at: Moment): void {
    openClip(at.clipId)
    moment.value = { ...at }
  }

  function openCaption(id: number): void {
    reviewTab.value = 'caption'
    openClip(id)
  }

  function openCut(id: number): void {
    videoId.value = id
    view.value = 'cut'
  }

  function openSession(id: number): void {
    isScoreGrid.value = false
    sessionId.value = id
    view.value = 'rate'
  }

  function openScoreGrid(): void {
    isScoreGrid.value = true
    go('rate')
  }

  function openScore(place: ScorePlace): void {
    scorePlace.value = place
    sessionId.value = place.sessionId
    view.value = 'rate'
  }

  function openPeople(id: number): void {
    sessionId.value = id
    view.value = 'people'
  }

  function openPerson(id: number, label: string): void {
    openPeople(id)
    markedPerson.value = { sessionId: id, label }
  }

  function openScale(id: string): void {
    scaleId.value = id
    view.value = 'rate'
  }

  function openPromptSet(name: string): void {
    promptSetName.value = name
    view.value = 'packs'
  }

  /** Opens the import, with folders that were dropped on the window or none. */
  function openImport(folders: readonly string[] | null = null): void {
    importFolders.value = folders
    isImportOpen.value = true
  }

  /** Forgets what belonged to the study that was open. */
  function reset(): void {
    view.value = 'library'
    clipId.value = null
    moment.value = null
    videoId.value = null
    sessionId.value = null
    scorePlace.value = null
    isScoreGrid.value = false
    scaleId.value = null
    promptSetName.value = null
    markedPerson.value = null
    isImportOpen.value = false
    isExportOpen.value = false
  }

  defineStudyResource({ clear: reset })

  return {
    view,
    clipId,
    moment,
    reviewTab,
    settingsTab,
    videoId,
    sessionId,
    scorePlace,
    isScoreGrid,
    scaleId,
    promptSetName,
    markedPerson,
    isPaletteOpen,
    isRaterListOpen,
    isShortcutSheetOpen,
    isImportOpen,
    importFolders,
    isExportOpen,
    isJobTrayOpen,
    go,
    openClip,
    openMoment,
    openCaption,
    openCut,
    openSession,
    openScore,
    openScoreGrid,
    openPeople,
    openPerson,
    openScale,
    openPromptSet,
    openImport,
  }
})
