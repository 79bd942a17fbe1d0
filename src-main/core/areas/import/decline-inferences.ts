import { basename } from 'node:path'
import type { ImportInference, ImportRefusal } from '#shared/domain/import-plan.ts'
import { quoted, readProblem } from '../../exchange/read-problem.ts'
import type { PreparedImport } from './prepared-import.ts'
import { toRefusal } from './session-draft.ts'

/** The same import without what is taken by these inferences; that is refused instead, once for each. */
export function declineInferences(prepared: PreparedImport, ids: ReadonlySet<string>): PreparedImport {
  const declined = prepared.inferences.filter(({ id }) => ids.has(id))
  if (declined.length === 0) return prepared
  const captions = new Map<string, number>()
  const scores = new Map<string, number>()
  const isTaken = (counts: Map<string, number>) => (row: { inferences?: readonly string[] }) => {
    const first = row.inferences?.find((id) => ids.has(id))
    if (first !== undefined) counts.set(first, (counts.get(first) ?? 0) + 1)
    return first === undefined
  }
  const drafts = prepared.drafts.map((draft) => ({
    ...draft,
    captions: draft.captions.filter(isTaken(captions)),
    scores: draft.scores.filter(isTaken(scores)),
  }))
  const refused = (counts: ReadonlyMap<string, number>) =>
    declined.flatMap((inference) => refuse(inference, counts.get(inference.id) ?? 0))
  return {
    ...prepared,
    drafts,
    refusedCaptions: [...prepared.refusedCaptions, ...refused(captions)],
    refusedScores: [...prepared.refusedScores, ...refused(scores)],
  }
}

function refuse(
  { file, line, kind, written, taken, reason }: ImportInference,
  count: number,
): ImportRefusal[] {
  if (count === 0) return []
  const what = `${quoted(written)} was not taken for ${kind} ${quoted(taken)}: ${reason}.`
  const problem = readProblem({ fileName: basename(file), line }, 'not-certain', what)
  return [toRefusal(file, { ...problem, count })]
}
