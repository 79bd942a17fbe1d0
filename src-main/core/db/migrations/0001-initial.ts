import type { Migration } from '../migrate.ts'

/**
 * Rows for what people decide and for events, blobs for signals: one row per sampled frame would cost fifty
 * times the time and space of a Float32 blob.
 */
export const initial: Migration = {
  version: 1,
  name: 'initial',
  up(db) {
    db.exec(`
      CREATE TABLE study (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        title TEXT NOT NULL,
        created_utc TEXT NOT NULL
      ) STRICT;

      CREATE TABLE patients (
        id INTEGER PRIMARY KEY,
        code TEXT NOT NULL UNIQUE,
        created_utc TEXT NOT NULL
      ) STRICT;

      CREATE TABLE sessions (
        id INTEGER PRIMARY KEY,
        patient_id INTEGER NOT NULL REFERENCES patients (id),
        visit_label TEXT NOT NULL,
        visit_date TEXT,
        synthetic INTEGER NOT NULL DEFAULT 0 CHECK (synthetic IN (0, 1)),
        created_utc TEXT NOT NULL,
        UNIQUE (patient_id, visit_label)
      ) STRICT;

      CREATE TABLE videos (
        id INTEGER PRIMARY KEY,
        session_id INTEGER NOT NULL REFERENCES sessions (id),
        file_name TEXT NOT NULL,
        -- Relative to the study's folder, with forward slashes; absolute only on another drive.
        path TEXT NOT NULL,
        copied INTEGER NOT NULL DEFAULT 0 CHECK (copied IN (0, 1)),
        sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
        bytes INTEGER NOT NULL CHECK (bytes > 0),
        modified_ms INTEGER NOT NULL,
        container TEXT NOT NULL,
        codec TEXT NOT NULL,
        width INTEGER NOT NULL CHECK (width > 0),
        height INTEGER NOT NULL CHECK (height > 0),
        rotation_deg INTEGER NOT NULL,
        fps REAL,
        frame_count INTEGER,
        duration_ms REAL NOT NULL CHECK (duration_ms >= 0),
        start_ms REAL NOT NULL,
        has_audio INTEGER NOT NULL CHECK (has_audio IN (0, 1)),
        UNIQUE (session_id, sha256)
      ) STRICT;
      CREATE INDEX videos_by_hash ON videos (sha256);
      CREATE INDEX videos_by_path ON videos (path);

      CREATE TABLE clips (
        id INTEGER PRIMARY KEY,
        video_id INTEGER NOT NULL REFERENCES videos (id),
        ordinal INTEGER NOT NULL CHECK (ordinal > 0),
        start_ms REAL NOT NULL CHECK (start_ms >= 0),
        end_ms REAL NOT NULL,
        CHECK (end_ms > start_ms),
        UNIQUE (video_id, start_ms, end_ms)
      ) STRICT;

      CREATE TABLE raters (
        id INTEGER PRIMARY KEY,
        code TEXT NOT NULL UNIQUE,
        created_utc TEXT NOT NULL
      ) STRICT;

      CREATE TABLE captions (
        id INTEGER PRIMARY KEY,
        clip_id INTEGER NOT NULL REFERENCES clips (id),
        rater_id INTEGER NOT NULL REFERENCES raters (id),
        text TEXT NOT NULL,
        start_ms REAL,
        end_ms REAL,
        origin TEXT NOT NULL CHECK (origin IN ('typed', 'imported')),
        synthetic INTEGER NOT NULL DEFAULT 0 CHECK (synthetic IN (0, 1)),
        revision INTEGER NOT NULL CHECK (revision > 0),
        updated_utc TEXT NOT NULL,
        CHECK ((start_ms IS NULL) = (end_ms IS NULL)),
        CHECK (start_ms IS NULL OR end_ms > start_ms)
      ) STRICT;
      -- NULLs are distinct in a UNIQUE constraint, so the whole-clip caption needs its value here.
      CREATE UNIQUE INDEX captions_by_span
        ON captions (clip_id, rater_id, ifnull(start_ms, -1), ifnull(end_ms, -1));
      CREATE INDEX captions_with_text ON captions (clip_id) WHERE text <> '';

      CREATE TABLE caption_revisions (
        caption_id INTEGER NOT NULL REFERENCES captions (id),
        revision INTEGER NOT NULL,
        text TEXT NOT NULL,
        saved_utc TEXT NOT NULL,
        PRIMARY KEY (caption_id, revision)
      ) STRICT;

      CREATE TABLE scales (
        id TEXT PRIMARY KEY,
        title TEXT NOT NULL,
        origin TEXT NOT NULL CHECK (origin IN ('built-in', 'user')),
        definition_json TEXT NOT NULL
      ) STRICT;

      CREATE TABLE scale_items (
        scale_id TEXT NOT NULL REFERENCES scales (id),
        item_id TEXT NOT NULL,
        column_name TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        min INTEGER NOT NULL,
        max INTEGER NOT NULL CHECK (max > min),
        face_visible INTEGER NOT NULL CHECK (face_visible IN (0, 1)),
        position INTEGER NOT NULL,
        PRIMARY KEY (scale_id, item_id)
      ) STRICT;

      CREATE TABLE scores (
        id INTEGER PRIMARY KEY,
        session_id INTEGER NOT NULL REFERENCES sessions (id),
        rater_id INTEGER NOT NULL REFERENCES raters (id),
        scale_id TEXT NOT NULL,
        item_id TEXT NOT NULL,
        value INTEGER,
        missing_reason TEXT,
        origin TEXT NOT NULL CHECK (origin IN ('typed', 'imported')),
        synthetic INTEGER NOT NULL DEFAULT 0 CHECK (synthetic IN (0, 1)),
        updated_utc TEXT NOT NULL,
        FOREIGN KEY (scale_id, item_id) REFERENCES scale_items (scale_id, item_id),
        CHECK ((value IS NULL) <> (missing_reason IS NULL)),
        UNIQUE (session_id, rater_id, scale_id, item_id)
      ) STRICT;
      CREATE INDEX scores_by_scale ON scores (scale_id, item_id);

      -- Every change of a score, the cleared ones too (both null): an audit trail.
      CREATE TABLE score_revisions (
        id INTEGER PRIMARY KEY,
        session_id INTEGER NOT NULL REFERENCES sessions (id),
        rater_id INTEGER NOT NULL REFERENCES raters (id),
        scale_id TEXT NOT NULL,
        item_id TEXT NOT NULL,
        value INTEGER,
        missing_reason TEXT,
        saved_utc TEXT NOT NULL
      ) STRICT;
      CREATE INDEX score_revisions_by_item ON score_revisions (session_id, rater_id, scale_id, item_id);

      CREATE TABLE prompt_sets (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL,
        origin TEXT NOT NULL CHECK (origin IN ('pack', 'user')),
        pack_id TEXT,
        classes_json TEXT NOT NULL,
        deleted INTEGER NOT NULL DEFAULT 0 CHECK (deleted IN (0, 1)),
        CHECK ((origin = 'pack') = (pack_id IS NOT NULL))
      ) STRICT;

      CREATE TABLE packs (
        id INTEGER PRIMARY KEY,
        pack_id TEXT NOT NULL,
        version TEXT NOT NULL,
        sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
        manifest_json TEXT NOT NULL,
        UNIQUE (pack_id, sha256)
      ) STRICT;

      -- Provenance of everything that a machine made.
      CREATE TABLE runs (
        id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL CHECK (kind IN ('predict', 'fit')),
        pack_row_id INTEGER NOT NULL REFERENCES packs (id),
        parameters_json TEXT NOT NULL,
        provider TEXT,
        app_version TEXT NOT NULL,
        started_utc TEXT NOT NULL,
        finished_utc TEXT,
        status TEXT NOT NULL CHECK (status IN ('running', 'done', 'failed', 'cancelled')),
        message TEXT
      ) STRICT;

      -- One video pass over one clip. cache_key is a hash over pack, face pack, sampling and video content:
      -- the same pass is never done twice.
      CREATE TABLE embeddings (
        id INTEGER PRIMARY KEY,
        clip_id INTEGER NOT NULL REFERENCES clips (id),
        run_id INTEGER NOT NULL REFERENCES runs (id),
        pack_row_id INTEGER NOT NULL REFERENCES packs (id),
        cache_key TEXT NOT NULL CHECK (length(cache_key) = 64),
        dim INTEGER NOT NULL CHECK (dim > 0),
        picture_width INTEGER NOT NULL,
        picture_height INTEGER NOT NULL,
        frame_count INTEGER NOT NULL CHECK (frame_count > 0),
        face_count INTEGER NOT NULL CHECK (face_count BETWEEN 0 AND frame_count),
        -- Float32[dim]; null when no frame had a face.
        clip_embedding BLOB,
        -- Float64[frame_count], ms.
        frame_times BLOB NOT NULL,
        -- Float32[frame_count * 5]: x, y, width, height in pixels, confidence; NaN without a face.
        frame_boxes BLOB NOT NULL,
        -- Float32[face_count * dim]: frames with a face, in order.
        frame_embeddings BLOB NOT NULL,
        UNIQUE (clip_id, cache_key)
      ) STRICT;
      -- What the library reads of it, without touching the pages of the blobs.
      CREATE INDEX embeddings_by_clip ON embeddings (clip_id, run_id, face_count, frame_count);

      -- The clip against the classes of a prompt set, from a stored embedding.
      CREATE TABLE predictions (
        id INTEGER PRIMARY KEY,
        embedding_id INTEGER NOT NULL REFERENCES embeddings (id) ON DELETE CASCADE,
        prompt_set_id INTEGER NOT NULL REFERENCES prompt_sets (id),
        run_id INTEGER NOT NULL REFERENCES runs (id),
        -- Float64[classes]
        probabilities BLOB NOT NULL,
        -- Float64[face_count * classes]
        frame_probabilities BLOB NOT NULL,
        top_class TEXT NOT NULL,
        top_probability REAL NOT NULL,
        UNIQUE (embedding_id, prompt_set_id)
      ) STRICT;
      CREATE INDEX predictions_by_embedding ON predictions (embedding_id, run_id, top_class, top_probability);

      -- The newest reason why a clip could not be used; removed when it later succeeds.
      CREATE TABLE clip_problems (
        clip_id INTEGER PRIMARY KEY REFERENCES clips (id),
        run_id INTEGER REFERENCES runs (id),
        code TEXT NOT NULL,
        message TEXT NOT NULL,
        noted_utc TEXT NOT NULL
      ) STRICT;

      CREATE TABLE severity_models (
        id INTEGER PRIMARY KEY,
        run_id INTEGER NOT NULL REFERENCES runs (id),
        scale_id TEXT NOT NULL,
        item_id TEXT NOT NULL,
        method TEXT NOT NULL,
        lambda REAL NOT NULL CHECK (lambda > 0),
        -- Float64[dim + 1]: weights on raw embeddings, then the intercept.
        weights BLOB NOT NULL,
        n_patients INTEGER NOT NULL,
        n_sessions INTEGER NOT NULL,
        n_clips INTEGER NOT NULL,
        trained_on TEXT NOT NULL,
        synthetic INTEGER NOT NULL CHECK (synthetic IN (0, 1)),
        metrics_json TEXT NOT NULL,
        created_utc TEXT NOT NULL,
        FOREIGN KEY (scale_id, item_id) REFERENCES scale_items (scale_id, item_id)
      ) STRICT;

      CREATE TABLE estimates (
        model_id INTEGER NOT NULL REFERENCES severity_models (id),
        session_id INTEGER NOT NULL REFERENCES sessions (id),
        value REAL NOT NULL,
        ci_low REAL NOT NULL,
        ci_high REAL NOT NULL,
        level REAL NOT NULL,
        held_out INTEGER NOT NULL CHECK (held_out IN (0, 1)),
        -- Mean rating the estimate was validated against; null for a session without ratings.
        rating REAL,
        n_clips INTEGER NOT NULL CHECK (n_clips > 0),
        face_share REAL NOT NULL,
        PRIMARY KEY (model_id, session_id)
      ) STRICT;

      -- What each import did, the refused files included.
      CREATE TABLE imports (
        id INTEGER PRIMARY KEY,
        started_utc TEXT NOT NULL,
        finished_utc TEXT NOT NULL,
        result_json TEXT NOT NULL
      ) STRICT;
    `)
  },
}
