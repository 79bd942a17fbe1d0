import { readProblem } from './read-problem.ts'
import type { ReadProblem } from './read-problem.ts'

/** Told one by one; what comes after them is counted. */
const MAX_LISTED = 100

export interface ProblemList {
  add(line: number | null, code: string, what: string): void
  /** One problem of so many rows or cells. */
  addMany(place: { line: number | null; count: number }, code: string, what: string): void
  list(): ReadProblem[]
}

/**
 * Problems of one file in order, the first hundred word for word: a file in which every line is wrong says so in
 * a hundred sentences and a number, not in a million.
 */
export function createProblemList(fileName: string): ProblemList {
  const listed: ReadProblem[] = []
  let more = 0
  let firstLine: number | null = null

  function addMany(
    { line, count }: { line: number | null; count: number },
    code: string,
    what: string,
  ): void {
    if (listed.length < MAX_LISTED) {
      listed.push({ ...readProblem({ fileName, line }, code, what), ...(count === 1 ? {} : { count }) })
      return
    }
    firstLine ??= line
    more += count
  }

  return {
    add: (line, code, what) => {
      addMany({ line, count: 1 }, code, what)
    },
    addMany,
    list() {
      if (more === 0) return listed
      const what = `${more.toLocaleString('en')} more rows or cells from here on cannot be taken either. Mend the first ones and look again.`
      return [...listed, { ...readProblem({ fileName, line: firstLine }, 'more', what), count: more }]
    },
  }
}
