import { isUtf8 } from 'node:buffer'
import { readProblem } from './read-problem.ts'
import type { ReadProblem } from './read-problem.ts'

const LINE_FEED = 0x0a

/** The text without its byte order mark, or the one problem that it is not UTF-8. */
export function decodeUtf8(
  bytes: Buffer,
  fileName: string,
): { text: string; problem: null } | { text: null; problem: ReadProblem } {
  const isUtf16 =
    bytes.length >= 2 &&
    ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff))
  if (isUtf16) {
    const what = 'The text is encoded as UTF-16. Save it as UTF-8.'
    return { text: null, problem: readProblem({ fileName, line: null }, 'not-utf8', what) }
  }
  if (!isUtf8(bytes)) {
    const line = firstBadLine(bytes)
    const what = 'The text is not encoded as UTF-8. Save it as UTF-8.'
    return { text: null, problem: readProblem({ fileName, line }, 'not-utf8', what) }
  }
  const text = bytes.toString('utf8')
  return { text: text.startsWith('\uFEFF') ? text.slice(1) : text, problem: null }
}

/** A line feed never lies inside a UTF-8 sequence, so that lines can be judged one by one. */
function firstBadLine(bytes: Buffer): number {
  let start = 0
  for (let line = 1; ; line += 1) {
    const end = bytes.indexOf(LINE_FEED, start)
    if (end === -1 || !isUtf8(bytes.subarray(start, end))) return line
    start = end + 1
  }
}
