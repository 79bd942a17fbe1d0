import type { Session } from '../session/ort-session.ts'
import type { PictureSampler } from '../processors/clip-sampler.ts'
import type { Box } from '#shared/geometry/box.ts'
import type { Picture } from '../processors/picture.ts'
import { sharedFloats } from '../session/worker-session.ts'

/** Collects face crops of one clip and runs the visual net on them while the caller goes on. */
export interface FrameBatcher {
  /** The picture is read before it returns. Waits only while a batch is full and every lane has its next one already. */
  add(picture: Picture, crop: Box): Promise<void>
  /** Runs what is left; returns Float32[crops * dim] in the order of `add`, and starts anew. */
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

/** A session and how many runs were given to it that are not done yet. */
interface Lane {
  readonly session: Session
  open: number
}

/** One that runs and one that follows at once, without waiting for this thread to hear that the first is done. */
const MOST_OPEN = 2

/**
 * @param first sessions of the same net; a batch goes to the one that has least to do. Which of them gets it changes
 *   nothing in the numbers.
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
  /** Promises that never reject: what went wrong is kept in `failure`. */
  const running = new Set<Promise<void>>()
  /** Memory that no run reads from. */
  const spare: Float32Array[] = []
  let filling = sharedFloats(length)
  let filled = 0
  let done: Float32Array[] = []
  let launched = 0
  let failure: { readonly error: unknown } | null = null

  function toLane(session: Session): Lane {
    return { session, open: 0 }
  }

  async function run({ session }: Lane, { data, index, count }: Batch): Promise<void> {
    const result = (await session.run({ [input.name]: { data, dims } }, [net.output]))[net.output]
    if (result?.data.length !== batch * net.embeddingDim) {
      throw new RangeError(`${net.file} gives no ${net.embeddingDim} numbers per frame`)
    }
    const embeddings = result.data.subarray(0, count * net.embeddingDim)
    if (!embeddings.every(Number.isFinite))
      throw new RangeError(`${net.file} gives values that are no numbers`)
    done[index] = embeddings
  }

  async function runAndFree(lane: Lane, full: Batch): Promise<void> {
    lane.open += 1
    try {
      await run(lane, full)
    } catch (error) {
      failure ??= { error }
    } finally {
      lane.open -= 1
      spare.push(full.data)
    }
  }

  async function launch(): Promise<void> {
    let lane = leastBusy(lanes)
    while (lane.open >= MOST_OPEN) {
      await Promise.race(running)
      lane = leastBusy(lanes)
    }
    throwFailure()
    const started = runAndFree(lane, { data: filling, index: launched, count: filled })
    running.add(started)
    void started.then(() => running.delete(started))
    filling = spare.pop() ?? sharedFloats(length)
    launched += 1
    filled = 0
  }

  function throwFailure(): void {
    if (failure !== null) throw failure.error
  }

  function startAnew(): void {
    done = []
    launched = 0
    filled = 0
    failure = null
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
      await Promise.all(running)
      throwFailure()
      const embeddings = concatenate(done)
      startAnew()
      return embeddings
    },
    async reset() {
      await Promise.all(running)
      startAnew()
    },
  }
}

/** Crops that go through the net together. */
interface Batch {
  readonly data: Float32Array
  /** Its place among those of the clip. */
  readonly index: number
  /** The rest is zeros. */
  readonly count: number
}

function leastBusy(lanes: readonly Lane[]): Lane {
  const [first, ...others] = lanes
  if (first === undefined) throw new RangeError('a net without lanes')
  return others.reduce((least, lane) => (lane.open < least.open ? lane : least), first)
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
