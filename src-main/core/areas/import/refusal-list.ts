import type { ImportRefusal } from '#shared/domain/import-plan.ts'
import { readProblem } from '../../exchange/read-problem.ts'
import { shownName } from '../../files/shown-name.ts'
import { toRefusal } from './session-draft.ts'

/** Told one by one; what comes after them is counted. */
const MAX_LISTED = 100

export interface RefusalList {
  add(refusal: ImportRefusal): void
  list(): ImportRefusal[]
}

/** What a session refuses of its rows: a hundred in words, and the number of the others. */
export function createRefusalList(): RefusalList {
  const listed: ImportRefusal[] = []
  let next: ImportRefusal | null = null
  let more = 0
  return {
    add(refusal) {
      if (listed.length < MAX_LISTED) {
        listed.push(refusal)
        return
      }
      next ??= refusal
      more += 1
    },
    list() {
      if (next === null) return listed
      const { file, line } = next
      const what = `${more.toLocaleString('en')} more rows from here on were not taken either. Mend the first ones and look again.`
      const problem = readProblem({ fileName: shownName(file), line }, 'more', what)
      return [...listed, toRefusal(file, { ...problem, count: more })]
    },
  }
}
