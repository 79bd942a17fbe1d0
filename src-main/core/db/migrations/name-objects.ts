import type { Database } from 'better-sqlite3'
import { derivedUid, randomUid } from '../../journal/uid.ts'

/** Sessions and clips get names that are the same on every computer, and keep them when codes change. */
export function nameObjects(db: Database): void {
  db.exec(`
    ALTER TABLE sessions ADD COLUMN uid TEXT;
    ALTER TABLE clips ADD COLUMN uid TEXT;
  `)
  const given = new Set<string>()
  const free = (uid: string): string => {
    const name = given.has(uid) ? randomUid() : uid
    given.add(name)
    return name
  }
  const sessions = db
    .prepare<[], { id: number; code: string; label: string }>(
      `SELECT sessions.id, code, visit_label AS label FROM sessions JOIN patients ON patients.id = patient_id ORDER BY sessions.id`,
    )
    .all()
  const nameSession = db.prepare<[string, number]>('UPDATE sessions SET uid = ? WHERE id = ?')
  for (const { id, code, label } of sessions) nameSession.run(free(derivedUid('session', code, label)), id)
  const clips = db
    .prepare<[], { id: number; sha256: string; startMs: number; endMs: number; origin: string }>(
      `SELECT clips.id, sha256, clips.start_ms AS startMs, end_ms AS endMs, origin
       FROM clips JOIN videos ON videos.id = video_id ORDER BY clips.id`,
    )
    .all()
  const nameClip = db.prepare<[string, number]>('UPDATE clips SET uid = ? WHERE id = ?')
  for (const { id, sha256, startMs, endMs, origin } of clips) {
    const uid = origin === 'hand' ? randomUid() : derivedUid('clip', sha256, startMs, endMs)
    nameClip.run(free(uid), id)
  }
  db.exec(`
    CREATE UNIQUE INDEX sessions_by_uid ON sessions (uid);
    CREATE UNIQUE INDEX clips_by_uid ON clips (uid);

    -- Nothing is without a name, whoever writes it.
    CREATE TRIGGER sessions_are_named AFTER INSERT ON sessions WHEN NEW.uid IS NULL
    BEGIN
      UPDATE sessions SET uid = lower(hex(randomblob(11))) WHERE id = NEW.id;
    END;
    CREATE TRIGGER clips_are_named AFTER INSERT ON clips WHEN NEW.uid IS NULL
    BEGIN
      UPDATE clips SET uid = lower(hex(randomblob(11))) WHERE id = NEW.id;
    END;
  `)
}
