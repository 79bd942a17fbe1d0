import { expect, test } from 'vitest'
import { createTemporalNet } from '#core/inference/pipelines/temporal-net.ts'
import type { ClipTextPack } from '#shared/domain/pack.ts'
import { fakeSession } from '../../../../../helpers/fake-session.ts'

const graph: ClipTextPack['temporal'] = {
  kind: 'graph',
  files: { fp32: { graph: 'temporal.onnx', weights: null } },
  input: 'frames',
  output: 'video',
  maxFrames: 3,
}
const rows = Float32Array.of(1, 2, 3, 6)

function net(values: readonly number[] = [7, 8]) {
  const session = fakeSession({
    input: 'frames',
    output: 'video',
    compute: () => ({ data: Float32Array.from(values), dims: [1, values.length] }),
  })
  return { session, join: createTemporalNet({ id: 'a-pack', temporal: graph, embeddingDim: 2 }, session) }
}

test('a pack without a temporal net averages its frames', async () => {
  const join = createTemporalNet({ id: 'a-pack', temporal: { kind: 'mean' }, embeddingDim: 2 }, null)
  await expect(join(rows)).resolves.toEqual(Float32Array.of(2, 4))
})

test('a temporal net reads all frames as one sequence', async () => {
  const { session, join } = net()
  await expect(join(rows)).resolves.toEqual(Float32Array.of(7, 8))
  expect(session.runs).toEqual([{ data: rows, dims: [1, 2, 2] }])
})

test('as many frames as the net has positions pass, one more is a sentence and no run', async () => {
  const { session, join } = net()
  await join(new Float32Array(6))
  await expect(join(new Float32Array(8))).rejects.toMatchObject({
    code: 'bad-request',
    message: 'The model pack a-pack reads at most 3 frames at once.',
  })
  expect(session.runs).toHaveLength(1)
})

test.each([
  ['no numbers', [1, Number.NaN]],
  ['endless numbers', [1, Number.NEGATIVE_INFINITY]],
  ['another length', [1, 2, 3]],
])('an answer of %s is an error, not an embedding', async (_, values) => {
  await expect(net(values).join(rows)).rejects.toThrow('the temporal net of a-pack gives no 2 numbers')
})
