import { appendFileSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { redact } from './redact.ts'

export interface Logger {
  info(message: string): void
  warn(message: string, cause?: unknown): void
  error(message: string, cause?: unknown): void
}

const MAX_BYTES = 1_000_000
const KEPT_FILES = 3

function describe(cause: unknown): string {
  if (!(cause instanceof Error)) return typeof cause === 'string' ? cause : typeof cause
  const inner = cause.cause === undefined ? '' : `\n  because ${describe(cause.cause)}`
  return `${cause.stack ?? `${cause.name}: ${cause.message}`}${inner}`
}

/** app.log becomes app.1.log, app.1.log becomes app.2.log; the oldest goes. */
function rotate(file: string): void {
  const nth = (index: number): string =>
    index === 0 ? file : file.replace(/\.log$/, `.${String(index)}.log`)
  rmSync(nth(KEPT_FILES - 1), { force: true })
  for (let index = KEPT_FILES - 2; index >= 0; index--) {
    try {
      renameSync(nth(index), nth(index + 1))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
  }
}

/**
 * A log file for support: rotated by size, and without any path, so that no patient's name travels in it.
 * Written synchronously: the last line before a crash is the one that counts, and lines are few.
 *
 * @param file ends in `.log`
 * @param echo also gets every line; for a terminal in development
 */
export function createLogger(file: string, echo?: (line: string) => void): Logger {
  mkdirSync(dirname(file), { recursive: true })

  const write = (level: string, message: string, cause?: unknown): void => {
    const detail = cause === undefined ? '' : ` ${describe(cause)}`
    const line = `${new Date().toISOString()} ${level} ${redact(message + detail)}`
    echo?.(line)
    try {
      const bytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0
      if (bytes > MAX_BYTES) rotate(file)
      appendFileSync(file, `${line}\n`)
    } catch (error) {
      // A full disk must not take the program down with the log.
      echo?.(`log file not written: ${(error as NodeJS.ErrnoException).code ?? 'unknown'}`)
    }
  }

  return {
    info: (message) => {
      write('info', message)
    },
    warn: (message, cause) => {
      write('warn', message, cause)
    },
    error: (message, cause) => {
      write('error', message, cause)
    },
  }
}
