/**
 * Tables as spreadsheets put them on the clipboard and take them from there: lines, cells parted by tabs, and cells that
 * hold a tab, a line break or a quotation mark at their beginning in quotation marks, which are doubled inside.
 */

/** A cell in quotation marks, up to what parts it from the next. */
const quotedCell = /"((?:[^"]|"")*)"(?=\t|\r\n|\n|\r|$)/uy
const plainCell = /[^\t\r\n]*/uy

/** Lines of cells, without spaces around them. Lines may be of different lengths. Empty for a text without any. */
export function readClipboardTable(text: string): string[][] {
  const lines: string[][] = [[]]
  let at = 0
  for (;;) {
    const [cell, next] = cellAt(text, at)
    lines.at(-1)?.push(cell.trim())
    if (next >= text.length) break
    const isBreak = text[next] !== '\t'
    at = next + (text.startsWith('\r\n', next) ? 2 : 1)
    // The last line ends, too.
    if (isBreak && at >= text.length) break
    if (isBreak) lines.push([])
  }
  return lines.some((line) => line.some((cell) => cell !== '')) ? lines : []
}

/** The cell that begins there, and where it ends. */
function cellAt(text: string, at: number): readonly [cell: string, end: number] {
  quotedCell.lastIndex = at
  const quoted = quotedCell.exec(text)
  if (quoted !== null) return [(quoted[1] ?? '').replaceAll('""', '"'), quotedCell.lastIndex]
  plainCell.lastIndex = at
  const plain = plainCell.exec(text)?.[0] ?? ''
  return [plain, at + plain.length]
}

/** The same the other way; the last line ends, too, or an empty one would be lost. */
export function writeClipboardTable(lines: readonly (readonly string[])[]): string {
  return lines.map((line) => `${line.map(written).join('\t')}\r\n`).join('')
}

function written(cell: string): string {
  return /[\t\r\n]|^"/u.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}
