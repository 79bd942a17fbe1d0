import type { Database } from 'better-sqlite3'
import { createClipRepository } from '#core/areas/study/clip-repository.ts'
import { addSession } from './memory-study.ts'

/** A session with one video of a length, all of it one clip. */
export function addLongVideo(db: Database, durationMs: number): { videoId: number; clipId: number } {
  const { clipIds } = addSession(db, { patient: 'P001', clips: 1 })
  const [clipId = NaN] = clipIds
  const videoId = createClipRepository(db).get(clipId)?.videoId ?? NaN
  db.prepare('UPDATE videos SET duration_ms = ? WHERE id = ?').run(durationMs, videoId)
  db.prepare('UPDATE clips SET end_ms = ? WHERE id = ?').run(durationMs, clipId)
  return { videoId, clipId }
}
