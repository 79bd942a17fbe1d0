import type { ErrorCode } from '#shared/errors.ts'

/** What the command ended with; docs/cli.md promises these. */
export const exitCodes = {
  done: 0,
  someFailed: 1,
  wrongUse: 2,
  studyUnopenable: 3,
  cancelled: 130,
} as const

const unopenable: readonly ErrorCode[] = [
  'no-study',
  'study-unreadable',
  'study-newer',
  'study-damaged',
  'study-foreign',
  'study-busy',
  'study-readonly',
]
const wrongUse: readonly ErrorCode[] = ['bad-request', 'not-found', 'conflict', 'item-not-visible']

export function exitCodeOf(code: ErrorCode): number {
  if (unopenable.includes(code)) return exitCodes.studyUnopenable
  if (wrongUse.includes(code)) return exitCodes.wrongUse
  return code === 'cancelled' ? exitCodes.cancelled : exitCodes.someFailed
}
