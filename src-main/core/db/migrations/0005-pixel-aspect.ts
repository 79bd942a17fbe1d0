import type { Migration } from '../migrate.ts'

/** Width over height of a coded pixel; 1 for videos of before, whose pixels nobody measured. */
export const pixelAspect: Migration = {
  version: 5,
  name: 'pixel-aspect',
  up(db) {
    db.exec('ALTER TABLE videos ADD COLUMN pixel_aspect REAL NOT NULL DEFAULT 1 CHECK (pixel_aspect > 0);')
  },
}
