/** Which passes over a clip are alike enough to stand for one another. */
export interface PassKind {
  readonly packRowId: number
  /** Null for packs that sample at a rate. */
  readonly frameStride: number | null
}

/**
 * SQL that is true of a pass that looked at another face than the patient's, as it is known now. It is kept, and
 * counts again when the patient is again who it was.
 *
 * @param table how the embedding is called in the query
 */
export function outdatedPass(table: string): string {
  return `EXISTS (SELECT 1 FROM pass_subjects JOIN clip_quality ON clip_quality.clip_id = ${table}.clip_id
    WHERE embedding_id = ${table}.id AND pass_subjects.subject_key <> clip_quality.subject_key)`
}
