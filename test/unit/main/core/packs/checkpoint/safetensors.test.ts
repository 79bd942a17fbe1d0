import { describe, expect, test } from 'vitest'
import { float32, float64, int64, safetensors, uint16 } from './checkpoint-bytes.ts'
import { openBytes } from './open-bytes.ts'

const open = (header: unknown, data: Buffer) => openBytes(safetensors(header, data), 'model.safetensors')
const six = float32(0, 1, 2, 3, 4, 5)
const entry = (change: object = {}) => ({ dtype: 'F32', shape: [2, 3], data_offsets: [0, 24], ...change })

test('tensors of every type are listed, and floats are read', async () => {
  const data = Buffer.concat([
    float64(-0.5),
    uint16(0x3c00, 0x0001),
    uint16(0x4040),
    int64(5),
    six,
    Buffer.of(1, 0, 0, 0, 9, 8, 7),
  ])
  const checkpoint = await open(
    {
      __metadata__: { format: 'pt' },
      // In any order: the offsets count.
      six: entry({ data_offsets: [22, 46] }),
      double: entry({ dtype: 'F64', shape: [1], data_offsets: [0, 8] }),
      half: entry({ dtype: 'F16', shape: [2], data_offsets: [8, 12] }),
      brain: entry({ dtype: 'BF16', shape: [], data_offsets: [12, 14] }),
      long: entry({ dtype: 'I64', shape: [1], data_offsets: [14, 22] }),
      none: entry({ shape: [0, 9], data_offsets: [22, 22] }),
      int: entry({ dtype: 'I32', shape: [1], data_offsets: [46, 50] }),
      byte: entry({ dtype: 'U8', shape: [1], data_offsets: [50, 51] }),
      small: entry({ dtype: 'I8', shape: [1], data_offsets: [51, 52] }),
      flag: entry({ dtype: 'BOOL', shape: [1], data_offsets: [52, 53] }),
    },
    data,
  )
  expect(checkpoint).toMatchObject({ fileName: 'model.safetensors', format: 'safetensors' })
  expect([...checkpoint.tensors.values()].map(({ name, dtype }) => `${name} ${dtype}`)).toEqual([
    ...['double float64', 'half float16', 'brain bfloat16', 'long int64', 'none float32', 'six float32'],
    ...['int int32', 'byte uint8', 'small int8', 'flag bool'],
  ])
  const read = async (name: string) => [...(await checkpoint.read(name))]
  expect(await read('double')).toEqual([-0.5])
  expect(await read('half')).toEqual([1, 2 ** -24])
  expect(await read('brain')).toEqual([3])
  expect(await read('six')).toEqual([0, 1, 2, 3, 4, 5])
  expect(await read('none')).toEqual([])
  await expect(checkpoint.read('long')).rejects.toMatchObject({ code: 'checkpoint-invalid' })
})

test('a header padded with spaces, as the format allows', async () => {
  const checkpoint = await open(`${JSON.stringify({ w: entry() })}     `, six)
  expect(await checkpoint.read('w')).toHaveLength(6)
})

describe('refused', () => {
  const metadata = { __metadata__: { note: 'x' } }
  test.each<[string, unknown, Buffer, string]>([
    ['no tensors', metadata, Buffer.alloc(0), 'no tensors'],
    ['a header that is cut', '{"w":', six, 'not JSON'],
    ['an entry without shape', { w: { dtype: 'F32', data_offsets: [0, 24] } }, six, 'wrongly'],
    ['an entry with more', { w: entry({ strides: [1, 3] }) }, six, 'wrongly'],
    ['an entry that is a text', { w: 'F32' }, six, 'wrongly'],
    ['a negative size', { w: entry({ shape: [-2, -3] }) }, six, 'wrongly'],
    ['a size that is no integer', { w: entry({ shape: [1.5, 4] }) }, six, 'wrongly'],
    ['an unknown type', { w: entry({ dtype: 'F8_E4M3', shape: [24] }) }, six, '`F8_E4M3`'],
    ['a shape of 10 GB', { w: entry({ shape: [10 * 2 ** 28] }) }, six, 'does not lie'],
    [
      'offsets of 10 GB',
      { w: entry({ shape: [10 * 2 ** 28], data_offsets: [0, 10 * 2 ** 30] }) },
      six,
      'describes',
    ],
    ['a shape that overflows', { w: entry({ shape: Array<number>(400).fill(1000) }) }, six, 'does not lie'],
    ['offsets backwards', { w: entry({ data_offsets: [24, 0] }) }, six, 'does not lie'],
    ['a gap before', { w: entry({ shape: [5], data_offsets: [4, 24] }) }, six, 'does not lie'],
    ['bytes left over', { w: entry({ shape: [5], data_offsets: [0, 20] }) }, six, 'describes 20'],
    [
      'tensors that overlap',
      { v: entry({ shape: [4], data_offsets: [0, 16] }), w: entry({ shape: [4], data_offsets: [8, 24] }) },
      six,
      'does not lie',
    ],
    ['a name twice', '{"w":{}, "w":{}}', six, '`w` twice'],
    ['a name twice in other letters', String.raw`{"w":{}, "\u0077":{}}`, six, '`w` twice'],
    ['a key of an entry twice', '{"w":{"dtype":"F32","dtype":"F16"}}', six, '`dtype` twice'],
    ['a hundred axes', { w: entry({ shape: [...Array<number>(100).fill(1), 6] }) }, six, 'axes'],
  ])('%s', async (_, header, data, sentence) => {
    await expect(open(header, data)).rejects.toMatchObject({
      code: 'checkpoint-invalid',
      message: expect.stringMatching(`^The checkpoint model.safetensors cannot be used: .*${sentence}`),
    })
  })

  test('a quote, a brace or a colon in a name is no key', async () => {
    const names = {
      'a"b': entry({ shape: [3], data_offsets: [0, 12] }),
      'a": {': entry({ shape: [3], data_offsets: [12, 24] }),
    }
    expect([...(await open(names, six)).tensors.keys()]).toEqual(['a"b', 'a": {'])
  })

  test.each<[string, bigint]>([
    ['longer than the file', 1000n],
    ['of 10 GB', 10n * 2n ** 30n],
    ['of all that fits', 2n ** 64n - 1n],
  ])('a header %s', async (_, claimed) => {
    const bytes = safetensors({ w: entry() }, six)
    bytes.writeBigUInt64LE(claimed)
    await expect(openBytes(bytes)).rejects.toMatchObject({ code: 'checkpoint-invalid' })
  })
})
