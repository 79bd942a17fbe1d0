import { visibleLine } from './visible-text.ts'

/**
 * Errors that a user is meant to read. The code is for programs, the message is one clear sentence for a
 * person; it never carries a stack, and a path only where the user chose that file.
 */
export const errorCodes = [
  'bad-request',
  'not-found',
  'no-study',
  'study-unreadable',
  'study-newer',
  'study-damaged',
  /** Its schema is not what this program makes. */
  'study-foreign',
  'study-busy',
  /** It can be looked at only. */
  'study-readonly',
  /** Its file is no longer where it was opened. */
  'study-moved',
  'disk-full',
  'file-unreadable',
  'media-unreadable',
  'no-face',
  'face-unusable',
  'no-patient',
  'pack-invalid',
  'checkpoint-invalid',
  'prompt-unknown-words',
  'too-few-patients',
  /** Two codes of patients seem to be one person's. */
  'same-person',
  'item-not-visible',
  'nothing-to-do',
  'out-of-range',
  'conflict',
  'cancelled',
  'host-crashed',
  'detector-failed',
  'ffmpeg-missing',
  'internal',
] as const

export type ErrorCode = (typeof errorCodes)[number]

export class AppError extends Error {
  readonly code: ErrorCode

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    // It may name a file, and a name may hold what a terminal obeys.
    super(visibleLine(message), options)
    this.name = 'AppError'
    this.code = code
  }
}

export function isAppError(value: unknown): value is AppError {
  return value instanceof AppError
}

/** Closes a `switch` over a union: a new member that nobody handles is a compile error here. */
export function assertNever(value: never): never {
  throw new AppError('internal', `Unexpected value ${JSON.stringify(value)}.`)
}
