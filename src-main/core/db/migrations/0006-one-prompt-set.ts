import type { Migration } from '../migrate.ts'

/**
 * The library shows the predictions of one prompt set: they are found by it, and all that is read of them lies in the
 * index, away from the blobs.
 */
export const onePromptSet: Migration = {
  version: 6,
  name: 'one-prompt-set',
  up(db) {
    db.exec(`
      DROP INDEX predictions_by_embedding;
      CREATE INDEX predictions_by_set ON predictions (embedding_id, prompt_set_id, top_class, top_probability);
    `)
  },
}
