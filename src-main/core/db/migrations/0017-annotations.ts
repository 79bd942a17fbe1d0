import type { Database } from 'better-sqlite3'
import { objectHash } from '../../journal/changes.ts'
import type { Migration } from '../migrate.ts'

interface CaptionRow {
  id: number
  clipId: number
  clipUid: string
  raterId: number
  raterCode: string
  text: string
  startMs: number | null
  endMs: number | null
  origin: string
  synthetic: number
  estimates: number | null
  others: number | null
  revision: number
  updatedUtc: string
}

/** Nobody kept when a caption was begun but the journal, where it has an entry. */
function moveCaptions(db: Database): void {
  const captions = db
    .prepare<[], CaptionRow>(
      `SELECT captions.id, clip_id AS clipId, clips.uid AS clipUid, rater_id AS raterId, raters.code AS raterCode, text,
         captions.start_ms AS startMs, captions.end_ms AS endMs, captions.origin, synthetic,
         estimates_shown AS estimates, others_shown AS others, revision, updated_utc AS updatedUtc
       FROM captions JOIN clips ON clips.id = clip_id JOIN raters ON raters.id = rater_id ORDER BY captions.id`,
    )
    .all()
  const firstEntry = db
    .prepare<[number], string>(
      `SELECT made_utc FROM journal_objects JOIN journal ON journal.id = entry WHERE object = ? ORDER BY entry LIMIT 1`,
    )
    .pluck()
  const insert = db.prepare<Omit<CaptionRow, 'clipUid' | 'raterCode'> & { createdUtc: string }>(`
    INSERT INTO annotations (id, tier_id, span_kind, value_kind, clip_id, start_ms, end_ms, text, rater_id, origin,
      synthetic, estimates_shown, others_shown, revision, created_utc, updated_utc)
    VALUES (@id, 1, 'clip-or-interval', 'text', @clipId, @startMs, @endMs, @text, @raterId, @origin,
      @synthetic, @estimates, @others, @revision, @createdUtc, @updatedUtc)`)
  for (const { clipUid, raterCode, ...caption } of captions) {
    const { startMs, endMs, updatedUtc } = caption
    const object = objectHash('caption', [clipUid, raterCode, startMs, endMs])
    insert.run({ ...caption, createdUtc: firstEntry.get(object) ?? updatedUtc })
  }
}

/** Whatever is said of a clip or of a stretch of a video is an annotation of a tier; captions are those of the first tier. */
export const annotations: Migration = {
  version: 17,
  name: 'annotations',
  up(db) {
    db.exec(`
      CREATE TABLE tiers (
        id INTEGER PRIMARY KEY,
        uid TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        -- What an annotation of it is about.
        span_kind TEXT NOT NULL CHECK (span_kind IN ('interval', 'point', 'clip', 'clip-or-interval')),
        value_kind TEXT NOT NULL CHECK (value_kind IN ('text', 'code', 'number')),
        -- JSON: [{ code, meaning }], in the order in which they are offered.
        codes_json TEXT,
        -- Both belong to the range; null where it has no end.
        min REAL,
        max REAL,
        built_in INTEGER NOT NULL DEFAULT 0 CHECK (built_in IN (0, 1)),
        -- Taken off the list; what was said in it keeps its rows.
        deleted INTEGER NOT NULL DEFAULT 0 CHECK (deleted IN (0, 1)),
        -- Null for what the program brings along.
        created_utc TEXT,
        CHECK ((codes_json IS NOT NULL) = (value_kind = 'code')),
        CHECK (value_kind = 'number' OR (min IS NULL AND max IS NULL)),
        CHECK (max > min),
        CHECK (built_in = 0 OR deleted = 0),
        CHECK ((created_utc IS NULL) = (built_in = 1)),
        UNIQUE (id, span_kind, value_kind)
      ) STRICT;
      CREATE UNIQUE INDEX tiers_by_name ON tiers (name COLLATE NOCASE) WHERE deleted = 0;

      INSERT INTO tiers (id, uid, name, span_kind, value_kind, built_in)
      VALUES (1, 'caption', 'Caption', 'clip-or-interval', 'text', 1);

      CREATE TABLE annotations (
        id INTEGER PRIMARY KEY,
        -- Null for a caption, which is known by its clip, its rater and its span: imports bring tens of thousands.
        uid TEXT,
        tier_id INTEGER NOT NULL,
        -- Those of its tier: what does not fit it is refused.
        span_kind TEXT NOT NULL,
        value_kind TEXT NOT NULL,
        -- One of both.
        clip_id INTEGER REFERENCES clips (id),
        video_id INTEGER REFERENCES videos (id),
        -- Player time, half-open. A point has a start only, a whole clip neither.
        start_ms REAL,
        end_ms REAL,
        text TEXT,
        code TEXT,
        number REAL,
        -- Null for what a run proposed.
        rater_id INTEGER REFERENCES raters (id),
        origin TEXT NOT NULL CHECK (origin IN ('typed', 'imported', 'proposed')),
        run_id INTEGER REFERENCES runs (id),
        synthetic INTEGER NOT NULL DEFAULT 0 CHECK (synthetic IN (0, 1)),
        -- What the rater could have known; null where nobody kept it.
        estimates_shown INTEGER CHECK (estimates_shown IN (0, 1)),
        others_shown INTEGER CHECK (others_shown IN (0, 1)),
        revision INTEGER NOT NULL CHECK (revision > 0),
        created_utc TEXT NOT NULL,
        updated_utc TEXT NOT NULL,
        FOREIGN KEY (tier_id, span_kind, value_kind) REFERENCES tiers (id, span_kind, value_kind),
        CHECK ((uid IS NULL) = (tier_id = 1)),
        CHECK ((text IS NOT NULL) = (value_kind = 'text')),
        CHECK ((code IS NOT NULL) = (value_kind = 'code')),
        CHECK ((number IS NOT NULL) = (value_kind = 'number')),
        CHECK ((clip_id IS NULL) <> (video_id IS NULL)),
        -- An interval has a start and an end after it.
        CHECK (CASE WHEN end_ms IS NULL
          THEN span_kind = 'point' OR (start_ms IS NULL AND span_kind IN ('clip', 'clip-or-interval'))
          ELSE (end_ms > start_ms) IS TRUE AND span_kind IN ('interval', 'clip-or-interval') END),
        CHECK (start_ms IS NOT NULL OR (clip_id IS NOT NULL AND span_kind <> 'point')),
        CHECK ((run_id IS NOT NULL) = (origin = 'proposed')),
        CHECK ((rater_id IS NULL) = (origin = 'proposed'))
      ) STRICT;
      -- NULLs are distinct in a UNIQUE index, so what is not there needs a value here.
      CREATE UNIQUE INDEX annotations_of_clip
        ON annotations (clip_id, tier_id, rater_id, ifnull(start_ms, -1), ifnull(end_ms, -1), ifnull(code, ''))
        WHERE clip_id IS NOT NULL;
      CREATE UNIQUE INDEX annotations_by_uid ON annotations (uid) WHERE uid IS NOT NULL;
      CREATE UNIQUE INDEX annotations_of_video
        ON annotations (video_id, tier_id, rater_id, start_ms, ifnull(end_ms, -1), ifnull(code, ''))
        WHERE video_id IS NOT NULL;
      CREATE INDEX annotations_of_run ON annotations (run_id) WHERE run_id IS NOT NULL;
    `)
    moveCaptions(db)
    db.exec(`
      DROP TABLE captions;
      CREATE INDEX captions_with_text ON annotations (clip_id) WHERE tier_id = 1 AND text <> '';
    `)
  },
}
