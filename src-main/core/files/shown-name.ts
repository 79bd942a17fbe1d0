import { basename } from 'node:path'
import { visibleLine } from '#shared/visible-text.ts'

const maxCharacters = 80

/**
 * How a sentence for a person names a file: its base name, never the path (folders may carry a patient's
 * name), without control characters, and shortened in the middle when absurdly long.
 */
export function shownName(file: string): string {
  const name = visibleLine(basename(file))
  if (name.length <= maxCharacters) return name
  const tail = name.slice(-20)
  return `${name.slice(0, maxCharacters - tail.length - 1)}…${tail}`
}
