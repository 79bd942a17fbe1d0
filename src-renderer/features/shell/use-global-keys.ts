import { onScopeDispose } from 'vue'
import { hasStudyHistory, isInDialog, useShortcuts } from '../../composables/use-shortcuts.ts'
import type { Shortcut } from '../../composables/use-shortcuts.ts'
import { listenToMain } from '../../stores/main-events.ts'
import { useStudyStore } from '../../stores/study.ts'
import { useCommands } from './use-commands.ts'
import { viewEntries } from './views.ts'

/** Keys and menu entries that work on every screen. */
export function useGlobalKeys(): void {
  const { runCommand } = useCommands()
  const study = useStudyStore()
  const group = 'Everywhere'
  const isEnabled = (): boolean => study.summary !== null

  /**
   * In a text field with its own history the keys belong to the text. Everywhere else they are taken even when there is
   * nothing to undo, or behind a dialog: the browser would change a field that nobody is in.
   */
  const historyKey = (keys: Shortcut['keys'], label: string, command: 'undo' | 'redo'): Shortcut => ({
    keys,
    label,
    group,
    inText: true,
    inDialog: true,
    isEnabled: hasStudyHistory,
    run: (event) => {
      if (!isInDialog(event.target)) runCommand(command)
    },
  })

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
    historyKey('Ctrl+Z', 'Undo', 'undo'),
    historyKey(['Ctrl+Shift+Z', 'Ctrl+Y'], 'Redo', 'redo'),
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
      if (isTextStep && !hasStudyHistory(document.activeElement)) {
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
