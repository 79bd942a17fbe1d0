import { homedir } from 'node:os'

// A path up to the next quote, bracket, colon-line-number or line end. Spaces belong to it only between
// separators, so that the words after a path survive.
const POSIX_PATH =
  /(^|[\s"'`(=[<:])(?:file:\/\/)?\/(?:[^\s/"'`()<>|[\]:]+(?: [^\s/"'`()<>|[\]:]+)*\/)*[^\s/"'`()<>|[\]:]+/gm
const WINDOWS_PATH = /(?:(?<![A-Za-z])[A-Za-z]:[\\/]|\\\\)[^"'`<>|\r\n:]*/g

/**
 * Takes out of a text what could name a patient: every absolute path becomes `<path>`, the home folder
 * `<home>`. Folder and file names of studies often carry codes or names.
 */
export function redact(text: string): string {
  return text
    .replaceAll(homedir(), '<home>')
    .replaceAll(/<home>[\\/][^"'`<>|\r\n:)]*/g, '<path>')
    .replaceAll(WINDOWS_PATH, '<path>')
    .replaceAll(POSIX_PATH, '$1<path>')
}
