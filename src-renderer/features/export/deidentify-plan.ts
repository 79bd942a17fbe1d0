import type { ClipRow } from '#shared/domain/clip.ts'
import { lengthOf } from '#shared/time/interval.ts'

export interface CopyPlan {
  /** Clips that are copied. */
  readonly clips: readonly ClipRow[]
  /** Left out, because nobody knows whose face is whose in them: all faces would have to be blurred. */
  readonly unknown: readonly ClipRow[]
  readonly excluded: readonly ClipRow[]
  readonly lengthMs: number
}

/** Sessions of these clips in which nobody confirmed who the patient is, each once, as `P001 · baseline`. */
export function unconfirmedSessions(
  clips: readonly ClipRow[],
  isConfirmed: (sessionId: number) => boolean,
): string[] {
  const open = clips.filter(({ sessionId }) => !isConfirmed(sessionId))
  return [...new Set(open.map(({ patientCode, visitLabel }) => `${patientCode} · ${visitLabel}`))]
}

/** Which of the chosen clips a de-identified copy can be made of; chosen clips that are gone are no longer meant. */
export function planCopies(chosen: readonly number[], clipById: ReadonlyMap<number, ClipRow>): CopyPlan {
  const all = chosen.flatMap((id) => clipById.get(id) ?? [])
  const excluded = all.filter((clip) => clip.excluded)
  const unknown = all.filter((clip) => !clip.excluded && clip.grade === null)
  const clips = all.filter((clip) => !clip.excluded && clip.grade !== null)
  const lengthMs = clips.reduce((sum, clip) => sum + lengthOf(clip), 0)
  return { clips, unknown, excluded, lengthMs }
}
