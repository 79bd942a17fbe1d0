/**
 * The number that a spreadsheet, or pandas, makes of a code that looks like one: `001` and `1.0` are 1, `1E05` and
 * `1,00E+05` are 100000. Null for every other text.
 */
export function spreadsheetNumber(text: string): number | null {
  if (!/^\d{1,15}(?:[.,]0+)?$/u.test(text) && !/^\d(?:[.,]\d{1,14})?e\+?\d{1,3}$/iu.test(text)) return null
  const number = Number(text.replace(',', '.'))
  return Number.isSafeInteger(number) ? number : null
}

/** Codes by the number that a spreadsheet makes of them. */
export interface CodeIndex {
  /** All that a text may have been before a spreadsheet made a number of it, in order of `codes`. */
  meant(text: string): readonly string[]
}

export function createCodeIndex(codes: Iterable<string>): CodeIndex {
  const byNumber = new Map<number, string[]>()
  for (const code of new Set(codes)) {
    const number = spreadsheetNumber(code)
    if (number === null) continue
    const others = byNumber.get(number)
    if (others === undefined) byNumber.set(number, [code])
    else others.push(code)
  }
  return {
    meant: (text) => {
      const number = spreadsheetNumber(text)
      return number === null ? [] : (byNumber.get(number) ?? [])
    },
  }
}
