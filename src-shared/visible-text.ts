/**
 * Characters that a line of text must not bring along from a file's name, a table or a command: line breaks and other
 * control characters (a terminal obeys them), halves of surrogate pairs, and marks that turn the direction of all that
 * follows. Joiners and direction marks that letters of some scripts need are left in.
 */
const unsafe = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u202A-\u202E\u2066-\u2069\uFEFF\u{E0000}-\u{E007F}]/gu

/** One line that says what it says, wherever it is shown; what cannot be shown is `�`. */
export function visibleLine(text: string): string {
  return text.replaceAll(unsafe, '�')
}

/** JSON that a terminal can be shown: the same document, with what it would obey written as escapes. */
export function printableJson(document: unknown): string {
  const escape = (character: string) =>
    Array.from({ length: character.length }, (_, index) => character.charCodeAt(index))
      .map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`)
      .join('')
  // Line breaks of the layout are the only control characters that JSON leaves outside of its strings.
  const lines = JSON.stringify(document, null, 2).split('\n')
  return lines.map((line) => line.replaceAll(unsafe, escape)).join('\n')
}
