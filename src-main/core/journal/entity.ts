import type { z } from 'zod'
import type { JournalPlace } from '#shared/domain/journal.ts'
import type { ChangedIds, StudyArea } from '#shared/domain/study.ts'
import type { Change, Key } from './changes.ts'

/** How a value comes to be written. */
export interface Writing {
  readonly madeUtc: string
  /** Goes on with what is being typed: no revision of its own. */
  readonly isSameRevision: boolean
  /** Ids that were looked up for others of the same transaction, by what they belong to. */
  readonly known: Map<string, number>
}

/** Whose work something is. */
export interface Author {
  /** Code of the rater. */
  readonly rater: string
  /** Of which visit; null where that is not in the study any more. */
  readonly sessionId: number | null
}

/**
 * A kind of thing that people change: how it is read, written and named. Nothing else writes to its table. The first part
 * of a key says what it belongs to, so that the history of that finds it.
 */
export interface Entity<Value> {
  /** E.g. `caption`. */
  readonly entity: string
  readonly schema: z.ZodType<Value>
  /** Who shows it. */
  readonly areas: readonly StudyArea[]
  /**
   * The program makes and changes them too, outside of the journal, e.g. clips of whole videos: what was there before
   * the first entry of one is taken as it was.
   */
  readonly isGiven?: boolean
  /**
   * When such a change of a step is carried out, done or taken back: below 0 before the others, which are found by it; above
   * 0 after them, as nothing may hang on it then.
   */
  rank?(change: Pick<Change, 'before' | 'after'>): number
  read(key: Key): Value | null
  /** Null takes it away. Throws AppError where that cannot be, e.g. as what it belongs to is gone. */
  write(key: Key, value: Value | null, writing: Writing): void
  /** In the user's words, e.g. "score of P001 baseline, Blunted affect"; tells a reader what is somebody else's. */
  describe(key: Key, reader?: string | null): string
  /** What there is of it, as people read it in a history. */
  say(value: Value): string
  /** Of whom blind work hides it from the others; null for what everybody may see. */
  authorOf(key: Key): Author | null
  /** Where the window shows it; null for nowhere. */
  placeOf(key: Key): JournalPlace | null
  /** Which of the rows that the window knows by their ids are others when this changed; null: any may be. */
  touches(key: Key): Partial<ChangedIds> | null
  /** All that there is, for the comparison with the journal. */
  all(): Iterable<readonly [key: Key, value: Value]>
  /** After a step that wrote some: what follows from them is brought up to date. */
  afterwards?(keys: readonly Key[]): void
}

export type AnyEntity = Entity<unknown>

/** Throws Error for an entity that the program does not know: a mistake of ours. */
export function entityIn(entities: readonly AnyEntity[], name: string): AnyEntity {
  const found = entities.find(({ entity }) => entity === name)
  if (found === undefined) throw new Error(`There is no entity ${name}.`)
  return found
}
