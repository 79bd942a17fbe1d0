import { appendFileSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { describeError } from './described-error.ts'

/**
 * A text that is written in the program: a literal, or one of a few. A text that is only known when the program runs
 * does not compile here, so that nothing that a user typed or named can come into a log. (A record of such texts has no
 * key that must be there; one of literals has.)
 */
type OwnWords<Text extends string> = { readonly another: 1 } extends Record<Text, 1> ? never : Text

/** Numbers that belong to a line, by name. */
export type LoggedNumbers = Readonly<Record<string, number | null>>

export interface Logger {
  info<Text extends string>(message: OwnWords<Text>, numbers?: LoggedNumbers): void
  /** Of `cause` only what `describeError` says. */
  warn<Text extends string>(message: OwnWords<Text>, cause?: unknown, numbers?: LoggedNumbers): void
  error<Text extends string>(message: OwnWords<Text>, cause?: unknown, numbers?: LoggedNumbers): void
}

interface Details {
  readonly cause?: unknown
  readonly numbers?: LoggedNumbers | undefined
}

const MAX_BYTES = 1_000_000
const KEPT_FILES = 3

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
 * A log file for support: rotated by size, readable by its owner only, and without a word of the user's.
 * Written synchronously: the last line before a crash is the one that counts, and lines are few.
 *
 * @param file ends in `.log`
 * @param echo also gets every line; for a terminal in development
 */
export function createLogger(file: string, echo?: (line: string) => void): Logger {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })

  const write = (level: string, message: string, { cause, numbers = {} }: Details): void => {
    const facts = Object.entries(numbers).map(([name, value]) => ` ${name}=${String(value)}`)
    const detail = cause === undefined ? '' : ` ${describeError(cause)}`
    const line = `${new Date().toISOString()} ${level} ${message}${facts.join('')}${detail}`
    echo?.(line)
    try {
      const bytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0
      if (bytes > MAX_BYTES) rotate(file)
      appendFileSync(file, `${line}\n`, { mode: 0o600 })
    } catch (error) {
      // A full disk must not take the program down with the log.
      echo?.(`log file not written: ${(error as NodeJS.ErrnoException).code ?? 'unknown'}`)
    }
  }

  return {
    info: (message, numbers) => {
      write('info', message, { numbers })
    },
    warn: (message, cause, numbers) => {
      write('warn', message, { cause, numbers })
    },
    error: (message, cause, numbers) => {
      write('error', message, { cause, numbers })
    },
  }
}
