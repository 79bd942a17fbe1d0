import type { SettingsStore } from '../settings-store.ts'
import type { StudySession } from '../study-session.ts'
import { raterOf } from './rater-sight.ts'

/** Whoever works in the window goes on doing so when `work` gives them another code, or makes them one with another rater. */
export function asSameRater<Result>(
  { session, settings }: { readonly session: StudySession; readonly settings: SettingsStore },
  work: () => Result,
): Result {
  const { raters } = session.required().study
  const before = raterOf(session.required().study, settings)
  const result = work()
  if (before === null) return result
  const now = raters.list().find(({ id }) => id === before.id) ?? raters.whoIs(before.code)
  if (now !== null && now.code !== settings.read().raterCode) settings.save({ raterCode: now.code })
  return result
}
