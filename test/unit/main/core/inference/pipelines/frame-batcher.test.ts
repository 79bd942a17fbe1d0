import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createFrameBatcher } from '#core/inference/pipelines/frame-batcher.ts'
import type { FrameBatcher } from '#core/inference/pipelines/frame-batcher.ts'
import type { OutputTensor, Session } from '#core/inference/session/ort-session.ts'
import type { PictureSampler } from '#core/inference/processors/clip-sampler.ts'

const DIM = 2
const PIXELS = 3

/** Takes the first bytes of the picture as they are. */
const sampler: PictureSampler = {
  length: PIXELS,
  write(picture, _, { data, offset }) {
    data.set(picture.rgb.subarray(0, PIXELS), offset)
  },
}
const whole = { x: 0, y: 0, width: 1, height: 1 }
const grey = (value: number) => ({ width: 1, height: 1, rgb: new Uint8Array(PIXELS).fill(value) })

interface PendingRun {
  readonly lane: number
  /** As the net was given it. */
  readonly given: Float32Array
  /** Ends the run, with the net's answer to what its input holds by now, unless told otherwise. */
  end(output?: OutputTensor): void
  fail(error: Error): void
}

/** Nets whose runs end when the test says so. Two numbers per picture: its first value and that times ten. */
function heldLanes(count: number, batch: number) {
  const pending: PendingRun[] = []
  const dimsSeen: (readonly number[])[] = []
  const inputs: Float32Array[] = []
  let mostOpen = 0
  const lanes = Array.from({ length: count }, (_, lane): Session => {
    let open = 0
    return {
      inputNames: ['image'],
      outputNames: ['out'],
      dispose: () => Promise.resolve(),
      run({ image }) {
        if (!(image?.data instanceof Float32Array)) throw new TypeError('no image')
        open += 1
        mostOpen = Math.max(mostOpen, open)
        const live = image.data
        inputs.push(live.slice())
        dimsSeen.push(image.dims)
        return new Promise((resolve, reject) => {
          const finish = (settle: () => void): void => {
            open -= 1
            pending.splice(
              pending.findIndex((run) => run.end === end),
              1,
            )
            settle()
          }
          const end = (output = answer(live, batch)): void => {
            finish(() => {
              resolve({ out: output })
            })
          }
          const fail = (error: Error): void => {
            finish(() => {
              reject(error)
            })
          }
          pending.push({ lane, given: live.slice(), end, fail })
        })
      },
    }
  })
  const net = {
    file: 'visual.onnx',
    input: { name: 'image', size: 1 },
    output: 'out',
    embeddingDim: DIM,
    batch,
  }
  return {
    pending,
    inputs,
    dimsSeen,
    lanes,
    batcher: (own: readonly Session[]) => createFrameBatcher(net, sampler, own),
    frames: createFrameBatcher(net, sampler, lanes),
    /** Runs that one lane had to do at once. */
    get mostOpen() {
      return mostOpen
    },
  }
}

function answer(data: Float32Array, batch: number): OutputTensor {
  const firsts = Array.from({ length: batch }, (_, frame) => data[frame * PIXELS] ?? Number.NaN)
  return { data: Float32Array.from(firsts.flatMap((first) => [first, first * 10])), dims: [batch, DIM] }
}

const turn = () => new Promise((resolve) => setImmediate(resolve))
const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1)
const expected = (count: number): Float32Array =>
  Float32Array.from(upTo(count).flatMap((value) => [value, value * 10]))

async function addAll(frames: FrameBatcher, count: number): Promise<Float32Array> {
  for (const value of upTo(count)) await frames.add(grey(value), whole)
  return frames.finish()
}

/** Ends runs until the work is over, each time the one that `choose` points at. */
async function endRuns<Result>(
  pending: readonly PendingRun[],
  work: Promise<Result>,
  choose: (count: number) => number,
): Promise<Result> {
  const state = { isOver: false }
  const mark = (): void => void (state.isOver = true)
  work.then(mark, mark)
  while (!state.isOver) {
    await turn()
    pending[choose(pending.length)]?.end()
  }
  return work
}

describe.each([1, 2, 3])('with %d lanes', (laneCount) => {
  test('embeddings come in the order of the crops, whichever lane is done first', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 0, max: 30 }),
        fc.array(fc.nat(), { minLength: 1, maxLength: 9 }),
        async (batch, count, choices) => {
          const held = heldLanes(laneCount, batch)
          let step = 0
          const choose = (runs: number): number => (choices[step++ % choices.length] ?? 0) % Math.max(1, runs)
          const embeddings = await endRuns(held.pending, addAll(held.frames, count), choose)
          expect(embeddings).toEqual(expected(count))
          expect(held.mostOpen).toBeLessThanOrEqual(2)
        },
      ),
      { numRuns: 40 },
    )
  })

  test('what a run was given stays as it is until the run is over', async () => {
    const held = heldLanes(laneCount, 2)
    const adding = addAll(held.frames, 40)
    let seen = 0
    const inOrder = (): number => {
      const [oldest] = held.pending
      if (oldest === undefined) return 0
      seen += 1
      // The answer is made from what the input holds now.
      expect(answer(oldest.given, 2).data).toEqual(expected(40).subarray((seen - 1) * 4, seen * 4))
      return 0
    }
    await expect(endRuns(held.pending, adding, inOrder)).resolves.toEqual(expected(40))
    expect(seen).toBe(20)
  })

  test('waits when every lane has work and the next batch, and goes on when a run is over', async () => {
    const held = heldLanes(laneCount, 2)
    let added = 0
    const adding = (async () => {
      for (const value of upTo(40)) {
        await held.frames.add(grey(value), whole)
        added += 1
      }
      return held.frames.finish()
    })()
    for (let i = 0; i < 5; i++) await turn()
    // Two batches of two in each lane, one crop in the buffer beside; the next fills it.
    expect(added).toBe(4 * laneCount + 1)
    expect(held.pending).toHaveLength(2 * laneCount)
    held.pending[0]?.end()
    for (let i = 0; i < 5; i++) await turn()
    expect(added).toBe(4 * laneCount + 3)
    expect(held.mostOpen).toBe(2)
    await expect(endRuns(held.pending, adding, () => 0)).resolves.toEqual(expected(40))
  })

  test('after a failed clip, the next one starts clean', async () => {
    const held = heldLanes(laneCount, 2)
    for (const value of upTo(2 * laneCount + 1)) await held.frames.add(grey(value), whole)
    let isReset = false
    const reset = held.frames.reset().then(() => {
      isReset = true
    })
    await turn()
    // A run that is under way still reads its buffer.
    expect(isReset).toBe(false)
    await endRuns(held.pending, reset, () => 0)
    await expect(endRuns(held.pending, addAll(held.frames, 5), () => 0)).resolves.toEqual(expected(5))
  })

  test('a lane that fails is an error of the clip, whatever the others do', async () => {
    const held = heldLanes(laneCount, 1)
    const adding = (async () => {
      for (const value of upTo(laneCount)) await held.frames.add(grey(value), whole)
      return held.frames.finish()
    })()
    await turn()
    held.pending[0]?.fail(new Error('out of memory'))
    await expect(endRuns(held.pending, adding, () => 0)).rejects.toThrow('out of memory')
    await endRuns(held.pending, held.frames.reset(), () => 0)
    await expect(endRuns(held.pending, addAll(held.frames, 3), () => 0)).resolves.toEqual(expected(3))
  })
})

test('a lane that joins in the middle of a clip takes its share, and changes nothing in the numbers', async () => {
  const held = heldLanes(2, 1)
  const [early, late] = held.lanes
  if (early === undefined || late === undefined) throw new Error('two lanes were made')
  const frames = held.batcher([early])
  const lanesUsed = new Set<number>()
  const adding = (async () => {
    for (const value of upTo(9)) {
      await frames.add(grey(value), whole)
      if (value === 3) frames.join(late)
    }
    return frames.finish()
  })()
  const embeddings = await endRuns(held.pending, adding, (runs) => {
    for (const { lane } of held.pending) lanesUsed.add(lane)
    return runs - 1
  })
  expect(embeddings).toEqual(expected(9))
  expect([...lanesUsed].sort()).toEqual([0, 1])
  expect(held.mostOpen).toBeLessThanOrEqual(2)
})

test('a lane that fails while the clip goes on stops it at the next batch', async () => {
  const held = heldLanes(1, 1)
  await held.frames.add(grey(1), whole)
  held.pending[0]?.fail(new Error('device lost'))
  await turn()
  await expect(held.frames.add(grey(2), whole)).rejects.toThrow('device lost')
})

test('every run has one size, the last one filled up with zeros', async () => {
  const held = heldLanes(1, 4)
  // The third batch uses the first one's memory again.
  await endRuns(held.pending, addAll(held.frames, 9), () => 0)
  expect(held.dimsSeen).toEqual(Array(3).fill([4, 3, 1, 1]))
  expect([...(held.inputs[2] ?? [])]).toEqual([9, 9, 9, ...new Array<number>(9).fill(0)])
})

test('no crop, no run', async () => {
  const held = heldLanes(2, 4)
  await expect(held.frames.finish()).resolves.toHaveLength(0)
  expect(held.inputs).toHaveLength(0)
})

test.each([
  ['a value that is no number', [1, Number.NaN], 'visual.onnx gives values that are no numbers'],
  ['an endless value', [Number.POSITIVE_INFINITY, 1], 'visual.onnx gives values that are no numbers'],
  ['too few numbers', [1], 'visual.onnx gives no 2 numbers per frame'],
  ['too many numbers', [1, 2, 3], 'visual.onnx gives no 2 numbers per frame'],
])('%s is an error, not an embedding', async (_, values, sentence) => {
  const held = heldLanes(1, 1)
  await held.frames.add(grey(1), whole)
  held.pending[0]?.end({ data: Float32Array.from(values), dims: [1, values.length] })
  await expect(held.frames.finish()).rejects.toThrow(sentence)
})

test('numbers of the filling are nobody’s: they may be anything', async () => {
  const held = heldLanes(1, 2)
  await held.frames.add(grey(1), whole)
  const finished = held.frames.finish()
  await turn()
  held.pending[0]?.end({ data: Float32Array.of(1, 10, Number.NaN, Number.NaN), dims: [2, DIM] })
  await expect(finished).resolves.toEqual(expected(1))
})
