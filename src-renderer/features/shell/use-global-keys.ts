import { onScopeDispose } from 'vue'
import { isTextEntry, useShortcuts } from '../../composables/use-shortcuts.ts'
import { listenToMain } from '../../stores/main-events.ts'
import { useUndoStore } from '../../stores/undo.ts'
import { useStudyStore } from '../../stores/study.ts'
import { useCommands } from './use-commands.ts'
import { viewEntries } from './views.ts'

/** Keys and menu entries that work on every screen. */
export function useGlobalKeys(): void {
  const { runCommand } = useCommands()
  const undo = useUndoStore()
  const study = useStudyStore()
  const group = 'Everywhere'
  const isEnabled = (): boolean => study.summary !== null

  useShortcuts([
    {
      keys: 'Ctrl+K',
      label: 'Search everything',
      group,
      inText: true,
      isEnabled,
      run: () => {
        runCommand('find')
      },
    },
    ...viewEntries.map((entry) => ({
      keys: entry.keys,
      label: `Go to ${entry.label}`,
      group,
      inText: true,
      isEnabled,
      run: () => {
        runCommand(`go-${entry.name}`)
      },
    })),
    {
      keys: 'Ctrl+I',
      label: 'Import session folders',
      group,
      isEnabled,
      run: () => {
        runCommand('import')
      },
    },
    {
      keys: 'Ctrl+E',
      label: 'Export',
      group,
      isEnabled,
      run: () => {
        runCommand('export')
      },
    },
    {
      keys: 'Ctrl+Z',
      label: 'Undo',
      group,
      // In a text field the keys belong to the text.
      isEnabled: () => undo.canUndo,
      run: () => {
        runCommand('undo')
      },
    },
    {
      keys: ['Ctrl+Shift+Z', 'Ctrl+Y'],
      label: 'Redo',
      group,
      isEnabled: () => undo.canRedo,
      run: () => {
        runCommand('redo')
      },
    },
    {
      keys: '?',
      label: 'This list',
      group,
      run: () => {
        runCommand('shortcuts')
      },
    },
  ])

  const stop = listenToMain({
    'menu.command': ({ command }) => {
      const isTextStep = command === 'undo' || command === 'redo'
      if (isTextStep && isTextEntry(document.activeElement)) {
        // The only way to reach a text field's own history from outside.
        // eslint-disable-next-line @typescript-eslint/no-deprecated
        document.execCommand(command)
        return
      }
      runCommand(command)
    },
  })
  onScopeDispose(stop)
}
