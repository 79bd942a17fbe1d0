import type { FramePipe, PipedFrame } from './frame-pipe.ts'
import type { TimeSpan } from '#shared/time/interval.ts'

/**
 * Spans of one file that are read one after the other, each by a request of its own that has the same sampling,
 * size and region. One decoder reads them all as long as nothing is wrong with the file: starting ffmpeg, and coming from the key
 * frame before a span, cost as much as the span itself. The frames are those that each request would give alone.
 */
export interface FrameRelay {
  /** In order of time, without overlap. */
  readonly spans: readonly TimeSpan[]
  /** Stops the decoder, whichever span reads from it. */
  readonly signal: AbortSignal
  /** What the span before left behind, to be handed over or closed; null where there is nothing. */
  take(): DecoderHandover | null
  handOver(handover: DecoderHandover): void
  /** Stops a decoder that nobody took over. */
  close(): Promise<void>
}

/** A decoder between two spans. */
export interface DecoderHandover {
  readonly pipe: FramePipe
  /** The frame that showed that a span had ended. */
  readonly held: PipedFrame
}

export function createFrameRelay(spans: readonly TimeSpan[], signal: AbortSignal): FrameRelay {
  let waiting: DecoderHandover | null = null
  const take = (): DecoderHandover | null => {
    const taken = waiting
    waiting = null
    return taken
  }
  return {
    spans,
    signal,
    take,
    handOver(handover) {
      waiting = handover
    },
    async close() {
      await take()?.pipe.close()
    },
  }
}
