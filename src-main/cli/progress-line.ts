import { visibleLine } from '#shared/visible-text.ts'
import type { Terminal } from './terminal.ts'

export interface ProgressLine {
  update(done: number, total: number): void
  /** Writes above the line. */
  say(text: string): void
  /** Takes the line away. */
  end(): void
}

const BAR_CELLS = 24
/** For a person: often enough to look alive. */
const REDRAW_MS = 100
/** For a log file: often enough to see that it goes on. */
const REPORT_MS = 10_000

export function formatDuration(ms: number): string {
  const seconds = Math.round(ms / 1000)
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  return minutes < 60
    ? `${minutes} min ${seconds % 60} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** One line that is drawn over where a person watches, an occasional one elsewhere. */
export function createProgressLine(
  terminal: Terminal,
  title: string,
  now: () => number = Date.now,
): ProgressLine {
  const shownTitle = visibleLine(title)
  const startedAt = now()
  let drawnAt = terminal.isInteractive ? -Infinity : startedAt
  let isDrawn = false

  const clear = (): void => {
    if (isDrawn) terminal.err('\r\u001b[K')
    isDrawn = false
  }

  const describe = (done: number, total: number): string => {
    const share = total > 0 ? Math.min(1, done / total) : 0
    const elapsed = now() - startedAt
    const left =
      share > 0 && elapsed > 1000 ? `, ${formatDuration((elapsed / share) * (1 - share))} left` : ''
    const count = `${Math.floor(done)}/${total}`
    if (!terminal.isInteractive) return `${shownTitle}: ${count} (${Math.floor(share * 100)} %)${left}`
    const full = Math.round(share * BAR_CELLS)
    const bar = '█'.repeat(full) + '░'.repeat(BAR_CELLS - full)
    return `${shownTitle} ${bar} ${count}${left}`.slice(0, terminal.width - 1)
  }

  return {
    update(done, total) {
      const interval = terminal.isInteractive ? REDRAW_MS : REPORT_MS
      if (now() - drawnAt < interval) return
      drawnAt = now()
      if (terminal.isInteractive) {
        clear()
        terminal.err(describe(done, total))
        isDrawn = true
      } else terminal.err(`${describe(done, total)}\n`)
    },
    say(text) {
      clear()
      terminal.err(`${visibleLine(text)}\n`)
    },
    end: clear,
  }
}
