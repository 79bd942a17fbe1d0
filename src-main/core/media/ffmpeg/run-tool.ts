import { spawn } from 'node:child_process'
import { AppError } from '#shared/errors.ts'

export interface ToolOptions {
  /** Silent for so long, it hangs and is killed, however long it takes as a whole. */
  readonly silenceMs: number
  readonly signal?: AbortSignal | undefined
  /** Takes what the program writes as it comes, however much it is; `stdout` stays empty then. */
  readonly onOutput?: (chunk: Buffer) => void
}

export interface ToolResult {
  /** Null when it fell silent and was killed. */
  readonly code: number | null
  /** It ended by a fault of its own, whatever it was asked. */
  readonly crashed: boolean
  readonly stdout: Buffer
  readonly stderr: string
}

/** A runaway program is cut off here; a probe report or a thumbnail is far smaller. */
const maxOutputBytes = 64 * 1024 * 1024
const maxErrorCharacters = 64 * 1024
/** Exit codes from here on, e.g. 0xC0000005 for an access to foreign memory, are how a program crashes on Windows. */
const WINDOWS_EXCEPTION = 0xc000_0000

/**
 * Runs ffmpeg or ffprobe to its end, without a shell, and keeps what it prints. Rejects with AppError
 * `ffmpeg-missing` when it cannot be started and `cancelled` when aborted; an exit code is the caller's to judge.
 */
export async function runTool(
  program: string,
  args: readonly string[],
  { silenceMs, signal, onOutput }: ToolOptions,
): Promise<ToolResult> {
  if (signal?.aborted === true) throw cancelled()
  return await new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true })
    const chunks: Buffer[] = []
    let bytes = 0
    let stderr = ''
    let fellSilent = false
    let isKilled = false
    const kill = () => {
      isKilled = true
      child.kill('SIGKILL')
    }
    const timer = setTimeout(() => {
      fellSilent = true
      kill()
    }, silenceMs)
    signal?.addEventListener('abort', kill, { once: true })
    const settle = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', kill)
    }
    child.stdout.on('data', (chunk: Buffer) => {
      timer.refresh()
      if (onOutput !== undefined) {
        onOutput(chunk)
        return
      }
      bytes += chunk.length
      if (bytes <= maxOutputBytes) chunks.push(chunk)
      else kill()
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      timer.refresh()
      if (stderr.length < maxErrorCharacters) stderr += text
    })
    child.on('error', (cause) => {
      settle()
      reject(
        new AppError('ffmpeg-missing', 'FFmpeg, which reads the videos, could not be started.', { cause }),
      )
    })
    child.on('close', (code, endedBy) => {
      settle()
      const crashed = !isKilled && (endedBy !== null || (code ?? 0) >= WINDOWS_EXCEPTION)
      if (signal?.aborted === true) reject(cancelled())
      else resolve({ code: fellSilent ? null : (code ?? 1), crashed, stdout: Buffer.concat(chunks), stderr })
    })
  })
}

export function cancelled(): AppError {
  return new AppError('cancelled', 'The work was cancelled.')
}
