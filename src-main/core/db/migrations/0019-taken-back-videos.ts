import type { Migration } from '../migrate.ts'

/** Whoever takes an import back may do it again: what a video’s file was found to be is kept until then. */
export const takenBackVideos: Migration = {
  version: 19,
  name: 'taken-back-videos',
  up(db) {
    db.exec(`
      CREATE TABLE taken_back_videos (
        uid TEXT PRIMARY KEY,
        -- Uid of its visit.
        visit TEXT NOT NULL,
        -- JSON: the columns of the video but its id and its session.
        row_json TEXT NOT NULL,
        -- Of the clip that it was as a whole.
        clip_uid TEXT NOT NULL
      ) STRICT;
    `)
  },
}
