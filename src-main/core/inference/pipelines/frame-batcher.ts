import type { ClipTextPack } from '#shared/domain/pack.ts'
import type { Session } from '../ort-session.ts'
import type { Box, Picture } from '../processors/picture.ts'
import { createSquareSampler } from '../processors/square-sampler.ts'
import { sharedFloats } from '../worker-session.ts'

/**
 * Always the same batch size, the last one filled up with black: one shape for the runtime to plan for, and a
 * frame's numbers do not depend on how many others there were.
 */
export const BATCH_SIZE = 8

/** Collects face crops of one clip and runs the visual net on them, one batch behind the caller. */
export interface FrameBatcher {
  /** The picture is read before it returns. Waits only while two full batches are under way. */
  add(picture: Picture, crop: Box): Promise<void>
  /** Runs what is left; answers Float32[crops * dim] in the order of `add`, and starts anew. */
  finish(): Promise<Float32Array>
  /** Forgets everything, for a clip that failed. */
  reset(): Promise<void>
}

export function createFrameBatcher(pack: ClipTextPack, session: Session): FrameBatcher {
  const { input, output } = pack.visual
  const sampler = createSquareSampler(input, 'both')
  const dims = [BATCH_SIZE, 3, input.size, input.size]
  const length = BATCH_SIZE * sampler.length
  const buffers = [sharedFloats(length), sharedFloats(length)] as const
  let done: Float32Array[] = []
  let filled = 0
  let turn: 0 | 1 = 0
  let running: Promise<void> = Promise.resolve()

  const current = (): Float32Array => buffers[turn]

  async function run(data: Float32Array, count: number): Promise<void> {
    const result = (await session.run({ [input.name]: { data, dims } }, [output]))[output]
    if (result?.data.length !== BATCH_SIZE * pack.embeddingDim) {
      throw new RangeError(`${pack.visual.file} gives no ${pack.embeddingDim} numbers per frame`)
    }
    const embeddings = result.data.subarray(0, count * pack.embeddingDim)
    if (embeddings.some(Number.isNaN))
      throw new RangeError(`${pack.visual.file} gives values that are no numbers`)
    done.push(embeddings)
  }

  /** The other buffer is free once the batch before has run. */
  async function launch(): Promise<void> {
    const data = current()
    const count = filled
    await running
    running = run(data, count)
    // Awaited by the next launch; a failure before that must not count as unhandled.
    running.catch(() => undefined)
    turn = turn === 0 ? 1 : 0
    filled = 0
  }

  return {
    async add(picture, crop) {
      sampler.write(picture, crop, { data: current(), offset: filled * sampler.length })
      filled++
      if (filled === BATCH_SIZE) await launch()
    },
    async finish() {
      if (filled > 0) {
        current().fill(0, filled * sampler.length)
        await launch()
      }
      await running
      const embeddings = concatenate(done)
      done = []
      return embeddings
    },
    async reset() {
      await running.catch(() => undefined)
      running = Promise.resolve()
      done = []
      filled = 0
    },
  }
}

function concatenate(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((length, part) => length + part.length, 0))
  let offset = 0
  for (const part of parts) {
    whole.set(part, offset)
    offset += part.length
  }
  return whole
}
