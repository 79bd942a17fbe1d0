import type { ClipSampling } from '#shared/domain/sampling.ts'
import type { TimeSpan } from '#shared/time/interval.ts'
import type { FrameRelay } from '../../media/frames/frame-relay.ts'
import type { CoreShare, DecodedFrame, FrameRequest, FrameSampling, MediaTools } from '../../media/types.ts'
import type { ClipSource } from './client.ts'
import { lastSlot } from '../pipelines/clip-windows.ts'

/**
 * Longer sides are scaled down to this while decoding. Below, a face is cut out as it was recorded; above, it is so
 * large that scaling it to what the nets look at would leave out most of its pixels.
 */
const MAX_SIDE = 1920

export interface StartedFrames {
  readonly frames: AsyncIterable<DecodedFrame>
  /** Stretches that are damaged and were left out; known when all frames were read. */
  readonly damage: readonly TimeSpan[]
  /** Resolves when all were taken, whether read to the end or left. */
  readonly taken: Promise<void>
  /** Stops the decoder; resolves when it is gone. Safe to call twice. */
  stop(): Promise<void>
}

export interface StartOptions {
  readonly sampling: ClipSampling
  readonly signal: AbortSignal
  /** What of the machine the nets leave to the decoder. */
  readonly cores: CoreShare
  /** Of the clip and its neighbours, when one decoder may read them all. */
  readonly relay?: FrameRelay | null
  /** What of the pictures is looked at; all of it when not given. */
  readonly region?: FrameRequest['region']
}

/**
 * Starts decoding a clip at once, so that the decoder's start overlaps the work on the clip before. It reads
 * only as far ahead as the media side buffers. Of neighbours only the first is started: the decoder is there for the
 * others when their turn comes.
 */
export function startFrames(
  media: Pick<MediaTools, 'readFrames'>,
  clip: ClipSource,
  { sampling, signal, cores, relay = null, region }: StartOptions,
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
      cores,
      signal: AbortSignal.any([signal, abort.signal]),
      onDamage: (spans) => damage.push(...spans),
      ...(relay === null ? {} : { relay }),
      ...(region === undefined ? {} : { region }),
    })
    [Symbol.asyncIterator]()
  const isStarted = relay === null || relay.spans[0]?.startMs === startMs
  const first = isStarted ? iterator.next() : null
  // Looked at when the clip's turn comes; until then a failure must not count as unhandled.
  first?.catch(() => undefined)
  let isFirst = isStarted
  let markTaken = (): void => undefined
  const taken = new Promise<void>((resolve) => {
    markTaken = resolve
  })

  async function next(): Promise<IteratorResult<DecodedFrame>> {
    const waiting = isFirst ? first : null
    isFirst = false
    const result = await (waiting ?? iterator.next())
    if (result.done === true) markTaken()
    return result
  }

  async function leave(): Promise<IteratorResult<DecodedFrame>> {
    await iterator.return?.()
    markTaken()
    return { done: true, value: undefined }
  }

  return {
    damage,
    taken,
    frames: { [Symbol.asyncIterator]: () => ({ next, return: leave }) },
    async stop() {
      abort.abort()
      await Promise.allSettled([first, leave()])
      markTaken()
    },
  }
}

/** What the decoder is asked for. A pass that wants the first window only lets it go after that. */
function framesToRead(sampling: ClipSampling): FrameSampling {
  if (sampling.kind === 'rate') return sampling
  const last = lastSlot(sampling)
  return { kind: 'every', frames: sampling.frameStride, maxFrames: last === null ? null : last + 1 }
}
