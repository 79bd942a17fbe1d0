import type { Migration } from '../migrate.ts'

/**
 * Packs that read windows of frames, sentences kept as a pack reads them, and predictions that can be resumed.
 *
 * How a video pass sampled and in which numbers it was computed is the same for all passes of a run, so it is
 * read from the run's record. A column of `embeddings` would lie behind a row's blobs: looking for the newest
 * pass of each clip would then read every page of all of them.
 */
export const windowsAndResume: Migration = {
  version: 2,
  name: 'windows-and-resume',
  up(db) {
    db.exec(`
      -- Float64[windows * 2]: first and last sampled frame of each window, ms; null for packs without windows.
      ALTER TABLE embeddings ADD COLUMN window_spans BLOB;
      -- Float32[windows * dim]
      ALTER TABLE embeddings ADD COLUMN window_embeddings BLOB
        CHECK ((window_embeddings IS NULL) = (window_spans IS NULL));
      -- Float64[windows * classes]; null for packs without windows.
      ALTER TABLE predictions ADD COLUMN window_probabilities BLOB;

      ALTER TABLE prompt_sets ADD COLUMN frame_stride INTEGER CHECK (frame_stride > 0);

      -- Until now every pack sampled at a rate and computed in fp32.
      UPDATE runs SET parameters_json = json_set(parameters_json,
        '$.sampling', json_object('kind', 'rate',
          'fps', manifest_json -> '$.sampling.fps', 'maxFrames', manifest_json -> '$.sampling.maxFrames'),
        '$.precision', 'fp32')
      FROM packs WHERE packs.id = pack_row_id AND kind = 'predict';

      -- All null for fits.
      ALTER TABLE runs ADD COLUMN precision TEXT AS (parameters_json ->> '$.precision') VIRTUAL;
      ALTER TABLE runs ADD COLUMN frame_stride INTEGER AS (parameters_json ->> '$.sampling.frameStride') VIRTUAL;
      ALTER TABLE runs ADD COLUMN window_plan TEXT AS (parameters_json ->> '$.sampling.windows.kind') VIRTUAL;
      ALTER TABLE runs ADD COLUMN prompt_set_id INTEGER AS (parameters_json ->> '$.promptSet.id') VIRTUAL;
      ALTER TABLE runs ADD COLUMN clip_count INTEGER AS (parameters_json ->> '$.clips') VIRTUAL;

      -- What a prediction has yet to get through. It shrinks clip by clip; what an interrupted run leaves is
      -- what its resumption has to do.
      CREATE TABLE pending_clips (
        run_id INTEGER NOT NULL REFERENCES runs (id),
        clip_id INTEGER NOT NULL REFERENCES clips (id),
        PRIMARY KEY (run_id, clip_id)
      ) STRICT, WITHOUT ROWID;

      -- Sentences of prompt sets as a pack reads them.
      CREATE TABLE text_embeddings (
        id INTEGER PRIMARY KEY,
        pack_row_id INTEGER NOT NULL REFERENCES packs (id),
        precision TEXT NOT NULL,
        sentence TEXT NOT NULL,
        reading_json TEXT NOT NULL,
        bias REAL NOT NULL,
        -- Float32[dim]
        embedding BLOB NOT NULL,
        UNIQUE (pack_row_id, precision, sentence)
      ) STRICT;
    `)
  },
}
