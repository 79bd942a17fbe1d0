import type { JournalKind, JournalReport, ToldChange, ToldEntry } from '#shared/domain/journal.ts'
import { journalKinds } from '#shared/domain/journal.ts'
import { formatCount, formatPlural } from '../../ui/number-text.ts'

const kindWords: Readonly<Record<JournalKind, string>> = {
  captions: 'Captions',
  scores: 'Scores',
  clips: 'Clips',
  people: 'People',
  visits: 'Patients and visits',
  raters: 'Raters',
  scales: 'Scales',
  prompts: 'Prompt sets',
  protocols: 'Protocols',
  imports: 'Imports',
  exports: 'Exports',
  other: 'Other',
}

export const kindOptions = journalKinds.map((kind) => ({ value: kind, label: kindWords[kind] }))

/** Local day and time, `2024-05-03 14:02:11`. */
export function formatMoment(utc: string): string {
  const moment = new Date(utc)
  return `${moment.toLocaleDateString('sv-SE')} ${moment.toLocaleTimeString('en-GB', { hour12: false })}`
}

export function whoOf({ rater }: ToldEntry): string {
  return rater ?? 'the program'
}

export function whatOf({ label, step }: ToldEntry): string {
  if (label === null) return 'erased by a removal'
  if (step === 'undo') return `undone: ${label}`
  return step === 'redo' ? `done again: ${label}` : label
}

/** What became of it since, and where it is from; '' for nothing of the kind. */
export function noteOf({ isTakenBack, isMigrated, step }: ToldEntry): string {
  const notes = [
    ...(isTakenBack ? [step === 'undo' ? 'done again since' : 'undone since'] : []),
    ...(isMigrated ? ['from before the journal'] : []),
  ]
  return notes.join(', ')
}

export const hiddenWords = 'hidden while you rate blind'

/** Old or new value of an entry in one line: the first one, and how many more there are. */
export function valueOf({ changes, total }: ToldEntry, which: 'before' | 'after'): string {
  const [first] = changes
  if (first === undefined) return total === null ? 'many' : ''
  return `${textOf(first, which)}${total === null || total > 1 ? ` and ${total === null ? 'more' : `${formatCount(total - 1)} more`}` : ''}`
}

export function textOf(change: ToldChange, which: 'before' | 'after'): string {
  return change.isHidden ? hiddenWords : (change[which] ?? '–')
}

/** In one sentence. */
export function reportSentence({ entries, erased, problems }: JournalReport): string {
  const which = `${formatPlural(entries, 'entry', 'entries')}${erased === 0 ? '' : `, ${formatCount(erased)} of them erased by removals`}`
  return problems.length === 0
    ? `${which}: each is as it was written, and the study holds what they say.`
    : `${which}: ${formatPlural(problems.length, 'problem')} found.`
}
