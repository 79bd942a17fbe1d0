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

/**
 * @param lanes sessions of the same net, used in turn, so that as many runs are under way at once. Which of
 *   them gets a batch changes nothing in the numbers.
 */
export function createFrameBatcher(
  net: VisualNet,
  sampler: PictureSampler,
  lanes: readonly Session[],
): FrameBatcher {
  const { input, batch } = net
  const dims = [batch, 3, input.size, input.size]
  const length = batch * sampler.length
  // One more than lanes: the one being filled. A buffer's last run is over before its turn comes again.
  const buffers = Array.from({ length: lanes.length + 1 }, () => sharedFloats(length))
  const running: Promise<void>[] = lanes.map(() => Promise.resolve())
  let done: Float32Array[] = []
  let launched = 0
  let filled = 0

  const current = (): Float32Array => at(buffers, launched)

  async function run(lane: Session, batchIndex: number, work: { data: Float32Array; count: number }) {
    const inputs = { [input.name]: { data: work.data, dims } }
    const result = (await lane.run(inputs, [net.output]))[net.output]
    if (result?.data.length !== batch * net.embeddingDim) {
      throw new RangeError(`${net.file} gives no ${net.embeddingDim} numbers per frame`)
    }
    const embeddings = result.data.subarray(0, work.count * net.embeddingDim)
    if (!embeddings.every(Number.isFinite))
      throw new RangeError(`${net.file} gives values that are no numbers`)
    done[batchIndex] = embeddings
  }

  async function launch(): Promise<void> {
    const work = { data: current(), count: filled }
    const lane = launched % lanes.length
    await running[lane]
    const started = run(at(lanes, launched), launched, work)
    // Awaited by a later launch; a failure before that must not count as unhandled.
    started.catch(() => undefined)
    running[lane] = started
    launched += 1
    filled = 0
  }

  function startAnew(): void {
    done = []
    launched = 0
    filled = 0
  }

  return {
    async add(picture, crop) {
      sampler.write(picture, crop, { data: current(), offset: filled * sampler.length })
      filled += 1
      if (filled === batch) await launch()
    },
    async finish() {
      if (filled > 0) {
        current().fill(0, filled * sampler.length)
        await launch()
      }
      await Promise.all(running)
      const embeddings = concatenate(done)
      startAnew()
      return embeddings
    },
    async reset() {
      await Promise.allSettled(running)
      for (const lane of running.keys()) running[lane] = Promise.resolve()
      startAnew()
    },
  }
}

/** In turn. */
function at<Value>(values: readonly Value[], index: number): Value {
  const value = values[index % values.length]
  if (value === undefined) throw new RangeError('a net without lanes')
  return value
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
