import { startDecoder, type DecoderEnding, type DecoderOptions } from '../ffmpeg/decoder-process.ts'
import type { FfmpegLog, FrameStamp } from '../ffmpeg/ffmpeg-log.ts'
import { createCondition } from '../../async/condition.ts'

export interface FramePipeOptions extends Omit<DecoderOptions, 'pipes'> {
  /** Size of one raw frame. */
  readonly frameBytes: number
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
  readonly ending: DecoderEnding
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
  const { frameBytes, signal } = options
  const readAhead = Math.max(1, Math.min(maxReadAheadFrames, Math.floor(readAheadBytes / frameBytes)))
  const ready: Uint8Array[] = []
  const spare: Uint8Array[] = []
  const condition = createCondition()
  let lent: Uint8Array | null = null
  let isClosed = false

  const decoder = startDecoder({ ...options, pipes: 1 })
  const [output] = decoder.pipes
  decoder.onNews = condition.notify
  let isGone = false
  const gone = decoder.gone.then(() => {
    isGone = true
    condition.notify()
  })

  async function collectFrames(): Promise<void> {
    let frame: Uint8Array = new Uint8Array(frameBytes)
    let filled = 0
    for await (const chunk of (output ?? []) as AsyncIterable<Buffer>) {
      decoder.markAlive()
      for (let at = 0; at < chunk.length;) {
        const part = chunk.subarray(at, at + frameBytes - filled)
        frame.set(part, filled)
        filled += part.length
        at += part.length
        if (filled < frameBytes) continue
        ready.push(frame)
        condition.notify()
        decoder.isHeld = true
        await condition.until(() => ready.length < readAhead || isClosed)
        decoder.isHeld = false
        decoder.markAlive()
        frame = spare.pop() ?? new Uint8Array(frameBytes)
        filled = 0
      }
      giveBack(chunk)
    }
  }
  // A pipe that ends early is no news: `gone` reports it, and the frames so far are whole.
  const collecting = collectFrames().catch(() => undefined)

  return {
    log: decoder.log,
    get ending() {
      return decoder.ending
    },
    async next() {
      if (lent !== null) spare.push(lent)
      lent = null
      await condition.until(
        () => (ready.length > 0 && decoder.log.times.length > 0) || isGone || signal?.aborted === true,
      )
      if (signal?.aborted === true) await gone
      decoder.throwIfHopeless()
      const bytes = ready.shift()
      const stamp = decoder.log.times.shift()
      condition.notify()
      if (bytes === undefined || stamp === undefined) return null
      lent = bytes
      return { stamp, bytes }
    },
    async close() {
      isClosed = true
      decoder.stop()
      condition.notify()
      output?.destroy()
      await Promise.all([gone, collecting])
    },
  }
}

/**
 * Frees a chunk of its own memory at once. Left to the garbage collector, which counts such memory as pressure, the
 * hundreds of megabytes a minute that come through a pipe make it go through the whole heap twice a second.
 */
function giveBack({ buffer, byteLength }: Buffer): void {
  const isItsOwn = byteLength === buffer.byteLength
  if (isItsOwn && buffer instanceof ArrayBuffer) buffer.transfer(0)
}
