import type { Migration } from '../migrate.ts'

/** Null unless the record is JSON and has a value of this type there: SQLite refuses to read a row, even to check it, with a column that fails. */
function guarded(path: string, type: 'text' | 'integer'): string {
  const value = `parameters_json ->> '${path}'`
  return `CASE WHEN json_valid(parameters_json) AND json_type(parameters_json, '${path}') = '${type}'
        THEN ${type === 'integer' ? `CAST(${value} AS INTEGER)` : value} END`
}

const columns = [
  ['precision', 'text', '$.precision'],
  ['sampling_kind', 'text', '$.sampling.kind'],
  ['frame_stride', 'integer', '$.sampling.frameStride'],
  ['window_plan', 'text', '$.sampling.windows.kind'],
  ['prompt_set_id', 'integer', '$.promptSet.id'],
  ['clip_count', 'integer', '$.clips'],
] as const

/** What is read of a run's record is null where it is damaged, so that one bad row keeps nobody from the others. */
export const damagedRuns: Migration = {
  version: 9,
  name: 'damaged-runs',
  up(db) {
    // All of them first: a column is added to a table that can be read only.
    for (const name of ['precision', 'frame_stride', 'window_plan', 'prompt_set_id', 'clip_count']) {
      db.exec(`ALTER TABLE runs DROP COLUMN ${name}`)
    }
    for (const [name, type, path] of columns) {
      db.exec(`ALTER TABLE runs ADD COLUMN ${name} ${type.toUpperCase()} AS (${guarded(path, type)}) VIRTUAL`)
    }
  },
}
