/** Checkpoint files made byte by byte, right or wrong in any place that a test wants. */
import { crc32, deflateRawSync } from 'node:zlib'

// Pickles: each function gives the opcodes that push one value, as PyTorch writes them.

const opcodes = (text: string): Buffer => Buffer.from(text, 'latin1')

export const none = opcodes('N')
export const emptyTuple = opcodes(')')
export const emptyList = opcodes(']')

export function text(value: string): Buffer {
  const bytes = Buffer.from(value)
  const head = opcodes('X\0\0\0\0')
  head.writeUInt32LE(bytes.length, 1)
  return Buffer.concat([head, bytes])
}

/** BININT where it fits, LONG1 of nine bytes elsewhere. */
export function integer(value: number): Buffer {
  if (value === (value | 0)) {
    const bytes = opcodes('J\0\0\0\0')
    bytes.writeInt32LE(value, 1)
    return bytes
  }
  const bytes = opcodes('\x8a\x09\0\0\0\0\0\0\0\0\0')
  bytes.writeBigInt64LE(BigInt(value), 2)
  bytes[10] = value < 0 ? 0xff : 0
  return bytes
}

export const float = (value: number): Buffer => {
  const bytes = opcodes('G\0\0\0\0\0\0\0\0')
  bytes.writeDoubleBE(value, 1)
  return bytes
}

export const tuple = (...items: readonly Buffer[]): Buffer =>
  Buffer.concat([opcodes('('), ...items, opcodes('t')])

export const list = (...items: readonly Buffer[]): Buffer =>
  Buffer.concat([opcodes(']('), ...items, opcodes('e')])

export const global = (module: string, name: string): Buffer => opcodes(`c${module}\n${name}\n`)

export const call = (callee: Buffer, ...args: readonly Buffer[]): Buffer =>
  Buffer.concat([callee, tuple(...args), opcodes('R')])

const flat = (entries: Readonly<Record<string, Buffer>>): Buffer[] =>
  Object.entries(entries).flatMap(([key, value]) => [text(key), value])

export const dict = (entries: Readonly<Record<string, Buffer>>): Buffer =>
  Buffer.concat([opcodes('}('), ...flat(entries), opcodes('u')])

export const orderedDict = (): Buffer => call(global('collections', 'OrderedDict'))

/** What TorchScript writes for a module. */
export const object = (className: string, attributes: Readonly<Record<string, Buffer>>): Buffer => {
  const dot = className.lastIndexOf('.')
  const cls = global(className.slice(0, dot), className.slice(dot + 1))
  return Buffer.concat([cls, opcodes(')\x81'), dict(attributes), opcodes('b')])
}

/** Stores the value under a number, for `recall`. */
export const memoized = (index: number, value: Buffer): Buffer =>
  Buffer.concat([value, opcodes('q'), Buffer.of(index)])

export const recall = (index: number): Buffer => Buffer.concat([opcodes('h'), Buffer.of(index)])

/** All bytes of a pickle that pushes `value` and stops. */
export const pickle = (value: Buffer, protocol = 2): Buffer =>
  Buffer.concat([opcodes('\x80'), Buffer.of(protocol), value, opcodes('.')])

export interface TensorSpec {
  /** `FloatStorage`, `HalfStorage`… */
  readonly storage: string
  readonly key: string
  /** Values of the storage. */
  readonly length: number
  readonly offset?: number
  readonly shape: readonly number[]
  /** Row-major when not given. */
  readonly strides?: readonly number[]
}

export const rowMajor = (shape: readonly number[]): number[] =>
  shape.map((_, axis) => shape.slice(axis + 1).reduce((step, size) => step * size, 1))

export function tensor({ storage, key, length, offset = 0, shape, strides }: TensorSpec): Buffer {
  const id = tuple(text('storage'), global('torch', storage), text(key), text('cpu'), integer(length))
  return call(
    global('torch._utils', '_rebuild_tensor_v2'),
    Buffer.concat([id, opcodes('Q')]),
    integer(offset),
    tuple(...shape.map(integer)),
    tuple(...(strides ?? rowMajor(shape)).map(integer)),
    opcodes('\x89'),
    orderedDict(),
  )
}

export const parameter = (data: Buffer): Buffer =>
  call(global('torch._utils', '_rebuild_parameter'), data, opcodes('\x88'), orderedDict())

// Values as they lie in a storage.

const bytesOf = (values: ArrayBufferView): Buffer =>
  Buffer.from(values.buffer, values.byteOffset, values.byteLength)

export const float32 = (...values: readonly number[]): Buffer => bytesOf(Float32Array.from(values))
export const float64 = (...values: readonly number[]): Buffer => bytesOf(Float64Array.from(values))
/** Also float16 and bfloat16, by their bits. */
export const uint16 = (...values: readonly number[]): Buffer => bytesOf(Uint16Array.from(values))
export const int64 = (...values: readonly number[]): Buffer =>
  bytesOf(BigInt64Array.from(values.map((value) => BigInt(value))))

// Zip archives.

export interface RecordSpec {
  readonly name: string
  readonly data: Buffer
  readonly isDeflated?: boolean
  /** What the headers say, where it is not the truth. */
  readonly claims?: { readonly bytes?: number; readonly crc32?: number; readonly flags?: number }
}

/** With `isZip64`, sizes and offsets stand in the extra fields for large archives. */
export function zip(records: readonly RecordSpec[], { isZip64 = false } = {}): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let position = 0
  for (const record of records) {
    const name = Buffer.from(record.name)
    const stored = record.isDeflated === true ? deflateRawSync(record.data) : record.data
    const fields = headerFields(record, stored.length)
    const local = Buffer.concat([opcodes('PK\x03\x04'), fields, Buffer.alloc(2), name, stored])
    const extra = isZip64 ? zip64Extra(record, { storedBytes: stored.length, position }) : Buffer.alloc(0)
    const end = Buffer.alloc(16)
    end.writeUInt16LE(extra.length)
    end.writeUInt32LE(isZip64 ? 0xffffffff : position, 12)
    if (isZip64) fields.fill(0xff, 14, 22)
    directory.push(opcodes('PK\x01\x02'), Buffer.alloc(2), fields, end, name, extra)
    parts.push(local)
    position += local.length
  }
  const entries = Buffer.concat(directory)
  const place = { count: records.length, bytes: entries.length, position }
  return Buffer.concat([...parts, entries, ...(isZip64 ? zip64End(place) : []), endOfZip(place)])
}

/** Version to name length: what both headers of a record have in common, 24 bytes. */
function headerFields(
  { name, data, isDeflated = false, claims = {} }: RecordSpec,
  storedBytes: number,
): Buffer {
  const fields = Buffer.alloc(24)
  fields.writeUInt16LE(claims.flags ?? 0x800, 2)
  fields.writeUInt16LE(isDeflated ? 8 : 0, 4)
  fields.writeUInt32LE(claims.crc32 ?? crc32(data), 10)
  const claimed = Math.min(claims.bytes ?? data.length, 0xffffffff)
  fields.writeUInt32LE(isDeflated ? storedBytes : claimed, 14)
  fields.writeUInt32LE(claimed, 18)
  fields.writeUInt16LE(Buffer.byteLength(name), 22)
  return fields
}

function zip64Extra(
  { data, claims = {} }: RecordSpec,
  { storedBytes, position }: { storedBytes: number; position: number },
): Buffer {
  const extra = Buffer.alloc(28)
  extra.writeUInt16LE(1)
  extra.writeUInt16LE(24, 2)
  extra.writeBigUInt64LE(BigInt(claims.bytes ?? data.length), 4)
  extra.writeBigUInt64LE(BigInt(claims.bytes ?? storedBytes), 12)
  extra.writeBigUInt64LE(BigInt(position), 20)
  return extra
}

interface Directory {
  readonly count: number
  readonly bytes: number
  readonly position: number
}

function zip64End({ count, bytes, position }: Directory): Buffer[] {
  const end = Buffer.alloc(56)
  end.write('PK\x06\x06', 'latin1')
  end.writeBigUInt64LE(44n, 4)
  for (const [at, value] of [count, count, bytes, position].entries()) {
    end.writeBigUInt64LE(BigInt(value), 24 + 8 * at)
  }
  const locator = Buffer.alloc(20)
  locator.write('PK\x06\x07', 'latin1')
  locator.writeBigUInt64LE(BigInt(position + bytes), 8)
  locator.writeUInt32LE(1, 16)
  return [end, locator]
}

function endOfZip({ count, bytes, position }: Directory): Buffer {
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(count, 8)
  end.writeUInt16LE(count, 10)
  end.writeUInt32LE(bytes, 12)
  end.writeUInt32LE(position, 16)
  return end
}

/** The records of a PyTorch archive: what `pickled` describes over the storages, by key. */
export function torchRecords(pickled: Buffer, storages: Readonly<Record<string, Buffer>>): RecordSpec[] {
  return [
    { name: 'archive/data.pkl', data: pickled },
    ...Object.entries(storages).map(([key, data]) => ({ name: `archive/data/${key}`, data })),
    { name: 'archive/version', data: Buffer.from('3\n') },
  ]
}

/** What tells a TorchScript archive from a state dict. */
export const scriptConstants: RecordSpec = { name: 'archive/constants.pkl', data: pickle(emptyTuple) }

// safetensors

export function safetensors(header: unknown, data: Buffer): Buffer {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header))
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(json.length))
  return Buffer.concat([length, json, data])
}
