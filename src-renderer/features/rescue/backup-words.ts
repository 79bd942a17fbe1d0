import type { StudyBackup } from '#shared/domain/backup.ts'
import { formatClock } from '../../ui/clock-time.ts'
import { formatPlural } from '../../ui/number-text.ts'

/** `2026-03-09 14:02`, by the clock on the wall. */
export function backupDay({ madeUtc }: StudyBackup): string {
  return `${new Date(madeUtc).toLocaleDateString('en-CA')} ${formatClock(madeUtc).slice(0, 5)}`
}

export function backupContents({ contents, problem, isDaily }: StudyBackup): string {
  if (contents === null) return problem ?? 'It cannot be read.'
  const { patients, sessions, captions, scores } = contents
  const counts = [
    formatPlural(patients, 'patient'),
    formatPlural(sessions, 'session'),
    formatPlural(captions, 'caption'),
    formatPlural(scores, 'score'),
  ]
  return `${counts.join(', ')}${isDaily ? '' : '; before a newer format'}`
}
