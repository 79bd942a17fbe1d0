import { visibleLine } from '#shared/visible-text.ts'

/** A file, line or cell that could not be taken: a code for programs, one sentence for a person. */
export interface ReadProblem {
  /** 1-based; null when the whole file is meant. */
  readonly line: number | null
  readonly code: string
  readonly message: string
  /** Rows or cells that it stands for; not given for one. */
  readonly count?: number
}

export interface ReadResult<Row> {
  readonly rows: readonly Row[]
  readonly problems: readonly ReadProblem[]
  /** What was read in a way that a person may want to know. */
  readonly notes?: readonly ReadProblem[]
}

/** `what` is a sentence that follows the place it is about. */
export function readProblem(
  place: { fileName: string; line: number | null },
  code: string,
  what: string,
): ReadProblem {
  const where = place.line === null ? place.fileName : `${place.fileName}, line ${String(place.line)}`
  return { line: place.line, code, message: visibleLine(`${where}: ${what}`) }
}

/** A cell's text as a sentence shows it: quoted, and short. */
export function quoted(text: string): string {
  return `“${text.length > 40 ? `${text.slice(0, 39)}…` : text}”`
}
