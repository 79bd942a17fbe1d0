/**
 * What a log may say of something thrown: its class, the system's code for it and where in the program it was. Messages
 * hold what people typed, the names of files and folders, lines of their tables: none of it is ever written.
 */

/** Causes of causes; more than this only repeats itself. */
const MOST_CAUSES = 5
const MOST_FRAMES = 12

/** Of classes and of codes such as ENOSPC, SQLITE_FULL and study-busy: the program's and the system's own words. */
const WORD = /^[A-Za-z][A-Za-z0-9_-]{0,48}$/

/** A function, a method or a constructor, and its place in a file of code; the file by its base name. */
const FRAME =
  /^\s+at (?:(?:async |new )?([\w$.<>#]+(?: \[as [\w$]+\])?) \()?(?:[^()]*[/\\])?([\w.-]+\.(?:[cm]?js|ts|vue)):(\d+):(\d+)\)?$/

export function describeError(error: unknown): string {
  const lines: string[] = []
  let current = error
  for (let depth = 0; depth < MOST_CAUSES && current !== undefined; depth++) {
    if (!(current instanceof Error)) {
      lines.push(typeof current)
      break
    }
    lines.push([kindOf(current), ...framesOf(current)].join('\n    at '))
    current = current.cause
  }
  return lines.join('\n  because ')
}

function kindOf(error: Error): string {
  const { code, syscall } = error as NodeJS.ErrnoException
  const words = [error.name, code, syscall].filter((word) => typeof word === 'string' && WORD.test(word))
  return words.length === 0 ? 'Error' : words.join(' ')
}

/** The message stands at the head of the stack, and may have lines that look like frames: it is cut off first. */
function framesOf({ stack = '', message, name }: Error): string[] {
  const head = [`${name}: ${message}\n`, `Error: ${message}\n`, `${name}\n`].find((one) =>
    stack.startsWith(one),
  )
  if (head === undefined) return []
  return stack
    .slice(head.length)
    .split('\n')
    .flatMap((line) => {
      const [, caller = 'anonymous', file, row, column] = FRAME.exec(line) ?? []
      return file === undefined ? [] : [`${caller} (${file}:${String(row)}:${String(column)})`]
    })
    .slice(0, MOST_FRAMES)
}
