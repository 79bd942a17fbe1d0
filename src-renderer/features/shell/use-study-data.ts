import { onScopeDispose, watch } from 'vue'
import { useErrors } from '../../composables/use-errors.ts'
import { useAppStore } from '../../stores/app.ts'
import { useCaptionsStore } from '../../stores/captions.ts'
import { useCovariatesStore } from '../../stores/covariates.ts'
import { useInterruptedStore } from '../../stores/interrupted.ts'
import { isLive, useJobsStore } from '../../stores/jobs.ts'
import { useLibraryStore } from '../../stores/library.ts'
import { listenToMain } from '../../stores/main-events.ts'
import { usePromptsStore } from '../../stores/prompts.ts'
import { useRatersStore } from '../../stores/raters.ts'
import { useRescueStore } from '../../stores/rescue.ts'
import { useScoresStore } from '../../stores/scores.ts'
import { useSettingsStore } from '../../stores/settings.ts'
import { useSightStore } from '../../stores/sight.ts'
import { useStripStore } from '../../stores/strip.ts'
import { useStudyResources } from '../../stores/study-resources.ts'
import { useStudyStore } from '../../stores/study.ts'
import { useUndoStore } from '../../stores/undo.ts'

/** Keeps what is held of the open study in step with main. Called once, by the shell. */
export function useStudyData(): { start: () => Promise<void> } {
  const app = useAppStore()
  const captions = useCaptionsStore()
  const interrupted = useInterruptedStore()
  const jobs = useJobsStore()
  const prompts = usePromptsStore()
  const rescue = useRescueStore()
  const settings = useSettingsStore()
  const sight = useSightStore()
  const strips = useStripStore()
  const study = useStudyStore()
  const undo = useUndoStore()
  const { attempt, show } = useErrors()
  // Read whenever a study is opened, whatever screen is shown first.
  useLibraryStore()
  useRatersStore()
  useScoresStore()
  useCovariatesStore()
  const resources = useStudyResources()

  /** A pack brings prompt sets of its own. */
  async function reloadPacks(): Promise<void> {
    await attempt(app.loadPacks, 'The packs could not be read')
    if (prompts.isLoaded && study.summary !== null) await attempt(prompts.load)
  }

  const stopListening = listenToMain({
    'caption.leave': ({ askId }) => void captions.answerLeaving(askId),
    'study.opened': study.setOpened,
    'study.told': ({ message }) => {
      show({ tone: 'error', title: message, detail: null, action: null })
    },
    'study.changed': resources.tell,
    'inference.changed': app.setInference,
    'job.changed': (job) => {
      jobs.accept(job)
      // One that was dismissed among the jobs is not offered here either.
      if (job.kind === 'predict' && !isLive(job)) interrupted.reread()
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
      if (opened !== null) void resources.open()
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
