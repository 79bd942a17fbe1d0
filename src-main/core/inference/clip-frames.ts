import type { ClipSampling } from '#shared/domain/sampling.ts'
import type { DecodedFrame, FrameSampling, MediaTools, TimeSpan } from '../media/types.ts'
import type { ClipSource } from './client.ts'
import { lastSlot } from './pipelines/clip-windows.ts'

/**
 * Longer sides are scaled down to this while decoding: faces that the detector can find are still larger than
 * what the nets look at, and a frame stays small enough to be copied.
 */
const MAX_SIDE = 960

export interface StartedFrames {
  readonly frames: AsyncIterable<DecodedFrame>
  /** Stretches that are damaged and were left out; known when all frames were read. */
  readonly damage: readonly TimeSpan[]
  /** Stops the decoder; resolves when it is gone. Safe to call twice. */
  stop(): Promise<void>
}

/**
 * Starts decoding a clip at once, so that the decoder's start overlaps the work on the clip before. It reads
 * only as far ahead as the media side buffers.
 */
export function startFrames(
  media: Pick<MediaTools, 'readFrames'>,
  clip: ClipSource,
  { sampling, signal }: { readonly sampling: ClipSampling; readonly signal: AbortSignal },
): StartedFrames {
  const abort = new AbortController()
  const damage: TimeSpan[] = []
  const { file, startMs, endMs } = clip
  const iterator = media
    .readFrames({
      file,
      startMs,
      endMs,
      sampling: framesToRead(sampling),
      maxSide: MAX_SIDE,
      signal: AbortSignal.any([signal, abort.signal]),
      onDamage: (spans) => damage.push(...spans),
    })
    [Symbol.asyncIterator]()
  const first = iterator.next()
  // Looked at when the clip's turn comes; until then a failure must not count as unhandled.
  first.catch(() => undefined)
  let isFirst = true
  return {
    damage,
    frames: {
      [Symbol.asyncIterator]: () => ({
        next: () => {
          if (!isFirst) return iterator.next()
          isFirst = false
          return first
        },
        return: async () => {
          await iterator.return?.()
          return { done: true, value: undefined }
        },
      }),
    },
    async stop() {
      abort.abort()
      await Promise.allSettled([first, iterator.return?.()])
    },
  }
}

/** What the decoder is asked for. A pass that wants the first window only lets it go after that. */
function framesToRead(sampling: ClipSampling): FrameSampling {
  if (sampling.kind === 'rate') return sampling
  const last = lastSlot(sampling)
  return { kind: 'every', frames: sampling.frameStride, maxFrames: last === null ? null : last + 1 }
}
