import type { CueText, TakenOut } from './cue-text.ts'
import { quoted, readProblem } from '../read-problem.ts'
import type { ReadProblem } from '../read-problem.ts'

/** What was read otherwise than it stands in a file of captions; told once for each kind, or for each line that matters. */
export interface CueNotes {
  header(line: number, text: string): void
  shift(line: number): void
  empty(line: number): void
  taken(line: number, taken: Omit<CueText, 'text'>): void
  /** Told for a number only: whether it is text or counts the next cue cannot be known. */
  joined(line: number, text: string): void
  listed(): ReadProblem[]
}

/** Lines told for each kind; the rest is counted. */
const MAX_LISTED = 20
const MAX_EXAMPLES = 5

export function createCueNotes(fileName: string): CueNotes {
  const listed: ReadProblem[] = []
  const counts = new Map<string, number>()
  const tags = { count: 0, line: 0, examples: new Set<string>() }
  const empty = { count: 0, line: 0 }

  function note(line: number, code: string, what: () => string): void {
    const count = (counts.get(code) ?? 0) + 1
    counts.set(code, count)
    if (count <= MAX_LISTED) listed.push(readProblem({ fileName, line }, code, what()))
  }

  return {
    header(line, text) {
      note(line, 'header', () => `${quoted(text)} stands in the file’s header and is not read.`)
    },
    shift(line) {
      note(line, 'time-shift', () => 'X-TIMESTAMP-MAP is not applied: times are taken as they stand.')
    },
    empty(line) {
      if (empty.count === 0) empty.line = line
      empty.count += 1
    },
    taken(line, taken) {
      if (taken.tags.count > 0 && tags.count === 0) tags.line = line
      tags.count += taken.tags.count
      for (const tag of taken.tags.examples) {
        // The name of a person may stand in a voice tag; the preview asks about it elsewhere.
        if (tags.examples.size < MAX_EXAMPLES) tags.examples.add(/^<v[\s.>]/u.test(tag) ? '<v>' : short(tag))
      }
      if (taken.unknownTags.count > 0) note(line, 'text-taken-out', () => takenOut(taken.unknownTags))
      if (taken.voices.length > 1) {
        const voices = taken.voices.length.toLocaleString('en')
        note(
          line,
          'several-voices',
          () => `The caption has ${voices} voices: it is taken whole, by none of them.`,
        )
      }
    },
    joined(line, text) {
      if (!/^[\t\f ]*\d+[\t\f ]*$/u.test(text)) return
      note(line, 'no-blank-line', () => {
        const what =
          'stands straight before the times of the next caption and is read as text of the one before'
        return `${quoted(text)} ${what}, as in a browser. If it is the number of the next, put a blank line above it.`
      })
    },
    listed() {
      const further = [...counts].flatMap(([code, count]) => {
        const what = `The same on ${(count - MAX_LISTED).toLocaleString('en')} more lines.`
        return count > MAX_LISTED ? [readProblem({ fileName, line: null }, code, what)] : []
      })
      return [...listed, ...further, ...tagNotes(), ...emptyCueNotes()]
    },
  }

  function tagNotes(): ReadProblem[] {
    if (tags.count === 0) return []
    const some = [...tags.examples].join(' ')
    const what = `Tags were taken out of the captions, here and below: ${tags.count.toLocaleString('en')}, such as ${some}.`
    return [readProblem({ fileName, line: tags.line }, 'tags-taken-out', what)]
  }

  function emptyCueNotes(): ReadProblem[] {
    if (empty.count === 0) return []
    const what =
      empty.count === 1
        ? 'The caption has no text and is left out.'
        : `Captions without a text, this one and below, are left out: ${empty.count.toLocaleString('en')}.`
    return [readProblem({ fileName, line: empty.line }, 'empty-cue', what)]
  }
}

function takenOut({ count, examples }: TakenOut): string {
  const more = count > examples.length ? ' and more' : ''
  const were = count === 1 ? 'was read as a tag' : 'were read as tags'
  const what = `${examples.map(quoted).join(', ')}${more} ${were}, as in a browser, and taken out.`
  return `${what} A “<” that is meant is written &lt;.`
}

function short(tag: string): string {
  return tag.length > 20 ? `${tag.slice(0, 19)}…` : tag
}
