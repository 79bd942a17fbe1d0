import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { keepFilesPrivate } from '#core/files/private-files.ts'
import { runCli } from './run-cli.ts'

keepFilesPrivate()

const manifest = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')))

const abort = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  // The first one ends the work in order; who asks twice means it.
  process.on(signal, () => {
    if (abort.signal.aborted) process.exit(130)
    abort.abort()
  })
}

process.exitCode = await runCli(
  process.argv.slice(2),
  {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    isInteractive: process.stderr.isTTY,
    width: process.stderr.columns,
    folder: process.cwd(),
    signal: abort.signal,
  },
  manifest.version,
)
