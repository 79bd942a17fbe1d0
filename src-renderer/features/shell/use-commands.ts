import type { Component } from 'vue'
import { computed } from 'vue'
import type { ComputedRef } from 'vue'
import {
  Download,
  FolderInput,
  FolderOpen,
  Keyboard,
  LogOut,
  MoonStar,
  PackagePlus,
  Redo2,
  ScanFace,
  ScanSearch,
  Scissors,
  Search,
  Undo2,
  VenetianMask,
} from '@lucide/vue'
import { useErrors } from '../../composables/use-errors.ts'
import { useTheme } from '../../composables/use-theme.ts'
import { useClipListStore } from '../../stores/clip-list.ts'
import { useJobsStore } from '../../stores/jobs.ts'
import { useLibraryStore } from '../../stores/library.ts'
import { usePackAddingStore } from '../../stores/pack-adding.ts'
import { usePeopleStore } from '../../stores/people.ts'
import { useSettingsStore } from '../../stores/settings.ts'
import { useStudyStore } from '../../stores/study.ts'
import { useUndoStore } from '../../stores/undo.ts'
import { useViewStore } from '../../stores/view.ts'
import { viewEntries } from './views.ts'

export interface Command {
  id: string
  label: string
  group: string
  icon: Component
  keys?: string | undefined
  isEnabled: boolean
  run: () => void
}

/** Everything the program can do from anywhere: the palette, the shortcuts and the menu run these. */
export function useCommands(): {
  commands: ComputedRef<readonly Command[]>
  runCommand: (id: string) => void
} {
  const view = useViewStore()
  const study = useStudyStore()
  const library = useLibraryStore()
  const jobs = useJobsStore()
  const adding = usePackAddingStore()
  const list = useClipListStore()
  const people = usePeopleStore()
  const undo = useUndoStore()
  const settings = useSettingsStore()
  const { theme } = useTheme()
  const { attempt, notify } = useErrors()

  async function step(which: 'undo' | 'redo'): Promise<void> {
    const label = await attempt(
      undo[which],
      which === 'undo' ? 'It could not be undone' : 'It could not be redone',
    )
    if (label !== null) notify(which === 'undo' ? `Undone: ${label}` : `Done again: ${label}`)
  }

  const commands = computed<readonly Command[]>(() => {
    const isOpen = study.summary !== null
    const hasClips = isOpen && library.clips.length > 0
    const everywhere = 'Everywhere'
    /** That of the clip that the library and Review point at. */
    const videoId = view.clipId === null ? null : (library.clipById.get(view.clipId)?.videoId ?? null)
    const chosenClips =
      list.selection.size > 0 ? [...list.selection] : view.clipId === null ? [] : [view.clipId]
    return [
      {
        id: 'find',
        label: 'Search everything',
        group: everywhere,
        icon: Search,
        keys: 'Ctrl+K',
        isEnabled: isOpen,
        run: () => (view.isPaletteOpen = true),
      },
      ...viewEntries.map((entry) => ({
        id: `go-${entry.name}`,
        label: `Go to ${entry.label}`,
        group: everywhere,
        icon: entry.icon,
        keys: entry.keys,
        isEnabled: isOpen,
        run: () => {
          view.go(entry.name)
        },
      })),
      {
        id: 'import',
        label: 'Import session folders…',
        group: everywhere,
        icon: FolderInput,
        keys: 'Ctrl+I',
        isEnabled: isOpen,
        run: () => {
          view.openImport()
        },
      },
      {
        id: 'export',
        label: 'Export scores and captions…',
        group: everywhere,
        icon: Download,
        keys: 'Ctrl+E',
        isEnabled: isOpen,
        run: () => (view.isExportOpen = true),
      },
      {
        id: 'predict-all',
        label: 'Predict all clips',
        group: everywhere,
        icon: ScanFace,
        isEnabled: hasClips,
        run: () => void attempt(() => jobs.predict(null), 'The prediction did not start'),
      },
      {
        id: 'cut-video',
        label: 'Cut this video into clips',
        group: everywhere,
        icon: Scissors,
        isEnabled: videoId !== null,
        run: () => {
          if (videoId !== null) view.openCut(videoId)
        },
      },
      {
        id: 'find-people',
        label: 'Find the people in all sessions',
        group: everywhere,
        icon: ScanSearch,
        isEnabled: hasClips,
        run: () => void attempt(() => people.find(null), 'The search did not start'),
      },
      {
        id: 'deidentify',
        label: 'De-identified copies of the selected clips…',
        group: everywhere,
        icon: VenetianMask,
        isEnabled: chosenClips.length > 0,
        run: () => (people.clipsToCopy = chosenClips),
      },
      {
        id: 'add-pack',
        label: 'Add a model pack…',
        group: everywhere,
        icon: PackagePlus,
        isEnabled: isOpen,
        run: () => {
          view.go('packs')
          adding.isOpen = true
        },
      },
      {
        id: 'undo',
        label: undo.undoLabel === null ? 'Undo' : `Undo ${undo.undoLabel}`,
        group: everywhere,
        icon: Undo2,
        keys: 'Ctrl+Z',
        isEnabled: undo.canUndo,
        run: () => void step('undo'),
      },
      {
        id: 'redo',
        label: undo.redoLabel === null ? 'Redo' : `Redo ${undo.redoLabel}`,
        group: everywhere,
        icon: Redo2,
        keys: 'Ctrl+Shift+Z',
        isEnabled: undo.canRedo,
        run: () => void step('redo'),
      },
      {
        id: 'theme',
        label: theme.value === 'dark' ? 'Use the light theme' : 'Use the dark theme',
        group: everywhere,
        icon: MoonStar,
        isEnabled: true,
        run: () =>
          void attempt(() => {
            const next = theme.value === 'dark' ? 'light' : 'dark'
            return settings.save({ theme: next, reviewTheme: next === 'light' ? 'follow' : 'dark' })
          }),
      },
      {
        id: 'shortcuts',
        label: 'Keyboard shortcuts',
        group: everywhere,
        icon: Keyboard,
        keys: '?',
        isEnabled: true,
        run: () => (view.isShortcutSheetOpen = true),
      },
      {
        id: 'open-study',
        label: 'Open another study…',
        group: everywhere,
        icon: FolderOpen,
        isEnabled: true,
        run: () => void attempt(study.open, 'The study could not be opened'),
      },
      {
        id: 'close-study',
        label: 'Close this study',
        group: everywhere,
        icon: LogOut,
        isEnabled: isOpen,
        run: () => void attempt(study.close),
      },
    ]
  })

  function runCommand(id: string): void {
    const command = commands.value.find((known) => known.id === id)
    if (command?.isEnabled === true) command.run()
  }

  return { commands, runCommand }
}
