import type { StudyContext } from './study-context.ts'

/** Where notes are kept. */
export interface NoteKeeper {
  readonly db: Pick<StudyContext['db'], 'readonly'>
  readonly journal: Pick<StudyContext['journal'], 'note'>
}

/** Something that is to be known and changes nothing in the study, e.g. an export; a study that is only looked at keeps no note. */
export function note(
  { db, journal }: NoteKeeper,
  said: { readonly action: string; readonly label: string; readonly rater: string | null },
): void {
  if (!db.readonly) journal.note(said)
}
