import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'

/** A change that main has confirmed, with the way back. */
export interface UndoableCommand {
  /** In the user's words, e.g. "score of P001 baseline, Blunted affect". */
  label: string
  /** Brings the place that it changes on screen. */
  show: () => void
  undo: () => Promise<void>
  redo: () => Promise<void>
}

const keptCommands = 200

/** One list for the whole window. Commands run one after the other, so that Ctrl+Z held down stays in order. */
export const useUndoStore = defineStore('undo', () => {
  const done = shallowRef<readonly UndoableCommand[]>([])
  const undone = shallowRef<readonly UndoableCommand[]>([])
  const isBusy = ref(false)

  const canUndo = computed(() => done.value.length > 0)
  const canRedo = computed(() => undone.value.length > 0)
  const undoLabel = computed(() => done.value.at(-1)?.label ?? null)
  const redoLabel = computed(() => undone.value.at(-1)?.label ?? null)

  /** Remembers a change that has been carried out. */
  function record(command: UndoableCommand): void {
    done.value = [...done.value, command].slice(-keptCommands)
    undone.value = []
  }

  /** Whether nothing was changed since. */
  function isNewest(command: UndoableCommand): boolean {
    return done.value.at(-1) === command
  }

  /** Forgets a change that turned out to be none. */
  function drop(command: UndoableCommand): void {
    done.value = done.value.filter((known) => known !== command)
  }

  /** Returns the label of what was taken back; null when there was nothing, or a step is still running. */
  async function undo(): Promise<string | null> {
    const command = done.value.at(-1)
    if (command === undefined || isBusy.value) return null
    isBusy.value = true
    try {
      command.show()
      await command.undo()
      // What was changed meanwhile stays in the list; after it there is nothing to do again.
      if (isNewest(command)) undone.value = [...undone.value, command]
      drop(command)
      return command.label
    } finally {
      isBusy.value = false
    }
  }

  async function redo(): Promise<string | null> {
    const command = undone.value.at(-1)
    if (command === undefined || isBusy.value) return null
    isBusy.value = true
    try {
      command.show()
      await command.redo()
      undone.value = undone.value.filter((known) => known !== command)
      done.value = [...done.value, command]
      return command.label
    } finally {
      isBusy.value = false
    }
  }

  function clear(): void {
    done.value = []
    undone.value = []
  }

  return { canUndo, canRedo, undoLabel, redoLabel, isBusy, record, isNewest, drop, undo, redo, clear }
})
