import type { Database } from 'better-sqlite3'
import { damagedStretch } from '#shared/domain/clip.ts'
import type { ClipProblem } from '#shared/domain/clip.ts'

export type ProblemRepository = ReturnType<typeof createProblemRepository>

/** The newest reason why a clip could not be used, or in parts only: one a clip at most. */
export function createProblemRepository(db: Database) {
  const upsert = db.prepare(`
    INSERT INTO clip_problems (clip_id, run_id, code, message, noted_utc)
    VALUES (@clipId, @runId, @code, @message, @notedUtc)
    ON CONFLICT (clip_id) DO UPDATE SET run_id = excluded.run_id, code = excluded.code,
      message = excluded.message, noted_utc = excluded.noted_utc`)
  const remove = db.prepare<[number]>('DELETE FROM clip_problems WHERE clip_id = ?')
  const byClip = db.prepare<[number], ClipProblem>(
    'SELECT code, message FROM clip_problems WHERE clip_id = ?',
  )
  const countOfRun = db
    .prepare<[number, string], number>('SELECT count(*) FROM clip_problems WHERE run_id = ? AND code <> ?')
    .pluck()
  return {
    note: (problem: ClipProblem & { clipId: number; runId: number; notedUtc: string }): void => {
      upsert.run(problem)
    },
    clear: (clipId: number): void => {
      remove.run(clipId)
    },
    get: (clipId: number): ClipProblem | null => byClip.get(clipId) ?? null,
    /** Clips that this run could not predict, unless a later one could. */
    countOfRun: (runId: number): number => countOfRun.get(runId, damagedStretch) ?? 0,
  }
}
