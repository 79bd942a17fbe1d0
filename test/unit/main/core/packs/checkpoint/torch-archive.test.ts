import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openCheckpoint } from '#core/packs/checkpoint/open-checkpoint.ts'
import { tempFolder } from '../../../../../helpers/temp-folder.ts'
import {
  dict,
  float32,
  float64,
  global,
  int64,
  integer,
  none,
  object,
  orderedDict,
  parameter,
  pickle,
  tensor,
  torchRecords,
  uint16,
  zip,
} from './checkpoint-bytes.ts'
import type { RecordSpec, TensorSpec } from './checkpoint-bytes.ts'
import { openBytes } from './open-bytes.ts'

const GIB_10 = 10 * 2 ** 30
const six = float32(0, 1, 2, 3, 4, 5)
const plain: TensorSpec = { storage: 'FloatStorage', key: '0', length: 6, shape: [2, 3] }

/** A state dict of one tensor `w`. */
const archive = (spec: Partial<TensorSpec> = {}, storage = six): Buffer =>
  zip(torchRecords(pickle(dict({ w: tensor({ ...plain, ...spec }) })), { 0: storage }))

const valuesOf = async (bytes: Buffer) => [...(await (await openBytes(bytes)).read('w'))]

describe('tensors', () => {
  test('are listed with type and shape and read by name', async () => {
    const state = dict({
      'a.weight': tensor(plain),
      'a.bias': parameter(tensor({ ...plain, storage: 'HalfStorage', key: '1', length: 2, shape: [2] })),
      steps: tensor({ ...plain, storage: 'LongStorage', key: '2', length: 1, shape: [] }),
    })
    const bytes = zip(torchRecords(pickle(state), { 0: six, 1: uint16(0x3c00, 0xc000), 2: int64(9) }))
    const checkpoint = await openBytes(bytes, 'emoclip.pth')
    expect(checkpoint).toMatchObject({ fileName: 'emoclip.pth', format: 'pytorch' })
    expect([...checkpoint.tensors.values()]).toEqual([
      { name: 'a.weight', dtype: 'float32', shape: [2, 3] },
      { name: 'a.bias', dtype: 'float16', shape: [2] },
      { name: 'steps', dtype: 'int64', shape: [] },
    ])
    expect(await checkpoint.read('a.weight')).toEqual(Float32Array.of(0, 1, 2, 3, 4, 5))
    expect(await checkpoint.read('a.bias')).toEqual(Float32Array.of(1, -2))
  })

  test('a float16 of every kind is exact', async () => {
    const bits = [0x3c00, 0xbc00, 0x8000, 0x0001, 0x03ff, 0x0400, 0x7bff, 0x3555, 0x7c00, 0xfc00, 0x7e01]
    const values = [
      ...[1, -1, -0, 2 ** -24, 1023 * 2 ** -24, 2 ** -14, 65_504, 1365 * 2 ** -12],
      ...[Infinity, -Infinity, NaN],
    ]
    const spec = { storage: 'HalfStorage', length: 11, shape: [11] }
    expect(await valuesOf(archive(spec, uint16(...bits)))).toEqual(values)
  })

  test('bfloat16 is exact, float64 is rounded', async () => {
    const half = archive(
      { storage: 'BFloat16Storage', length: 3, shape: [3] },
      uint16(0x3f80, 0xc040, 0x7f80),
    )
    expect(await valuesOf(half)).toEqual([1, -3, Infinity])
    const double = archive({ storage: 'DoubleStorage', length: 2, shape: [2] }, float64(0.1, -2))
    expect(await valuesOf(double)).toEqual([Math.fround(0.1), -2])
  })

  test('a tensor larger than one chunk is whole', async () => {
    const length = 2 ** 21 + 3
    const bits = Uint16Array.from({ length }, (_, i) => (i * 7919) % 0x7c00)
    const spec = { storage: 'BFloat16Storage', length, shape: [length] }
    const checkpoint = await openBytes(archive(spec, Buffer.from(bits.buffer)))
    const words = new Uint32Array((await checkpoint.read('w')).buffer)
    expect(words.every((word, i) => word === (bits[i] ?? 0) * 2 ** 16)).toBe(true)
  })

  test.each<[string, Partial<TensorSpec>, number[]]>([
    ['a transposed view', { shape: [3, 2], strides: [1, 3] }, [0, 3, 1, 4, 2, 5]],
    ['a view from an offset', { shape: [2], offset: 4 }, [4, 5]],
    ['every second value', { shape: [3], strides: [2] }, [0, 2, 4]],
    ['a column', { shape: [2, 1], strides: [3, 1], offset: 2 }, [2, 5]],
    ['an expanded row', { shape: [2, 3], strides: [0, 1], offset: 3 }, [3, 4, 5, 3, 4, 5]],
    ['overlapping rows', { shape: [3, 3], strides: [1, 1] }, [0, 1, 2, 1, 2, 3, 2, 3, 4]],
    ['three permuted axes', { shape: [3, 1, 2], strides: [1, 99, 3] }, [0, 3, 1, 4, 2, 5]],
    ['a single number', { shape: [], offset: 5 }, [5]],
    ['no values', { shape: [0, 3], offset: 6 }, []],
  ])('%s is read as PyTorch would', async (_, spec, values) => {
    expect(await valuesOf(archive(spec))).toEqual(values)
  })

  test('four axes in any order', async () => {
    const shape = [2, 3, 2, 2]
    const strides = [2, 4, 1, 12]
    const stored = Array.from({ length: 24 }, (_, i) => i)
    const expected = []
    for (let a = 0; a < 2; a++)
      for (let b = 0; b < 3; b++)
        for (let c = 0; c < 2; c++) for (let d = 0; d < 2; d++) expected.push(2 * a + 4 * b + c + 12 * d)
    expect(await valuesOf(archive({ length: 24, shape, strides }, float32(...stored)))).toEqual(expected)
  })

  test('share one storage', async () => {
    const state = dict({
      w: tensor({ ...plain, shape: [3] }),
      v: tensor({ ...plain, shape: [3], offset: 3 }),
    })
    const checkpoint = await openBytes(zip(torchRecords(pickle(state), { 0: six })))
    const [w, v] = await Promise.all([checkpoint.read('w'), checkpoint.read('v')])
    expect([...w, ...v]).toEqual([0, 1, 2, 3, 4, 5])
  })

  test('integers are listed but not read as floats', async () => {
    const checkpoint = await openBytes(archive({ storage: 'LongStorage', length: 1, shape: [1] }, int64(7)))
    await expect(checkpoint.read('w')).rejects.toMatchObject({
      code: 'checkpoint-invalid',
      message: 'The checkpoint weights.pth cannot be used: the tensor `w` holds int64, not floats.',
    })
    await expect(checkpoint.read('x')).rejects.toMatchObject({
      code: 'checkpoint-invalid',
      message: expect.stringContaining('it has no tensor `x`'),
    })
  })
})

describe('archives', () => {
  const pickled = pickle(dict({ w: tensor(plain) }), 4)
  const names = async (state: Buffer) => [
    ...(await openBytes(zip(torchRecords(pickle(state), { 0: six })))).tensors.keys(),
  ]

  test('of zip64', async () => {
    expect(await valuesOf(zip(torchRecords(pickled, { 0: six }), { isZip64: true }))).toEqual([
      0, 1, 2, 3, 4, 5,
    ])
  })

  test('with a compressed description', async () => {
    const records = torchRecords(pickled, { 0: six }).map((record) => ({
      ...record,
      isDeflated: record.name.endsWith('.pkl'),
    }))
    expect(await valuesOf(zip(records))).toEqual([0, 1, 2, 3, 4, 5])
  })

  test('little-endian ones say so or say nothing', async () => {
    const records = torchRecords(pickled, { 0: six })
    const note = (order: string) => ({ name: 'archive/byteorder', data: Buffer.from(order) })
    expect(await valuesOf(zip([...records, note('little')]))).toHaveLength(6)
    await expect(openBytes(zip([...records, note('big')]))).rejects.toThrow('byte order `big`')
  })

  test('a state dict with metadata, and with other values beside the tensors', async () => {
    const metadata = dict({ _metadata: orderedDict() })
    const setState = Buffer.from('b')
    const entries = dict({ epoch: integer(3), w: tensor(plain), hook: none })
    expect(await names(Buffer.concat([entries, metadata, setState]))).toEqual(['w'])
  })

  test.each(['state_dict', 'model_state_dict', 'model'])('a state dict under %s', async (key) => {
    const optimizer = dict({ state: dict({ w: tensor(plain) }) })
    expect(await names(dict({ epoch: integer(3), [key]: dict({ w: tensor(plain) }), optimizer }))).toEqual([
      'w',
    ])
  })

  test.each<[string, Buffer, string]>([
    [
      'two state dicts',
      dict({ model: dict({ w: tensor(plain) }), state_dict: dict({ w: tensor(plain) }) }),
      'several',
    ],
    ['no tensors', dict({ epoch: integer(3), model: dict({}) }), 'it holds no tensors'],
    ['a tensor alone', tensor(plain), 'it holds no state dict'],
    ['a class', dict({ args: object('omegaconf.DictConfig', {}) }), '`omegaconf.DictConfig`'],
    ['a class of TorchScript', object('__torch__.Clip', { w: tensor(plain) }), '`__torch__.Clip`'],
    ['a function', dict({ w: global('os', 'system') }), '`os.system`'],
  ])('%s: refused', async (_, state, sentence) => {
    await expect(names(state)).rejects.toThrow(sentence)
  })
})

describe('claims about a tensor', () => {
  test.each<[string, Partial<TensorSpec>, string]>([
    ['negative stride', { strides: [3, -1], offset: 2 }, 'negative'],
    ['negative size', { shape: [-2, 3] }, 'negative'],
    ['negative offset', { offset: -1 }, 'negative'],
    ['one value too far', { offset: 1 }, 'reaches beyond its data'],
    ['a stride too far', { strides: [4, 1] }, 'reaches beyond its data'],
    ['10 GB of shape', { shape: [GIB_10 / 4], strides: [1] }, 'reaches beyond its data'],
    ['10 GB of repetitions', { shape: [GIB_10 / 4], strides: [0] }, 'claims 2684354560 values'],
    ['10 GB of stride', { shape: [2], strides: [GIB_10] }, 'reaches beyond its data'],
    ['10 GB of storage', { length: GIB_10 / 4, shape: [GIB_10 / 4] }, 'in a storage of 24 bytes'],
    ['one value too many in the storage', { length: 7 }, 'in a storage of 24 bytes'],
    ['a storage of less than nothing', { length: -1 }, 'in a storage of 24 bytes'],
    ['a wider type than the storage', { storage: 'DoubleStorage' }, 'in a storage of 24 bytes'],
    [
      'sizes whose product overflows',
      { shape: [2 ** 52, 2 ** 52], strides: [0, 0] },
      'values, which is more',
    ],
    ['strides whose sum overflows', { shape: [2 ** 52, 2], strides: [2 ** 52, 2 ** 52] }, 'beyond its data'],
    ['fewer strides than sizes', { strides: [1] }, '2 sizes but 1 strides'],
    ['a hundred axes', { shape: Array<number>(100).fill(1) }, 'has 100 axes'],
    ['a storage that is not there', { key: '7' }, 'lacks the entry `archive/data/7`'],
    ['a storage outside the archive', { key: '../../etc/passwd' }, 'lacks the entry'],
    ['a name of megabytes', { key: 'x'.repeat(2 ** 21) }, 'lacks the entry'],
  ])('%s: refused before anything is read', async (_, spec, sentence) => {
    await expect(openBytes(archive(spec))).rejects.toMatchObject({
      code: 'checkpoint-invalid',
      message: expect.stringContaining(sentence),
    })
  })

  test('a tensor name of megabytes is refused in a short sentence', async () => {
    const state = dict({ ['x'.repeat(2 ** 21)]: tensor(plain) })
    const opening = openBytes(zip(torchRecords(pickle(state), { 0: six })))
    await expect(opening).rejects.toThrow(/^.{10,200}$/)
  })
})

describe('damaged archives', () => {
  const records = torchRecords(pickle(dict({ w: tensor(plain) })), { 0: six })
  const changed = (name: string, change: Partial<RecordSpec>): Buffer =>
    zip(records.map((record) => (record.name === `archive/${name}` ? { ...record, ...change } : record)))
  const refusal = (sentence: string) => ({
    code: 'checkpoint-invalid',
    message: expect.stringContaining(sentence) as string,
  })

  test.each<[string, Buffer, string]>([
    ['a compressed tensor', changed('data/0', { isDeflated: true }), 'is compressed'],
    [
      'a record that leaves the archive',
      zip([...records, { name: 'archive/../../evil', data: six }]),
      '../../evil',
    ],
    ['an absolute record', zip([...records, { name: '/etc/evil', data: six }]), '/etc/evil'],
    ['a record on a drive', zip([...records, { name: 'C:/evil', data: six }]), 'C:/evil'],
    ['a record with backslashes', zip([...records, { name: '..\\evil', data: six }]), '..\\evil'],
    ['a record twice', zip([...records, { name: 'archive/data/0', data: six }]), '`archive/data/0` twice'],
    [
      'two descriptions',
      zip([...records, { name: 'b/data.pkl', data: pickle(none) }]),
      'more than one data.pkl',
    ],
    ['no description', zip([{ name: 'readme.txt', data: Buffer.from('hello') }]), 'not written by PyTorch'],
    ['an encrypted record', changed('data/0', { claims: { flags: 1 } }), 'is damaged'],
    [
      'an encrypted description',
      changed('data.pkl', { isDeflated: true, claims: { flags: 1 } }),
      'is encrypted',
    ],
    ['a record of 2 GB', changed('data/0', { claims: { bytes: 2 ** 31 } }), 'is damaged'],
    ['a description that changed', changed('data.pkl', { claims: { crc32: 1 } }), 'checksum'],
    [
      'a description of zeros',
      changed('data.pkl', { data: Buffer.alloc(2 ** 25), isDeflated: true }),
      'too large',
    ],
    [
      'a description that grows when inflated',
      changed('data.pkl', { data: Buffer.alloc(2 ** 25), isDeflated: true, claims: { bytes: 100 } }),
      'cannot be decompressed',
    ],
    ['a file cut short', zip(records).subarray(0, -30), 'zip archive is damaged'],
    ['the first bytes alone', Buffer.from('PK\x03\x04'), 'zip archive is damaged'],
  ])('%s: refused', async (_, bytes, sentence) => {
    await expect(openBytes(bytes)).rejects.toMatchObject(refusal(sentence))
  })

  test('zip64 fields beyond any file', async () => {
    const bytes = zip(records, { isZip64: true })
    const locator = bytes.lastIndexOf('PK\x06\x07')
    bytes.fill(0xff, locator + 8, locator + 16)
    await expect(openBytes(bytes)).rejects.toMatchObject(refusal('it ends before the data'))
    const huge = records.map((record) => ({ ...record, claims: { bytes: GIB_10 } }))
    await expect(openBytes(zip(huge, { isZip64: true }))).rejects.toMatchObject(
      refusal('zip archive is damaged'),
    )
  })

  test('one changed byte of a tensor is found when it is read', async () => {
    const bytes = zip(records)
    const at = bytes.indexOf(six)
    bytes[at + 9] = 1
    const checkpoint = await openBytes(bytes)
    const reading = expect.objectContaining(refusal('`archive/data/0` is damaged: its checksum'))
    await expect(checkpoint.read('w')).rejects.toEqual(reading)
    await expect(checkpoint.read('w')).rejects.toEqual(reading)
  })
})

describe('other files', () => {
  test.each<[string, Buffer, string]>([
    ['an empty file', Buffer.alloc(0), 'neither a PyTorch checkpoint nor a safetensors file'],
    ['a picture', Buffer.from('\x89PNG\r\n\x1a\n and so on', 'latin1'), 'neither'],
    ['a pickle of another program', pickle(none), 'neither'],
    [
      'a checkpoint of an old PyTorch',
      Buffer.from('\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.\x80\x02M\xe9\x03.', 'latin1'),
      'load and save it with a current one',
    ],
  ])('%s', async (_, bytes, sentence) => {
    await expect(openBytes(bytes, 'video of Jane.pth')).rejects.toMatchObject({
      code: 'checkpoint-invalid',
      message: expect.stringMatching(
        new RegExp(`^The checkpoint video of Jane\\.pth cannot be used: .*${sentence}`),
      ),
    })
  })

  test('what is no file is unreadable, and the sentence has no path', async () => {
    const folder = tempFolder()
    const missing = join(folder, 'missing.pth')
    await expect(openCheckpoint(missing)).rejects.toMatchObject({
      code: 'file-unreadable',
      message: 'missing.pth cannot be read.',
    })
    mkdirSync(join(folder, 'a.pth'))
    await expect(openCheckpoint(join(folder, 'a.pth'))).rejects.toMatchObject({
      code: 'file-unreadable',
      message: 'a.pth is not a file.',
    })
  })

  test('a closed checkpoint cannot be read', async () => {
    const checkpoint = await openBytes(archive())
    await checkpoint.close()
    await expect(checkpoint.read('w')).rejects.toMatchObject({ code: 'file-unreadable' })
  })
})
