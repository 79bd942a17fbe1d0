import { spawn } from 'node:child_process'
import { AppError } from '#shared/errors.ts'
import { createFfmpegLog, type FfmpegLog, type FrameStamp } from './ffmpeg-log.ts'
import { cancelled } from './run-tool.ts'

export interface FramePipeOptions {
  readonly ffmpeg: string
  readonly args: readonly string[]
  /** Size of one raw frame. */
  readonly frameBytes: number
  /** ffmpeg is killed when it says and does nothing for so long although it is waited for. */
  readonly stallMs: number
  readonly signal?: AbortSignal | undefined
}

export interface PipedFrame {
  readonly stamp: FrameStamp
  /** Valid only until the next frame is asked for. */
  readonly bytes: Uint8Array
}

/** One running ffmpeg that writes raw frames of one size. */
export interface FramePipe {
  /** The next frame, null after the last. Rejects with AppError `cancelled` or `ffmpeg-missing`. */
  next(): Promise<PipedFrame | null>
  readonly log: FfmpegLog
  readonly stalled: boolean
  /** Kills ffmpeg if it still runs; resolves when it is gone. */
  close(): Promise<void>
}

/** Decoding goes on while the model looks at a frame, but only so far. */
const readAheadBytes = 24 * 1024 * 1024
const maxReadAheadFrames = 8

/**
 * Starts ffmpeg. Back-pressure is the pipe itself: when enough frames wait, standard output is not read, and
 * ffmpeg waits in its write.
 */
export function openFramePipe(options: FramePipeOptions): FramePipe {
  const { frameBytes, stallMs, signal } = options
  const readAhead = Math.max(1, Math.min(maxReadAheadFrames, Math.floor(readAheadBytes / frameBytes)))
  const log = createFfmpegLog()
  const ready: Uint8Array[] = []
  const spare: Uint8Array[] = []
  const turnstile = createTurnstile()
  let lent: Uint8Array | null = null
  let isWaitingForUs = false
  let isOver = false
  let isClosed = false
  let stalled = false
  let startError: Error | null = null
  let lastSignOfLife = Date.now()

  const child = spawn(options.ffmpeg, options.args, { stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true })
  const kill = () => {
    child.kill('SIGKILL')
    turnstile.notify()
  }
  signal?.addEventListener('abort', kill, { once: true })
  if (signal?.aborted === true) kill()
  const watchdog = setInterval(
    () => {
      if (isWaitingForUs || isOver || Date.now() - lastSignOfLife < stallMs) return
      stalled = true
      kill()
    },
    Math.min(1000, stallMs / 4),
  )
  watchdog.unref()

  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    lastSignOfLife = Date.now()
    log.push(text)
    turnstile.notify()
  })
  child.on('error', (error) => {
    startError = error
  })
  const gone = new Promise<void>((resolve) => {
    child.on('close', () => {
      isOver = true
      clearInterval(watchdog)
      signal?.removeEventListener('abort', kill)
      turnstile.notify()
      resolve()
    })
  })

  async function collectFrames(): Promise<void> {
    let frame: Uint8Array = new Uint8Array(frameBytes)
    let filled = 0
    for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
      lastSignOfLife = Date.now()
      for (let at = 0; at < chunk.length;) {
        const part = chunk.subarray(at, at + frameBytes - filled)
        frame.set(part, filled)
        filled += part.length
        at += part.length
        if (filled < frameBytes) continue
        ready.push(frame)
        turnstile.notify()
        isWaitingForUs = true
        await turnstile.until(() => ready.length < readAhead || isClosed)
        isWaitingForUs = false
        lastSignOfLife = Date.now()
        frame = spare.pop() ?? new Uint8Array(frameBytes)
        filled = 0
      }
    }
  }
  // A pipe that ends early is no news: `close` reports it, and the frames so far are whole.
  const collecting = collectFrames().catch(() => undefined)

  return {
    log,
    get stalled() {
      return stalled
    },
    async next() {
      if (lent !== null) spare.push(lent)
      lent = null
      await turnstile.until(
        () => (ready.length > 0 && log.times.length > 0) || isOver || signal?.aborted === true,
      )
      if (signal?.aborted === true) {
        await gone
        throw cancelled()
      }
      if (startError !== null) {
        throw new AppError('ffmpeg-missing', 'FFmpeg, which reads the videos, could not be started.', {
          cause: startError,
        })
      }
      const bytes = ready.shift()
      const stamp = log.times.shift()
      turnstile.notify()
      if (bytes === undefined || stamp === undefined) return null
      lent = bytes
      return { stamp, bytes }
    },
    async close() {
      isClosed = true
      kill()
      child.stdout.destroy()
      await Promise.all([gone, collecting])
    },
  }
}

/** Lets several loops wait for conditions that change on events. */
function createTurnstile(): { notify: () => void; until: (condition: () => boolean) => Promise<void> } {
  let waiting: (() => void)[] = []
  return {
    notify() {
      const woken = waiting
      waiting = []
      for (const wake of woken) wake()
    },
    async until(condition) {
      while (!condition()) {
        await new Promise<void>((resolve) => {
          waiting.push(resolve)
        })
      }
    },
  }
}
