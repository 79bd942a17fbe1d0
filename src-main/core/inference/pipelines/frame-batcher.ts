import type { Session } from '../ort-session.ts'
import type { PictureSampler } from '../processors/clip-sampler.ts'
import type { Box, Picture } from '../processors/picture.ts'
import { sharedFloats } from '../worker-session.ts'

/** Collects face crops of one clip and runs the visual net on them while the caller goes on. */
export interface FrameBatcher {
  /** The picture is read before it returns. Waits only while one more batch is full and the
   * lane whose turn it is has work. */
  add(picture: Picture, crop: Box): Promise<void>
  /** Runs what is left; answers Float32[crops * dim] in the order of `add`, and starts anew. */
  finish(): Promise<Float32Array>
  /** Forgets everything, for a clip that failed. */
  reset(): Promise<void>
  /** One more session of the net, from the next batch on. */
  join(lane: Session): void
}

export interface VisualNet {
  /** What errors call it. */
  readonly file: string
  readonly input: { readonly name: string; readonly size: number }
  readonly output: string
  readonly embeddingDim: number
  /**
   * Frames of one run. Always so many, the last run filled up with zeros: one shape for the runtime to plan for,
   * and a frame's numbers do not depend on how many others there were.
   */
  readonly batch: number
}

/** A session and the memory its input lies in while it runs. */
interface Lane {
  readonly session: Session
  /** Swapped with the one that is being filled when a run begins, so that none is written to during a run. */
  buffer: Float32Array
  running: Promise<void>
}

/**
 * @param first sessions of the same net, used in turn, so that as many runs are under way at once. Which of
 *   them gets a batch changes nothing in the numbers.
 */
export function createFrameBatcher(
  net: VisualNet,
  sampler: PictureSampler,
  first: readonly Session[],
): FrameBatcher {
  const { input, batch } = net
  const dims = [batch, 3, input.size, input.size]
  const length = batch * sampler.length
  const lanes: Lane[] = first.map(toLane)
  let filling = sharedFloats(length)
  let filled = 0
  let done: Float32Array[] = []
  let launched = 0

  function toLane(session: Session): Lane {
    return { session, buffer: sharedFloats(length), running: Promise.resolve() }
  }

  async function run({ session, buffer }: Lane, batchIndex: number, count: number): Promise<void> {
    const inputs = { [input.name]: { data: buffer, dims } }
    const result = (await session.run(inputs, [net.output]))[net.output]
    if (result?.data.length !== batch * net.embeddingDim) {
      throw new RangeError(`${net.file} gives no ${net.embeddingDim} numbers per frame`)
    }
    const embeddings = result.data.subarray(0, count * net.embeddingDim)
    if (!embeddings.every(Number.isFinite))
      throw new RangeError(`${net.file} gives values that are no numbers`)
    done[batchIndex] = embeddings
  }

  async function launch(): Promise<void> {
    const lane = lanes[launched % lanes.length]
    if (lane === undefined) throw new RangeError('a net without lanes')
    await lane.running
    const full = filling
    filling = lane.buffer
    lane.buffer = full
    const started = run(lane, launched, filled)
    // Awaited by a later launch; a failure before that must not count as unhandled.
    started.catch(() => undefined)
    lane.running = started
    launched += 1
    filled = 0
  }

  function startAnew(): void {
    done = []
    launched = 0
    filled = 0
  }

  return {
    join(lane) {
      lanes.push(toLane(lane))
    },
    async add(picture, crop) {
      sampler.write(picture, crop, { data: filling, offset: filled * sampler.length })
      filled += 1
      if (filled === batch) await launch()
    },
    async finish() {
      if (filled > 0) {
        filling.fill(0, filled * sampler.length)
        await launch()
      }
      await Promise.all(lanes.map(({ running }) => running))
      const embeddings = concatenate(done)
      startAnew()
      return embeddings
    },
    async reset() {
      await Promise.allSettled(lanes.map(({ running }) => running))
      for (const lane of lanes) lane.running = Promise.resolve()
      startAnew()
    },
  }
}

export function concatenate(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((length, part) => length + part.length, 0))
  let offset = 0
  for (const part of parts) {
    whole.set(part, offset)
    offset += part.length
  }
  return whole
}
