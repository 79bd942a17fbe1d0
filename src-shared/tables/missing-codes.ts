/** What people and programs write where there is no score; in lower case. */
const words = new Set([
  ...['na', 'n/a', '<na>', 'n.a.', 'nan', 'nil', 'null', 'none', 'missing', '.', '-', '--', '?'],
  // Error values of spreadsheets, as their languages write them.
  ...[
    '#n/a',
    '#nv',
    '#n/d',
    '#n/b',
    '#null!',
    '#nul!',
    '#div/0!',
    '#value!',
    '#wert!',
    '#valeur!',
    '#waarde!',
  ],
  ...[
    '#hodnota!',
    '#ref!',
    '#bezug!',
    '#verw!',
    '#odkaz!',
    '#name?',
    '#nom?',
    '#naam?',
    '#název?',
    '#num!',
    '#zahl!',
  ],
  ...['#nombre!', '#getal!', '#číslo!', '#spill!', '#calc!', '#getting_data', '#není_k_dispozici', '#####'],
])
/** Stata's `.a` to `.z`. */
const stata = /^\.[a-z]$/u
/** SPSS and others: taken for missing only where no score can have this value. */
const numbers = new Set([-9, -99, -999, -9999, 99, 999, 9999])

export interface MissingCodes {
  /** By the text alone, or by a number that this range cannot hold. `clash` when it was declared and is in it. */
  kindOf(text: string, range: { min: number; max: number }): 'missing' | 'clash' | null
}

/** `declared` are codes that a person named for this import. */
export function createMissingCodes(declared: readonly string[] = []): MissingCodes {
  const own = new Set(declared.map((code) => code.trim().toLowerCase()))
  const ownNumbers = new Set([...own].map(numberIn).filter((number) => number !== null))
  return {
    kindOf(text, { min, max }) {
      const lower = text.toLowerCase()
      const number = numberIn(lower)
      const isScore = number !== null && Number.isInteger(number) && number >= min && number <= max
      const isOwn = own.has(lower) || (number !== null && ownNumbers.has(number))
      if (isOwn) return isScore ? 'clash' : 'missing'
      if (words.has(lower) || stata.test(lower)) return 'missing'
      return number !== null && numbers.has(number) && !isScore ? 'missing' : null
    },
  }
}

/** With a point or a comma before the decimals; null for no number. */
export function numberIn(text: string): number | null {
  return /^[+-]?\d+(?:[.,]\d+)?$/u.test(text) ? Number(text.replace(',', '.')) : null
}
