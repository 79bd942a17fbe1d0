import { isUtf8 } from 'node:buffer'
import type { ReadProblem } from '../read-problem.ts'
import { readProblem } from '../read-problem.ts'
import { decodeUtf8 } from '../utf8-text.ts'

export type TextEncoding = 'UTF-8' | 'UTF-16' | 'Windows-1252'

export type TableText =
  | { readonly text: string; readonly encoding: TextEncoding; readonly problem: null }
  | { readonly text: null; readonly encoding: null; readonly problem: ReadProblem }

/**
 * The text of a table as spreadsheets write them: UTF-8, UTF-16 with its mark (“Unicode text”), or the one-byte
 * code of western Windows (plain “CSV”), which has no mark: taken only where every accent in it is the same in the
 * code of central Europe, and never with letters that a Mac would have meant otherwise. All else is a problem.
 */
export function decodeTable(bytes: Buffer, fileName: string): TableText {
  const utf16 = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-16be'
  if (utf16 === 'utf-16le' || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    return { text: new TextDecoder(utf16).decode(bytes), encoding: 'UTF-16', problem: null }
  }
  if (isUtf8(bytes)) {
    const decoded = decodeUtf8(bytes, fileName)
    return decoded.problem === null ? { ...decoded, encoding: 'UTF-8' } : { ...decoded, encoding: null }
  }
  const text = new TextDecoder('windows-1252').decode(bytes)
  // ASCII and these alone say nothing about a code page.
  const isCertain = !uncertain.test(text) && text === new TextDecoder('windows-1250').decode(bytes)
  if (isCertain && !text.includes('\0')) return { text, encoding: 'Windows-1252', problem: null }
  const what =
    'The text is not encoded as UTF-8, and its accents could be read in more than one way. Save it in the spreadsheet as “CSV UTF-8”: the type is called so in every language.'
  const { problem } = decodeUtf8(bytes, fileName)
  const place = { fileName, line: problem?.line ?? null }
  return { text: null, encoding: null, problem: readProblem(place, 'not-utf8', what) }
}

/** Control characters of no text, and letters whose byte is an umlaut on a Mac. */
const uncertain = /[\u0080-\u009FŠšŽžŒœŸ]/u
