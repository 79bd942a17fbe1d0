import type { TextEncoding } from './table-text.ts'

/** How a file writes its table. */
export interface CsvFormat {
  readonly encoding: TextEncoding
  /** One character. */
  readonly delimiter: string
}

/** Where and how the table begins. */
export interface CsvStart {
  readonly delimiter: string
  /** Index in the text; 1-based line. */
  readonly start: number
  readonly line: number
}

const delimiters = [
  { character: ',', name: 'commas' },
  { character: ';', name: 'semicolons' },
  { character: '\t', name: 'tabs' },
  { character: '|', name: 'vertical bars' },
  { character: '^', name: 'carets' },
] as const

/** Excel's own first line, which says what the columns are separated by. */
const declaration = /^\s*"?sep=([,;|^\t])"?[ ,;|^\t]*(?:\r\n|\n|\r|$)/iu
/** More of a first line says nothing new. */
const JUDGED_LENGTH = 100_000

/** Told by the file itself (`sep=;`), else judged by its first line that is not blank, outside quotes. */
export function findCsvStart(text: string): CsvStart {
  const declared = declaration.exec(text.slice(0, 100))
  if (declared !== null) {
    const start = declared[0].length
    return { delimiter: declared[1] ?? ',', start, line: linesIn(declared[0]) + 1 }
  }
  const counts = new Map<string, number>(delimiters.map(({ character }) => [character, 0]))
  let isQuoted = false
  let hasText = false
  for (let at = 0; at < Math.min(text.length, JUDGED_LENGTH); at += 1) {
    const character = text.charAt(at)
    if (character === '"') isQuoted = !isQuoted
    if (isQuoted) continue
    if (hasText && (character === '\n' || character === '\r')) break
    const count = counts.get(character)
    if (count !== undefined) counts.set(character, count + 1)
    hasText ||= character.trim() !== ''
  }
  const [best] = [...delimiters].sort(
    (a, b) => (counts.get(b.character) ?? 0) - (counts.get(a.character) ?? 0),
  )
  return { delimiter: best?.character ?? ',', start: 0, line: 1 }
}

function linesIn(text: string): number {
  return text.split(/\r\n|\n|\r/u).length - 1
}

/** What a person should know of how the file was read; null for what this program writes itself. */
export function describeFormat({ encoding, delimiter }: CsvFormat, decimalComma: boolean): string | null {
  const name = delimiters.find(({ character }) => character === delimiter)?.name ?? delimiter
  const parts = [
    ...(delimiter === ',' ? [] : [`${name} between the columns`]),
    ...(decimalComma ? ['a decimal comma'] : []),
    ...(encoding === 'UTF-8'
      ? []
      : [`text in ${encoding}${encoding === 'UTF-16' ? '' : ', so look at its accents'}`]),
  ]
  return parts.length === 0 ? null : `Read with ${parts.join(' and ')}.`
}
