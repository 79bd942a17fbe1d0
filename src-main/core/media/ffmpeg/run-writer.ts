import { spawn } from 'node:child_process'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { AppError } from '#shared/errors.ts'
import { cancelled } from './run-tool.ts'

export interface WriterOptions {
  readonly ffmpeg: string
  /** With `-progress pipe:2`. */
  readonly args: readonly string[]
  /** What ffmpeg reads on its standard input, taken as fast as ffmpeg reads it. */
  readonly input: Iterable<Uint8Array>
  readonly signal?: AbortSignal | undefined
  /** ms that are written. */
  readonly onProgress?: ((doneMs: number) => void) | undefined
}

export interface WriterResult {
  /** Null when it fell silent and was killed. */
  readonly code: number | null
  /** Pictures that were written. */
  readonly frames: number
  readonly complaints: readonly string[]
}

/** ffmpeg tells its progress twice a second; silent for so long, it hangs. */
const stallMs = 60_000

/**
 * Runs an ffmpeg that writes a file, to its end. Rejects, when ffmpeg is gone, with AppError `cancelled` or
 * `ffmpeg-missing`; an exit code is the caller's to judge.
 */
export async function runWriter(options: WriterOptions): Promise<WriterResult> {
  const { signal, onProgress = () => undefined } = options
  if (isAborted(signal)) throw cancelled()
  const child = spawn(options.ffmpeg, options.args, { stdio: ['pipe', 'ignore', 'pipe'], windowsHide: true })
  const log = createWriterLog(onProgress)
  const ending: { stalled: boolean; startError: Error | null } = { stalled: false, startError: null }
  const kill = (): void => void child.kill('SIGKILL')
  const watchdog = setTimeout(() => {
    ending.stalled = true
    kill()
  }, stallMs)
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    watchdog.refresh()
    log.push(text)
  })
  child.on('error', (error) => {
    ending.startError = error
  })
  signal?.addEventListener('abort', kill, { once: true })
  // A reader that has enough, or is gone, is no error here: its exit code tells.
  const feeding = pipeline(Readable.from(options.input), child.stdin).catch(() => undefined)
  const code = await new Promise<number>((resolve) => {
    child.on('close', (exitCode) => {
      resolve(exitCode ?? 1)
    })
  })
  clearTimeout(watchdog)
  signal?.removeEventListener('abort', kill)
  child.stdin.destroy()
  await feeding
  if (isAborted(signal)) throw cancelled()
  if (ending.startError !== null) {
    const message = 'FFmpeg, which writes the videos, could not be started.'
    throw new AppError('ffmpeg-missing', message, { cause: ending.startError })
  }
  return { code: ending.stalled ? null : code, frames: log.frames, complaints: log.complaints }
}

/** Asked by a function, because a signal changes while others are waited for. */
function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true
}

const keptComplaints = 20
const maxLineLength = 4096
const progressPattern = /^(\w+)=\s*(\S+)\s*$/

/** Is told what ffmpeg says, cut anywhere. */
function createWriterLog(onProgress: (doneMs: number) => void) {
  const complaints: string[] = []
  let frames = 0
  let rest = ''

  function readLine(line: string): void {
    const [, name, value] = progressPattern.exec(line) ?? []
    if (name === 'frame') frames = Number(value)
    // In microseconds, whatever it is called; older ones print no other.
    else if (name === 'out_time_ms' && Number(value) >= 0) onProgress(Number(value) / 1000)
    else if (name === undefined && line !== '' && complaints.length < keptComplaints) complaints.push(line)
  }

  return {
    complaints,
    get frames() {
      return frames
    },
    push(text: string): void {
      const lines = (rest + text).split(/\r?\n/)
      rest = (lines.pop() ?? '').slice(-maxLineLength)
      for (const line of lines) readLine(line)
    },
  }
}
