import { expect, test } from 'vitest'
import { createClipTextReader } from '#core/inference/text/clip-text-encoder.ts'
import type { ClipTextPack } from '#shared/domain/pack.ts'
import { fakeSession } from '../../../../../helpers/fake-session.ts'

const START = 49406
const END = 49407

const text: Extract<ClipTextPack['text'], { kind: 'graph' }> = {
  kind: 'graph',
  files: { fp32: { graph: 'text.onnx', weights: null } },
  input: 'ids',
  output: 'text',
  contextLength: 77,
  tokenizer: 'clip-bpe',
}

/** The first id and the number of ids. */
function reader(compute = (ids: Float32Array): readonly number[] => [ids[0] ?? 0, ids.length]) {
  const session = fakeSession({
    input: 'ids',
    output: 'text',
    compute: (ids) => ({ data: Float32Array.from(compute(ids)), dims: [1, 2] }),
  })
  return { session, texts: createClipTextReader({ id: 'a-pack', embeddingDim: 2, text }, session) }
}

test('a sentence is read from its start mark to its end mark, without padding', async () => {
  const { session, texts } = reader()
  const read = await texts.read(['a smile'])
  expect(session.runs).toEqual([{ data: Float32Array.of(START, 320, 3490, END), dims: [1, 4] }])
  expect(read).toEqual([
    {
      reading: { kind: 'embedded', sentence: 'a smile', tokenCount: 4 },
      embedding: Float32Array.of(START, 4),
      bias: 0,
    },
  ])
})

test('each sentence has a run of its own, in order', async () => {
  const { session, texts } = reader()
  const read = await texts.read(['a smile', '', 'a smile with open eyes'])
  expect(session.runs.map(({ dims }) => dims)).toEqual([
    [1, 4],
    [1, 2],
    [1, 7],
  ])
  expect(read.map(({ embedding }) => embedding?.[1])).toEqual([4, 2, 7])
  expect(read.map(({ reading }) => reading.sentence)).toEqual(['a smile', '', 'a smile with open eyes'])
})

test('a sentence that is too long is cut to 77 ids of which the last is the end mark', async () => {
  const { session, texts } = reader()
  const [read] = await texts.read([Array<string>(100).fill('smile').join(' ')])
  const [run] = session.runs
  expect(run?.dims).toEqual([1, 77])
  expect(run?.data.at(-1)).toBe(END)
  expect(run?.data.at(-2)).not.toBe(END)
  // What the user is shown is how long it was.
  expect(read?.reading).toMatchObject({ tokenCount: 102 })
})

test.each([
  ['no numbers', [Number.NaN, 1]],
  ['endless numbers', [1, Number.POSITIVE_INFINITY]],
  ['another length', [1]],
])('an answer of %s is an error, not an embedding', async (_, values) => {
  await expect(reader(() => values).texts.read(['a smile'])).rejects.toThrow(
    'the text encoder of a-pack gives no 2 numbers',
  )
})

test('disposing closes the net', async () => {
  const { session, texts } = reader()
  await texts.dispose()
  expect(session.isDisposed).toBe(true)
})
