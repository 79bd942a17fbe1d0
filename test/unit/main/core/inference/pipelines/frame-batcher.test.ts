import { expect, test } from 'vitest'
import { BATCH_SIZE, createFrameBatcher } from '#core/inference/pipelines/frame-batcher.ts'
import type { ClipTextPack } from '#shared/domain/pack.ts'
import { fakePack } from '../../../../../helpers/fake-inference.ts'
import { fakeSession } from '../../../../../helpers/fake-session.ts'

const manifest = fakePack().manifest
const pack: ClipTextPack = {
  ...manifest,
  visual: {
    ...manifest.visual,
    input: { ...manifest.visual.input, name: 'image', size: 2, scale: 1 },
    output: 'out',
  },
}
const whole = { x: 0, y: 0, width: 2, height: 2 }
const grey = (value: number) => ({ width: 2, height: 2, rgb: new Uint8Array(12).fill(value) })

/** Two numbers per picture: its first value and that times ten. */
function batcher(broken = false) {
  const session = fakeSession({
    compute(data, dims) {
      if (broken) throw new Error('out of memory')
      const perPicture = data.length / (dims[0] ?? 1)
      const firsts = Array.from({ length: dims[0] ?? 0 }, (_, i) => data[i * perPicture] ?? Number.NaN)
      return {
        data: Float32Array.from(firsts.flatMap((first) => [first, first * 10])),
        dims: [BATCH_SIZE, 2],
      }
    },
  })
  return { session, frames: createFrameBatcher(pack, session) }
}

test('embeddings come in the order of the crops, across batches', async () => {
  const { frames } = batcher()
  for (let i = 1; i <= BATCH_SIZE * 2 + 3; i++) await frames.add(grey(i), whole)
  const embeddings = await frames.finish()
  expect(embeddings).toHaveLength((BATCH_SIZE * 2 + 3) * 2)
  expect([...embeddings.filter((_, i) => i % 2 === 0)]).toEqual(
    Array.from({ length: BATCH_SIZE * 2 + 3 }, (_, i) => i + 1),
  )
})

test('every batch has one size, the last one filled up with nothing', async () => {
  const { frames, session } = batcher()
  for (let i = 0; i < BATCH_SIZE * 2 + 1; i++) await frames.add(grey(9), whole)
  await frames.finish()
  expect(session.runs.map((run) => run.dims[0])).toEqual([BATCH_SIZE, BATCH_SIZE, BATCH_SIZE])
  // The third batch uses the first one's memory again.
  expect(session.runs[2]?.data.filter((value) => value !== 0)).toHaveLength(12)
})

test('no crop, no run', async () => {
  const { frames, session } = batcher()
  await expect(frames.finish()).resolves.toHaveLength(0)
  expect(session.runs).toHaveLength(0)
})

test('a net that fails is an error of the clip, and the next clip starts clean', async () => {
  const { frames } = batcher(true)
  await frames.add(grey(1), whole)
  await expect(frames.finish()).rejects.toThrow('out of memory')
  await frames.reset()
  await expect(frames.finish()).resolves.toHaveLength(0)
})

test('values that are no numbers are an error, not an embedding', async () => {
  const session = fakeSession({
    compute: () => ({ data: new Float32Array(BATCH_SIZE * 2).fill(Number.NaN), dims: [BATCH_SIZE, 2] }),
  })
  const frames = createFrameBatcher(pack, session)
  await frames.add(grey(1), whole)
  await expect(frames.finish()).rejects.toThrow('no numbers')
})
