import { rangeWords } from '#shared/domain/scale.ts'
import type { ScaleItem } from '#shared/domain/scale.ts'
import type { MissingReason } from '#shared/domain/score.ts'
import type { MissingCodes } from '#shared/tables/missing-codes.ts'
import { readScoreText } from '#shared/tables/score-text.ts'
import type { RefusedScoreText } from '#shared/tables/score-text.ts'
import type { ProblemList } from '../problem-list.ts'
import { quoted, readProblem } from '../read-problem.ts'
import type { ReadProblem } from '../read-problem.ts'

export interface CellScore {
  readonly value: number | null
  readonly missingReason: MissingReason | null
}

export interface ScoreCells {
  /** Null for no score, or for one that is told among the problems. */
  read(text: string, item: ScaleItem, place: { line: number; column: string }): CellScore | null
  /** What was counted on the way. */
  notes(fileName: string): ReadProblem[]
  /** Whether a number with a decimal comma was met. */
  hasComma(): boolean
}

/** Reads the cells of one table and counts what is told as a number. */
export function createScoreCells(parts: {
  readonly missing: MissingCodes
  readonly problems: ProblemList
  /** From REDCap: a word where a number is expected is a label of its. */
  readonly isRedcap: boolean
}): ScoreCells {
  const { missing, problems } = parts
  const counts = new Map<string, number>()
  let comma = false

  function refuse(place: { line: number; column: string }, code: string, what: string): null {
    problems.add(place.line, code, `${place.column}: ${what}.`)
    return null
  }

  return {
    read(text, item, place) {
      const said = readScoreText(text, item, missing)
      const isNumber = said.kind !== 'none' && said.kind !== 'code' && said.kind !== 'not-a-number'
      comma ||= isNumber && said.kind !== 'clash' && text.includes(',')
      switch (said.kind) {
        case 'none':
          return null
        case 'code':
          counts.set(text, (counts.get(text) ?? 0) + 1)
          return null
        case 'score':
          return { value: said.value, missingReason: said.missingReason }
        default:
          return refuse(place, ...refusalOf(said, { text, item, isRedcap: parts.isRedcap }))
      }
    },
    notes(fileName) {
      if (counts.size === 0) return []
      const total = [...counts.values()].reduce((sum, count) => sum + count, 0)
      const most = [...counts].sort(([, a], [, b]) => b - a).slice(0, SHOWN_CODES)
      const codes = most.map(([code, count]) => `${quoted(code)} ${String(count)}`)
      if (counts.size > codes.length) codes.push('…')
      const cells = total === 1 ? '1 cell says' : `${total.toLocaleString('en')} cells say`
      const what = `${cells} that there is no score (${codes.join(', ')}).`
      return [readProblem({ fileName, line: null }, 'missing-codes', what)]
    },
    hasComma: () => comma,
  }
}

const SHOWN_CODES = 8

function refusalOf(
  said: RefusedScoreText,
  { text, item, isRedcap }: { text: string; item: ScaleItem; isRedcap: boolean },
): [code: string, what: string] {
  switch (said.kind) {
    case 'clash':
      return [
        'not-certain',
        `${quoted(text)} was named as a code for a missing score, and is a score of this item`,
      ]
    case 'not-a-number':
      return ['not-a-number', notANumber(text, isRedcap)]
    case 'not-whole':
      return ['not-a-number', `${quoted(text)} is not a whole number`]
    case 'outside': {
      const range = `${String(item.min)} to ${String(item.max)}`
      return ['out-of-range', `${String(said.value)} is outside the range of ${range}`]
    }
    case 'between':
      return ['out-of-range', `${String(said.value)} is none of the values ${rangeWords(item)}`]
  }
}

function notANumber(text: string, isRedcap: boolean): string {
  if (!isRedcap) return `${quoted(text)} is not a number`
  return `${quoted(text)} is a label of REDCap, not a number; export the raw data (“CSV / Microsoft Excel (raw data)”)`
}
