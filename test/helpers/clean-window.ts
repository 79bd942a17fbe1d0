/**
 * Set-up of the window's tests. They share one window and one module graph, for speed; so each file hands both on
 * as it found them, whatever its tests left there.
 */
import { disableAutoUnmount, enableAutoUnmount } from '@vue/test-utils'
import { afterAll, afterEach, vi } from 'vitest'
import { useErrors } from '../../src-renderer/composables/use-errors.ts'

// It is one switch for the whole process, and this runs once a file.
disableAutoUnmount()
enableAutoUnmount(afterEach)

afterEach(() => {
  const { toasts, dismiss } = useErrors()
  for (const { id } of toasts.value) dismiss(id)
})

afterAll(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
  for (const element of [document.documentElement, document.body]) {
    for (const name of element.getAttributeNames()) element.removeAttribute(name)
  }
  document.head.replaceChildren()
  document.body.replaceChildren()
})
