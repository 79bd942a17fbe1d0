import type { Database } from 'better-sqlite3'
import type { InterruptedRun } from '#shared/domain/prediction.ts'
import { wholeRun } from '../study/run-repository.ts'

interface InterruptedRow extends Omit<InterruptedRun, 'done'> {
  readonly pending: number
}

export type PendingClipRepository = ReturnType<typeof createPendingClipRepository>

/**
 * What predictions have yet to get through. A run that came to its end has none left. Clips that were excluded or cut
 * away since are passed over, and are there again when that is taken back.
 */
export function createPendingClipRepository(db: Database) {
  const insert = db.prepare<[number, number]>('INSERT INTO pending_clips (run_id, clip_id) VALUES (?, ?)')
  const takeFromOthers = db.prepare<{ runId: number }>(`
    DELETE FROM pending_clips
    WHERE clip_id IN (SELECT clip_id FROM pending_clips WHERE run_id = @runId)
      AND run_id IN (SELECT other.id FROM runs AS other JOIN runs AS this USING (pack_row_id, prompt_set_id)
        WHERE this.id = @runId AND other.id <> @runId)`)
  const remove = db.prepare<[number, number]>('DELETE FROM pending_clips WHERE run_id = ? AND clip_id = ?')
  const removeAll = db.prepare<[number]>('DELETE FROM pending_clips WHERE run_id = ?')
  const ofRun = db
    .prepare<[number], number>(
      "SELECT clip_id FROM pending_clips JOIN clips ON clips.id = clip_id WHERE run_id = ? AND state = 'active'",
    )
    .pluck()
  const newest = db.prepare<[], InterruptedRow>(`
    SELECT runs.id AS runId, packs.pack_id AS packId, prompt_sets.name AS promptSetName, started_utc AS startedUtc,
      clip_count AS total, count(*) AS pending
    FROM pending_clips
    JOIN clips ON clips.id = clip_id AND clips.state = 'active'
    JOIN runs ON runs.id = run_id
    JOIN packs ON packs.id = pack_row_id
    JOIN prompt_sets ON prompt_sets.id = runs.prompt_set_id
    WHERE status <> 'running' AND clip_count IS NOT NULL AND ${wholeRun('runs')}
    GROUP BY runs.id ORDER BY runs.id DESC LIMIT 1`)
  return {
    /**
     * What a run has before it. Earlier runs with the same pack and prompt set leave these clips to it, so that none
     * offers to be resumed for what was done since. Call within a transaction.
     */
    add: (runId: number, clipIds: readonly number[]): void => {
      for (const clipId of clipIds) insert.run(runId, clipId)
      takeFromOthers.run({ runId })
    },
    /** The clip is through. */
    remove: (runId: number, clipId: number): void => {
      remove.run(runId, clipId)
    },
    removeAll: (runId: number): void => {
      removeAll.run(runId)
    },
    ofRun: (runId: number): number[] => ofRun.all(runId),
    /** The newest run that ended before it was through; one whose record is damaged cannot be resumed. */
    newestInterrupted: (): InterruptedRun | null => {
      const row = newest.get()
      if (row === undefined) return null
      const { pending, ...run } = row
      return { ...run, done: run.total - pending }
    },
  }
}
