import { spawn, type ChildProcess } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { AppError } from '#shared/errors.ts'
import { createFfmpegLog, type FfmpegLog } from './ffmpeg-log.ts'
import { cancelled } from './run-tool.ts'

export interface DecoderLimits {
  /** ffmpeg is killed when it says and does nothing for so long although it is waited for. */
  readonly stallMs: number
  /** ffmpeg is killed when it holds more memory than this (looked at on Linux; elsewhere `-max_alloc` must do). */
  readonly maxResidentBytes: number
}

export const usualLimits: DecoderLimits = { stallMs: 30_000, maxResidentBytes: 2 * 1024 ** 3 }

export interface DecoderOptions {
  readonly ffmpeg: string
  readonly args: readonly string[]
  /** How many pipes it writes pictures to: `outputPipe(0)`, `outputPipe(1)` ... */
  readonly pipes: number
  readonly limits: DecoderLimits
  /** Usual time from one picture to the next. */
  readonly stepSeconds: number
  readonly signal: AbortSignal | undefined
}

/**
 * How it ended: `finished` by itself whatever its exit code, `stopped` by us, `crashed` by a fault or by a signal
 * from outside.
 */
export type DecoderEnding =
  'running' | 'finished' | 'stopped' | 'crashed' | 'stalled' | 'too-large' | 'not-started'

/** One running ffmpeg, watched. */
export interface DecoderProcess {
  readonly pipes: readonly Readable[]
  readonly log: FfmpegLog
  readonly ending: DecoderEnding
  /** Resolves when the process is gone and its pipes are read to the end. */
  readonly gone: Promise<void>
  /** Set while ffmpeg waits for us to take what it wrote: silence is no stall then. */
  isHeld: boolean
  /** Called whenever it said something, ended, or was aborted. */
  onNews: () => void
  /** To be called for all that arrives on a pipe: a sign of life. */
  markAlive(): void
  /** Kills it if it still runs. */
  stop(): void
  /** Throws AppError `cancelled` or `ffmpeg-missing` where one of them is the case. */
  throwIfHopeless(): void
}

const watchIntervalMs = 1000

/** How `args` name the pipe with this index: standard output first, then those from 3 on. */
export function outputPipe(index: number): string {
  return `pipe:${String(index === 0 ? 1 : index + 2)}`
}

export function startDecoder(options: DecoderOptions): DecoderProcess {
  const { limits, signal } = options
  const more = Array.from({ length: options.pipes - 1 }, () => 'pipe' as const)
  const child = spawn(options.ffmpeg, options.args, {
    stdio: ['ignore', 'pipe', 'pipe', ...more],
    windowsHide: true,
  })
  let lastSignOfLife = Date.now()
  let ending: DecoderEnding = 'running'
  let startError: Error | null = null

  const decoder: DecoderProcess = {
    pipes: pipesOf(child),
    log: createFfmpegLog(options.stepSeconds),
    get ending() {
      return ending
    },
    gone: new Promise((resolve) => {
      child.on('close', (code, killedBy) => {
        if (ending === 'running') ending = isCrash(code, killedBy) ? 'crashed' : 'finished'
        clearInterval(watchdog)
        signal?.removeEventListener('abort', decoder.stop)
        decoder.onNews()
        resolve()
      })
    }),
    isHeld: false,
    onNews: () => undefined,
    markAlive() {
      lastSignOfLife = Date.now()
    },
    stop() {
      endAs('stopped')
    },
    throwIfHopeless() {
      if (signal?.aborted === true) throw cancelled()
      if (startError === null) return
      throw new AppError('ffmpeg-missing', 'FFmpeg, which reads the videos, could not be started.', {
        cause: startError,
      })
    },
  }

  function endAs(reason: 'stopped' | 'stalled' | 'too-large'): void {
    if (ending !== 'running') return
    ending = reason
    child.kill('SIGKILL')
    decoder.onNews()
  }

  async function watch(): Promise<void> {
    if (decoder.isHeld) decoder.markAlive()
    if (Date.now() - lastSignOfLife >= limits.stallMs) endAs('stalled')
    else if ((await residentBytes(child.pid)) > limits.maxResidentBytes) endAs('too-large')
  }
  const watchdog = setInterval(() => void watch(), Math.min(watchIntervalMs, limits.stallMs / 4))
  watchdog.unref()

  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    decoder.markAlive()
    decoder.log.push(text)
    decoder.onNews()
  })
  child.on('error', (error) => {
    startError = error
    ending = 'not-started'
  })
  signal?.addEventListener('abort', decoder.stop, { once: true })
  if (signal?.aborted === true) decoder.stop()
  return decoder
}

function pipesOf(child: ChildProcess): Readable[] {
  const [, first, , ...more] = child.stdio
  return [first, ...more].filter((pipe): pipe is Readable => pipe !== null && pipe !== undefined)
}

/** Windows has no signals; a fault there is a status above those that a program gives of itself. */
function isCrash(code: number | null, killedBy: string | null): boolean {
  return killedBy !== null || code === null || code < 0 || code > 255
}

/** Memory that a process holds, 0 where this cannot be told. */
async function residentBytes(pid: number | undefined): Promise<number> {
  if (process.platform !== 'linux' || pid === undefined) return 0
  const status = await readFile(`/proc/${String(pid)}/status`, 'utf8').catch(() => '')
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024
}
