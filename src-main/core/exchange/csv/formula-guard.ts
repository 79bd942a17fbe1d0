/**
 * Spreadsheets run a cell as a formula when it starts with one of these. A leading apostrophe keeps it text; texts
 * that already start with apostrophes before such a character get one more, so that taking one away always restores them.
 */
export const FORMULA_PREFIX = "'"
export const GUARDED_PATTERN = "^'*[=+\\-@\\t\\r]"

const guarded = new RegExp(GUARDED_PATTERN)

export function guardFormula(text: string): string {
  return guarded.test(text) ? FORMULA_PREFIX + text : text
}

/** Undoes {@link guardFormula}. */
export function unguardFormula(cell: string): string {
  return cell.startsWith(FORMULA_PREFIX) && guarded.test(cell) ? cell.slice(FORMULA_PREFIX.length) : cell
}
