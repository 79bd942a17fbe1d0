/** The lines of a text, one after the other. */
export interface TextLines {
  /** Null at the end. A line break at the end of the text begins no further line. */
  next(): string | null
  /** Takes the last line back: `next` gives it again. Once only. */
  back(): void
  /** 1-based, of the last line that was given and not taken back. */
  number(): number
  isAtEnd(): boolean
}

/** Lines end with a line feed, a carriage return or both. Nothing is copied but the line that is asked for. */
export function createTextLines(text: string): TextLines {
  let at = 0
  let number = 0
  let before = { at: 0, feed: -1, carriage: -1 }
  // Looked for once each, not again from every line: a text may have only one of them.
  let feed = text.indexOf('\n')
  let carriage = text.indexOf('\r')
  return {
    next() {
      if (at >= text.length) return null
      before = { at, feed, carriage }
      if (feed !== -1 && feed < at) feed = text.indexOf('\n', at)
      if (carriage !== -1 && carriage < at) carriage = text.indexOf('\r', at)
      const end = Math.min(feed === -1 ? text.length : feed, carriage === -1 ? text.length : carriage)
      at = end + (end === carriage && feed === end + 1 ? 2 : 1)
      number += 1
      return text.slice(before.at, end)
    },
    back() {
      ;({ at, feed, carriage } = before)
      number -= 1
    },
    number: () => number,
    isAtEnd: () => at >= text.length,
  }
}
