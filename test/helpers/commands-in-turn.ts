/**
 * Several command lines, one after the other, in one process, each as the program runs it when it is started:
 *
 *   node commands-in-turn.ts '[["init", "study"], ["info", "study"]]'
 *
 * Starting takes longer than most of them. Ends with the exit code of the first that fails.
 */
import { z } from 'zod'

const [, , text = ''] = process.argv
const commands = z.array(z.array(z.string())).parse(JSON.parse(text))
const program = new URL('../../src-main/cli/index.ts', import.meta.url)

for (const [turn, args] of commands.entries()) {
  process.argv.splice(2, Infinity, ...args)
  // Another name of the same file: it is run again, and what it imports is there already.
  program.search = `turn=${String(turn)}`
  await import(program.href)
  if (process.exitCode !== 0) break
}
