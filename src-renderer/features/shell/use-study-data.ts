import { useThrottleFn } from '@vueuse/core'
import { onScopeDispose, watch } from 'vue'
import { joinChanges, journalAreas } from '#shared/domain/study.ts'
import type { ChangedIds, StudyArea } from '#shared/domain/study.ts'
import { useErrors } from '../../composables/use-errors.ts'
import { useAppStore } from '../../stores/app.ts'
import { useCaptionsStore } from '../../stores/captions.ts'
import { useCutStore } from '../../stores/cut.ts'
import { useHistoryStore } from '../../stores/history.ts'
import { useInterruptedStore } from '../../stores/interrupted.ts'
import { isLive, useJobsStore } from '../../stores/jobs.ts'
import { useLibraryStore } from '../../stores/library.ts'
import { listenToMain } from '../../stores/main-events.ts'
import { usePeopleStore } from '../../stores/people.ts'
import { usePromptsStore } from '../../stores/prompts.ts'
import { useRatersStore } from '../../stores/raters.ts'
import { useRescueStore } from '../../stores/rescue.ts'
import { useScoresStore } from '../../stores/scores.ts'
import { useSettingsStore } from '../../stores/settings.ts'
import { useSightStore } from '../../stores/sight.ts'
import { useStripStore } from '../../stores/strip.ts'
import { useStudyStore } from '../../stores/study.ts'
import { newAreas } from '../../stores/own-echo.ts'
import { useUndoStore } from '../../stores/undo.ts'
import { useViewStore } from '../../stores/view.ts'

/** A long prediction reports every clip; the list is read again at most this often. */
const reloadEveryMs = 800

/** Areas whose change shows in the rows of the library. */
const libraryAreas: readonly StudyArea[] = ['library', 'clips', 'people', 'captions', 'scores', 'predictions']

/** Keeps the stores that every screen needs in step with the open study. Called once, by the shell. */
export function useStudyData(): { start: () => Promise<void> } {
  const app = useAppStore()
  const captions = useCaptionsStore()
  const cut = useCutStore()
  const history = useHistoryStore()
  const interrupted = useInterruptedStore()
  const jobs = useJobsStore()
  const library = useLibraryStore()
  const people = usePeopleStore()
  const prompts = usePromptsStore()
  const raters = useRatersStore()
  const scores = useScoresStore()
  const settings = useSettingsStore()
  const sight = useSightStore()
  const strips = useStripStore()
  const study = useStudyStore()
  const undo = useUndoStore()
  const rescue = useRescueStore()
  const view = useViewStore()
  const { attempt, show } = useErrors()

  /** What is to be read of the library; null is everything. */
  let changed: (ChangedIds | null)[] = []

  const reloadLibrary = useThrottleFn(
    async () => {
      const ids = joinChanges(changed.map((each) => ({ areas: [], ids: each }))).ids
      changed = []
      if (study.summary === null) return
      await attempt(() => Promise.all([library.refresh(ids), study.load()]), 'The library could not be read')
    },
    reloadEveryMs,
    true,
  )

  const reloadUndo = useThrottleFn(
    async () => {
      if (study.summary !== null) await attempt(undo.load)
    },
    reloadEveryMs,
    true,
  )

  /** A running prediction reports every clip; it is no interrupted one before it ends. */
  const reloadInterrupted = useThrottleFn(
    async () => {
      if (study.summary !== null && !interrupted.isPredicting) await attempt(interrupted.load)
    },
    reloadEveryMs,
    true,
  )

  /** A pack brings prompt sets of its own. */
  async function reloadPacks(): Promise<void> {
    await attempt(app.loadPacks, 'The packs could not be read')
    if (prompts.isLoaded && study.summary !== null) await attempt(prompts.load)
  }

  async function openStudy(): Promise<void> {
    view.reset()
    undo.clear()
    library.clear()
    scores.clear()
    raters.clear()
    cut.clear()
    strips.clear()
    people.clear()
    jobs.clear()
    interrupted.clear()
    history.clear()
    app.savedUtc = null
    await Promise.all([
      attempt(library.load, 'The library could not be read'),
      attempt(raters.load),
      // Which prompt set the library's estimates are of.
      attempt(prompts.load),
      attempt(sight.load, 'What blind work hides stays hidden'),
      attempt(scores.loadScales),
      attempt(jobs.load),
      attempt(interrupted.load),
      attempt(undo.load),
    ])
  }

  const stopListening = listenToMain({
    'caption.leave': ({ askId }) => void captions.answerLeaving(askId),
    'study.opened': study.setOpened,
    'study.told': ({ message }) => {
      show({ tone: 'error', title: message, detail: null, action: null })
    },
    'study.changed': (news) => {
      const areas = newAreas(news)
      if (news.undoable !== null) undo.accept(news.undoable)
      else if (areas.some((area) => journalAreas.includes(area))) void reloadUndo()
      // All of it is here already: whoever watches these areas has nothing to read.
      if (areas.length === 0) return
      // First, so that who watches the area reads anew.
      if (areas.includes('people')) people.markChanged()
      study.markChanged(areas)
      if (areas.some((area) => libraryAreas.includes(area))) {
        changed.push(news.ids)
        void reloadLibrary()
      }
      if (areas.includes('predictions')) void reloadInterrupted()
      if (areas.includes('raters')) void attempt(raters.load)
      if (areas.includes('scales')) void attempt(scores.loadScales)
      const rated = scores.sessionId
      if (areas.includes('scores') && rated !== null) void attempt(() => scores.loadSession(rated))
    },
    'inference.changed': app.setInference,
    'job.changed': (job) => {
      jobs.accept(job)
      // One that was dismissed among the jobs is not offered here either.
      if (job.kind === 'predict' && !isLive(job)) void reloadInterrupted()
    },
    'packs.changed': () => void reloadPacks(),
    'video.stripChanged': ({ videoId }) => void attempt(() => strips.onChanged(videoId)),
  })
  onScopeDispose(stopListening)
  onScopeDispose(rescue.listen())

  // The folder and the title tell one study from another; counts change all the time.
  watch(
    () => (study.summary === null ? null : `${study.summary.folderName}/${study.summary.title}`),
    (opened) => {
      if (opened !== null) void openStudy()
      else void attempt(study.loadRecents)
    },
  )

  // What was revealed is each rater's own.
  watch(
    () => [settings.settings.blindRating, settings.settings.raterCode] as const,
    () => {
      if (study.summary === null) return
      void attempt(sight.load, 'What blind work hides stays hidden')
      // So are the steps that can be taken back.
      void attempt(undo.load)
    },
  )

  // Cancelling one makes it an interrupted one.
  watch(
    () => interrupted.isPredicting,
    (isPredicting) => {
      if (!isPredicting) void reloadInterrupted()
    },
  )

  async function start(): Promise<void> {
    await attempt(settings.load)
    await attempt(study.load, 'The study could not be opened')
    study.isKnown = true
    if (study.summary === null) {
      await attempt(study.loadRecents)
      // A study named on the command line may have been refused before this window listened.
      await attempt(rescue.loadRefused)
    }
    await Promise.all([attempt(app.loadInfo), attempt(app.loadInference), attempt(app.loadPacks)])
  }

  return { start }
}
