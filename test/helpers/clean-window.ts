/**
 * Set-up of the window's tests. They share one window and one module graph, for speed; so each file hands both on
 * as it found them, whatever its tests left there.
 */
import { disableAutoUnmount, enableAutoUnmount } from '@vue/test-utils'
import { afterAll, afterEach, vi } from 'vitest'
import { useErrors } from '../../src-renderer/composables/use-errors.ts'

type Timer = ReturnType<typeof setTimeout>

declare global {
  var timersOfTests: Set<Timer> | undefined
}

/**
 * What a test left to happen later (a text that is sent after a pause in typing) would happen in the window of the next.
 * Of the one process there is one list, however often this runs.
 */
function listTimers(): Set<Timer> {
  if (globalThis.timersOfTests !== undefined) return globalThis.timersOfTests
  const timers = new Set<Timer>()
  const start = globalThis.setTimeout
  const listed = (run: (...args: unknown[]) => void, delayMs?: number, ...args: unknown[]): Timer => {
    const timer = start(() => {
      timers.delete(timer)
      run(...args)
    }, delayMs)
    timers.add(timer)
    return timer
  }
  globalThis.setTimeout = Object.assign(listed, start)
  globalThis.timersOfTests = timers
  return timers
}
const timers = listTimers()

// It is one switch for the whole process, and this runs once a file.
disableAutoUnmount()
enableAutoUnmount(afterEach)

afterEach(() => {
  for (const timer of timers) clearTimeout(timer)
  timers.clear()
  const { toasts, dismiss } = useErrors()
  for (const { id } of toasts.value) dismiss(id)
})

afterAll(async () => {
  // What a screen has begun to load would be loaded in the window of the next file, or in none.
  await vi.dynamicImportSettled()
  vi.useRealTimers()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
  for (const element of [document.documentElement, document.body]) {
    for (const name of element.getAttributeNames()) element.removeAttribute(name)
  }
  document.head.replaceChildren()
  document.body.replaceChildren()
})
