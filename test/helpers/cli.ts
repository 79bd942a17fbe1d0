import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { runCli } from '../../src-main/cli/run-cli.ts'

/** How a command line ended and all that it printed. */
export interface CliRun {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** What Node is given to start the command line as a program of its own. */
export const cliProgram: readonly string[] = [
  '--disable-warning=ExperimentalWarning',
  resolve(import.meta.dirname, '../../src-main/cli/index.ts'),
]

/**
 * Runs a command line to its end in this process, which spares the start of a program; paths are meant from `folder`.
 * It is all of the command line but `index.ts`, which knows the process: see `cliProcess`.
 */
export async function cli(folder: string, args: readonly string[], signal?: AbortSignal): Promise<CliRun> {
  let stdout = ''
  let stderr = ''
  const code = await runCli(
    args,
    {
      out: (text) => {
        stdout += text
      },
      err: (text) => {
        stderr += text
      },
      isInteractive: false,
      width: 80,
      folder,
      signal: signal ?? new AbortController().signal,
    },
    '0.0.0',
  )
  return { code, stdout, stderr }
}

/** As `cli`, with `--json`: standard output must be one document and nothing else. */
export async function cliDocument(
  folder: string,
  ...args: readonly string[]
): Promise<{ code: number; document: Record<string, unknown> }> {
  const { code, stdout } = await cli(folder, [...args, '--json'])
  return { code, document: JSON.parse(stdout) as Record<string, unknown> }
}

/** As `cli`, for what has to go well; rejects with what it printed otherwise. */
export async function cliDone(folder: string, ...args: readonly string[]): Promise<void> {
  const { code, stderr } = await cli(folder, args)
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${String(code)}: ${stderr}`)
}

/** Runs a command line to its end as its user does, as a program of its own. */
export function cliProcess(folder: string, args: readonly string[]): Promise<CliRun> {
  return new Promise((done) => {
    execFile(
      process.execPath,
      [...cliProgram, ...args],
      { cwd: folder, maxBuffer: 64_000_000 },
      (error, stdout, stderr) => {
        done({ code: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1, stdout, stderr })
      },
    )
  })
}
