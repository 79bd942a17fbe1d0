import type { Database } from 'better-sqlite3'
import type { HiddenKind } from '#shared/domain/sight.ts'

export interface Exposure {
  readonly raterId: number
  readonly sessionId: number
  readonly kind: HiddenKind
}

export type ExposureRepository = ReturnType<typeof createExposureRepository>

/** What raters were shown of visits that blind work hides. Nothing is ever taken back. */
export function createExposureRepository(db: Database) {
  const insert = db.prepare<[number, number, HiddenKind, string]>(
    'INSERT OR IGNORE INTO exposures (rater_id, session_id, kind, first_utc) VALUES (?, ?, ?, ?)',
  )
  const all = db.prepare<[], Exposure>(
    'SELECT rater_id AS raterId, session_id AS sessionId, kind FROM exposures',
  )
  return {
    all: (): Exposure[] => all.all(),
    /** The first time counts. */
    add: ({ raterId, sessionId, kind }: Exposure, nowUtc: string): void => {
      insert.run(raterId, sessionId, kind, nowUtc)
    },
  }
}
