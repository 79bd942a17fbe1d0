import { computed, onScopeDispose } from 'vue'
import { screenNames } from '#shared/commands/contexts.ts'
import { useErrors } from '../composables/use-errors.ts'
import { useTheme } from '../composables/use-theme.ts'
import { useClipListStore } from '../stores/clip-list.ts'
import { useJobsStore } from '../stores/jobs.ts'
import { useLibraryStore } from '../stores/library.ts'
import { listenToMain } from '../stores/main-events.ts'
import { usePackAddingStore } from '../stores/pack-adding.ts'
import { usePeopleStore } from '../stores/people.ts'
import { useSettingsStore } from '../stores/settings.ts'
import { useStudyStore } from '../stores/study.ts'
import { useUndoStore } from '../stores/undo.ts'
import { useViewStore } from '../stores/view.ts'
import { formatPlural } from '../ui/number-text.ts'
import { hasStudyHistory } from './focus-place.ts'
import { runCommand } from './registry.ts'
import { useCorrectionCommands } from './use-correction-commands.ts'
import { useHistoryCommands } from './use-history-commands.ts'
import type { CommandHandlers } from './use-commands.ts'
import { useCommands } from './use-commands.ts'

function useScreenCommands(): void {
  const view = useViewStore()
  const study = useStudyStore()
  const adding = usePackAddingStore()
  const { attempt } = useErrors()
  const isOpen = (): boolean => study.summary !== null

  useCommands({
    find: { when: isOpen, run: () => (view.isPaletteOpen = true) },
    'change-rater': { when: isOpen, run: () => (view.isRaterListOpen = true) },
    ...(Object.fromEntries(
      screenNames.map((name) => [
        `go-${name}`,
        {
          when: isOpen,
          run: () => {
            view.go(name)
          },
        },
      ]),
    ) as CommandHandlers),
    import: {
      when: isOpen,
      run: () => {
        view.openImport()
      },
    },
    'score-grid': {
      when: isOpen,
      run: () => {
        view.openScoreGrid()
      },
    },
    export: { when: isOpen, run: () => (view.isExportOpen = true) },
    'add-pack': {
      when: isOpen,
      run: () => {
        view.go('packs')
        adding.isOpen = true
      },
    },
    shortcuts: { run: () => (view.isShortcutSheetOpen = true) },
    'change-keys': {
      when: isOpen,
      run: () => {
        view.settingsTab = 'keys'
        view.go('settings')
      },
    },
    'open-study': { run: () => void attempt(study.open, 'The study could not be opened') },
    'show-jobs': {
      when: isOpen,
      run: () => {
        view.isJobTrayOpen = true
      },
    },
    'close-study': { when: isOpen, run: () => void attempt(study.close) },
  })
}

/** What is done with all clips, or with those that the library and Review point at. */
function useClipCommands(): void {
  const view = useViewStore()
  const library = useLibraryStore()
  const jobs = useJobsStore()
  const list = useClipListStore()
  const people = usePeopleStore()
  const { attempt } = useErrors()
  const hasClips = (): boolean => library.clips.length > 0
  const clip = computed(() => (view.clipId === null ? null : (library.clipById.get(view.clipId) ?? null)))
  const chosenClips = computed(() =>
    list.selection.size > 0 ? [...list.selection] : view.clipId === null ? [] : [view.clipId],
  )

  useCommands({
    'predict-all': {
      when: hasClips,
      run: () => void attempt(() => jobs.predict(null), 'The prediction did not start'),
    },
    'cut-video': {
      when: () => clip.value !== null,
      run: () => {
        if (clip.value !== null) view.openCut(clip.value.videoId)
      },
    },
    'who-is-in-video': {
      when: () => clip.value !== null,
      run: () => {
        if (clip.value !== null) view.openPeople(clip.value.sessionId)
      },
    },
    'find-people': {
      when: hasClips,
      run: () => void attempt(() => people.find(null), 'The search did not start'),
    },
    deidentify: {
      label: () =>
        chosenClips.value.length > 1
          ? `De-identified copies of ${formatPlural(chosenClips.value.length, 'clip')}…`
          : 'De-identified copy of this clip…',
      when: () => chosenClips.value.length > 0,
      run: () => (people.clipsToCopy = chosenClips.value),
    },
  })
}

function useUndoCommands(): void {
  const undo = useUndoStore()
  const { attempt, notify } = useErrors()

  async function step(which: 'undo' | 'redo'): Promise<void> {
    const label = await attempt(
      undo[which],
      which === 'undo' ? 'It could not be undone' : 'It could not be redone',
    )
    if (label !== null) notify(which === 'undo' ? `Undone: ${label}` : `Done again: ${label}`)
  }

  useCommands({
    undo: {
      label: () => (undo.undoLabel === null ? 'Undo' : `Undo ${undo.undoLabel}`),
      when: () => undo.canUndo,
      isFor: hasStudyHistory,
      run: () => void step('undo'),
    },
    redo: {
      label: () => (undo.redoLabel === null ? 'Redo' : `Redo ${undo.redoLabel}`),
      when: () => undo.canRedo,
      isFor: hasStudyHistory,
      run: () => void step('redo'),
    },
  })
}

function useThemeCommand(): void {
  const settings = useSettingsStore()
  const { theme } = useTheme()
  const { attempt } = useErrors()

  useCommands({
    theme: {
      label: () => (theme.value === 'dark' ? 'Use the light theme' : 'Use the dark theme'),
      run: () =>
        void attempt(() => {
          const next = theme.value === 'dark' ? 'light' : 'dark'
          return settings.save({ theme: next, reviewTheme: next === 'light' ? 'follow' : 'dark' })
        }),
    },
  })
}

/** The commands that work on every screen, and the menu of the program. Called once, by the shell. */
export function useGlobalCommands(): void {
  useScreenCommands()
  useClipCommands()
  useCorrectionCommands()
  useHistoryCommands()
  useUndoCommands()
  useThemeCommand()

  const stop = listenToMain({
    'menu.command': ({ command }) => {
      const isTextStep = command === 'undo' || command === 'redo'
      if (isTextStep && !hasStudyHistory(document.activeElement)) {
        // The only way to reach a text field's own history from outside.
        // oxlint-disable-next-line typescript/no-deprecated
        document.execCommand(command)
        return
      }
      runCommand(command)
    },
  })
  onScopeDispose(stop)
}
