import type { Migration } from '../migrate.ts'

/** On which day a score was given; of those from before nobody kept it. */
export const ratingDates: Migration = {
  version: 22,
  name: 'rating-dates',
  up(db) {
    db.exec(`ALTER TABLE scores ADD COLUMN rated_on TEXT CHECK (rated_on GLOB '????-??-??')`)
  },
}
