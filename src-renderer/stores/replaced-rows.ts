import type { ClipRow } from '#shared/domain/clip.ts'

/**
 * All rows with the fresh ones in their places: those of a session together, in their order, where it had its rows. Wanted
 * clips of which there is no fresh row are gone. Null when a session had none: its place is not known here.
 */
export function replacedRows(
  rows: readonly ClipRow[],
  fresh: readonly ClipRow[],
  wanted: { readonly clipIds: readonly number[]; readonly sessionIds: readonly number[] },
): readonly ClipRow[] | null {
  const sessions = new Set(wanted.sessionIds)
  const clips = new Set(wanted.clipIds)
  const freshById = new Map(fresh.map((row) => [row.id, row]))
  const placed = new Set<number>()
  const next = rows.flatMap((row) => {
    if (sessions.has(row.sessionId)) {
      if (placed.has(row.sessionId)) return []
      placed.add(row.sessionId)
      return fresh.filter(({ sessionId }) => sessionId === row.sessionId)
    }
    return clips.has(row.id) ? (freshById.get(row.id) ?? []) : row
  })
  return fresh.some(({ sessionId }) => sessions.has(sessionId) && !placed.has(sessionId)) ? null : next
}
