import { vi } from 'vitest'

/** What jsdom lacks of a window and components ask for: media queries and sizes, which never change here. */
export function stubWindow(): void {
  vi.stubGlobal('matchMedia', () => ({
    matches: false,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  }))
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe = (): void => undefined
      unobserve = (): void => undefined
      disconnect = (): void => undefined
    },
  )
}

/** As `stubWindow`, of a small window or one at 200 % zoom. */
export function stubNarrowWindow(): void {
  stubWindow()
  vi.stubGlobal('matchMedia', (query: string) => ({
    matches: query === '(width < 900px)',
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  }))
}
