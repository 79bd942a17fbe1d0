import { readFile } from 'node:fs/promises'
import { readProblem } from '../../exchange/read-problem.ts'
import type { ReadProblem } from '../../exchange/read-problem.ts'
import { openProblem } from '../../media/probe/probe.ts'
import { shownName } from '../../files/shown-name.ts'
import type { FoundFile } from './walk-folder.ts'

/** Far above any table of captions or scores; a larger file is something else by mistake. */
const MAX_TEXT_MB = 50

export async function readTextFile(
  file: FoundFile,
): Promise<{ bytes: Buffer; problem: null } | { bytes: null; problem: ReadProblem }> {
  const fileName = shownName(file.path)
  const refuse = (code: string, what: string) => ({
    bytes: null,
    problem: readProblem({ fileName, line: null }, code, what),
  })
  if (file.bytes > MAX_TEXT_MB * 1024 * 1024) {
    const what = `The file is larger than ${String(MAX_TEXT_MB)} MB. Keep what is needed, or part it into several files.`
    return refuse('too-large', what)
  }
  if (file.bytes === 0) return refuse('empty-file', 'The file is empty.')
  try {
    return { bytes: await readFile(file.path), problem: null }
  } catch (error) {
    return refuse('file-unreadable', `The file ${openProblem(error)}`)
  }
}
