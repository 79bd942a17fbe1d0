import type { Migration } from '../migrate.ts'

/**
 * Clips that are cut by hand, and whose face is whose. A clip's row is never deleted: one that was cut away is
 * `removed` and keeps its captions and predictions, so that undoing brings all of it back.
 */
export const longVideosAndFaces: Migration = {
  version: 3,
  name: 'long-videos-and-faces',
  up(db) {
    db.exec(`
      ALTER TABLE clips ADD COLUMN origin TEXT NOT NULL DEFAULT 'whole'
        CHECK (origin IN ('whole', 'fixed', 'speech', 'face', 'hand'));
      ALTER TABLE clips ADD COLUMN state TEXT NOT NULL DEFAULT 'active'
        CHECK (state IN ('active', 'excluded', 'removed'));
      CREATE INDEX clips_by_video ON clips (video_id, state, start_ms);

      -- Steps of cutting, to take them back: the state of every clip that a step touched, before and after it.
      CREATE TABLE clip_edits (
        id INTEGER PRIMARY KEY,
        video_id INTEGER NOT NULL REFERENCES videos (id),
        kind TEXT NOT NULL,
        before_json TEXT NOT NULL,
        after_json TEXT NOT NULL,
        undone INTEGER NOT NULL DEFAULT 0 CHECK (undone IN (0, 1)),
        made_utc TEXT NOT NULL
      ) STRICT;
      CREATE INDEX clip_edits_by_video ON clip_edits (video_id);

      -- Every face that was seen in a stretch of video, as the detector and the recogniser gave it. Stretches
      -- are stored one by one, so that looking over an hour goes on where it was cut off.
      CREATE TABLE face_observations (
        id INTEGER PRIMARY KEY,
        video_id INTEGER NOT NULL REFERENCES videos (id),
        -- A hash over face pack, sampling and video content.
        cache_key TEXT NOT NULL CHECK (length(cache_key) = 64),
        from_ms REAL NOT NULL,
        to_ms REAL NOT NULL,
        picture_width INTEGER NOT NULL,
        picture_height INTEGER NOT NULL,
        face_count INTEGER NOT NULL,
        -- Float64[frames], ms
        frame_times BLOB NOT NULL,
        -- Int32[faces]: which of the frames
        frame_of BLOB NOT NULL,
        -- Float32[faces * 4]: x, y, width, height in pixels
        boxes BLOB NOT NULL,
        -- Float32[faces]
        confidences BLOB NOT NULL,
        -- Float32[faces * 128], unit length; NaN where a face was too small or blurred to be known
        embeddings BLOB NOT NULL,
        -- Float32[faces * 6]: sharpness, yaw, pitch, roll, occlusion, mouth opening
        measures BLOB NOT NULL,
        UNIQUE (video_id, cache_key, from_ms)
      ) STRICT;

      -- Steps that can be taken back name people and tracks: an id never comes to mean another one.
      CREATE TABLE people (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        session_id INTEGER NOT NULL REFERENCES sessions (id),
        label TEXT NOT NULL,
        role TEXT NOT NULL CHECK (role IN ('patient', 'clinician', 'other', 'unknown')),
        confirmed INTEGER NOT NULL CHECK (confirmed IN (0, 1)),
        reason TEXT NOT NULL,
        -- Float32[128], unit length; null when no face of theirs could be known
        embedding BLOB,
        created_utc TEXT NOT NULL
      ) STRICT;
      CREATE INDEX people_by_session ON people (session_id);
      CREATE UNIQUE INDEX one_patient_a_session ON people (session_id) WHERE role = 'patient';

      CREATE TABLE face_tracks (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        video_id INTEGER NOT NULL REFERENCES videos (id),
        person_id INTEGER NOT NULL REFERENCES people (id),
        cache_key TEXT NOT NULL CHECK (length(cache_key) = 64),
        start_ms REAL NOT NULL,
        end_ms REAL NOT NULL,
        frame_count INTEGER NOT NULL CHECK (frame_count > 0),
        mean_height_px REAL NOT NULL,
        -- Float32[128], unit length; null when no face of it could be known
        embedding BLOB,
        -- Float64[frame_count], ms
        times BLOB NOT NULL,
        -- Float32[frame_count * 5]: x, y, width, height, confidence
        boxes BLOB NOT NULL,
        -- Float32[frame_count * 6], as in face_observations
        measures BLOB NOT NULL
      ) STRICT;
      CREATE INDEX face_tracks_by_video ON face_tracks (video_id, start_ms);
      CREATE INDEX face_tracks_by_person ON face_tracks (person_id);

      -- Steps of saying who is who, to take them back.
      CREATE TABLE people_edits (
        id INTEGER PRIMARY KEY,
        session_id INTEGER NOT NULL REFERENCES sessions (id),
        kind TEXT NOT NULL,
        before_json TEXT NOT NULL,
        after_json TEXT NOT NULL,
        undone INTEGER NOT NULL DEFAULT 0 CHECK (undone IN (0, 1)),
        made_utc TEXT NOT NULL
      ) STRICT;
      CREATE INDEX people_edits_by_session ON people_edits (session_id);

      -- How well the patient can be seen in a clip; made anew when people or clips change.
      CREATE TABLE clip_quality (
        clip_id INTEGER PRIMARY KEY REFERENCES clips (id),
        usable_share REAL NOT NULL CHECK (usable_share BETWEEN 0 AND 1),
        longest_gap_ms REAL NOT NULL,
        frames INTEGER NOT NULL,
        grade TEXT NOT NULL CHECK (grade IN ('good', 'fair', 'poor', 'unusable')),
        reasons_json TEXT NOT NULL,
        -- A hash over where the patient's face is in the clip.
        subject_key TEXT NOT NULL CHECK (length(subject_key) = 64)
      ) STRICT;

      -- Whose face a video pass looked at. A pass is out of date while it is not the one of the clip's quality;
      -- passes of earlier versions, which chose a face themselves, have no row and count until there is another.
      CREATE TABLE pass_subjects (
        embedding_id INTEGER PRIMARY KEY REFERENCES embeddings (id) ON DELETE CASCADE,
        subject_key TEXT NOT NULL CHECK (length(subject_key) = 64)
      ) STRICT;
    `)
  },
}
