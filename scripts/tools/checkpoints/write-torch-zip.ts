/**
 * Writes checkpoints as `torch.save` does, for tests and measurements: a zip archive of stored records, the
 * values of each tensor at a multiple of 64 bytes, a pickle of protocol 2. PyTorch itself reads them. It shares
 * nothing with the reader in src-main, so that a mistake there has no twin here.
 */
import { open } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { crc32 } from 'node:zlib'

/** Values in row-major order; float16 as its bits. */
export type SavedTensor = { readonly name: string; readonly shape: readonly number[] } & (
  | { readonly dtype: 'float32'; readonly data: Float32Array }
  | { readonly dtype: 'float16'; readonly data: Uint16Array }
)

const FOLDER = 'archive'
const ALIGNMENT = 64
const LOCAL_HEADER_BYTES = 30
const DIRECTORY_ENTRY_BYTES = 46
const END_BYTES = 22
/** UTF-8 names. */
const FLAGS = 0x800
/** Above, the archive would need the fields of zip64. */
const MAX_BYTES = 2 ** 32 - 1

interface Archive {
  readonly handle: FileHandle
  position: number
  /** The central directory so far. */
  readonly directory: Buffer[]
}

/** Replaces the file. Each tensor is written before the next is asked for, so all may share one memory. */
export async function writeTorchZip(
  file: string,
  tensors: Iterable<SavedTensor> | AsyncIterable<SavedTensor>,
): Promise<void> {
  const handle = await open(file, 'w')
  try {
    const archive: Archive = { handle, position: 0, directory: [] }
    const entries: Buffer[] = []
    for await (const tensor of tensors) {
      const key = String(entries.length)
      const { buffer, byteOffset, byteLength } = tensor.data
      await addRecord(archive, `data/${key}`, new Uint8Array(buffer, byteOffset, byteLength))
      entries.push(pickledTensor(tensor, key))
    }
    await addRecord(archive, 'data.pkl', pickledStateDict(entries))
    await addRecord(archive, 'version', Buffer.from('3\n'))
    await writeDirectory(archive)
  } finally {
    await handle.close()
  }
}

async function addRecord(archive: Archive, path: string, data: Uint8Array): Promise<void> {
  const name = Buffer.from(`${FOLDER}/${path}`)
  const start = archive.position
  // An extra field of id "FB" pads up to the data, as in PyTorch; four bytes of it are its own header.
  const unpadded = start + LOCAL_HEADER_BYTES + name.length + 4
  const padding = Buffer.alloc(4 + ((ALIGNMENT - (unpadded % ALIGNMENT)) % ALIGNMENT), 'Z')
  padding.write('FB', 'latin1')
  padding.writeUInt16LE(padding.length - 4, 2)

  const common = commonFields(data, name)
  const header = Buffer.alloc(LOCAL_HEADER_BYTES)
  header.writeUInt32LE(0x04034b50)
  common.copy(header, 4)
  header.writeUInt16LE(padding.length, 28)

  const entry = Buffer.alloc(DIRECTORY_ENTRY_BYTES)
  entry.writeUInt32LE(0x02014b50)
  common.copy(entry, 6)
  entry.writeUInt32LE(start, 42)

  archive.position = start + header.length + name.length + padding.length + data.length
  if (archive.position > MAX_BYTES) throw new Error('writeTorchZip writes no archives above 4 GiB')
  archive.directory.push(entry, name)
  await archive.handle.writev([header, name, padding, data], start)
}

/** What a local header and a directory entry have in common: version to name length, 24 bytes. */
function commonFields(data: Uint8Array, name: Buffer): Buffer {
  const fields = Buffer.alloc(24)
  fields.writeUInt16LE(FLAGS, 2)
  fields.writeUInt32LE(crc32(data), 10)
  fields.writeUInt32LE(data.length, 14)
  fields.writeUInt32LE(data.length, 18)
  fields.writeUInt16LE(name.length, 22)
  return fields
}

async function writeDirectory({ handle, position, directory }: Archive): Promise<void> {
  const bytes = Buffer.concat(directory)
  const count = directory.length / 2
  const end = Buffer.alloc(END_BYTES)
  end.writeUInt32LE(0x06054b50)
  end.writeUInt16LE(count, 8)
  end.writeUInt16LE(count, 10)
  end.writeUInt32LE(bytes.length, 12)
  end.writeUInt32LE(position, 16)
  await handle.writev([bytes, end], position)
}

const opcodes = (text: string): Buffer => Buffer.from(text, 'latin1')

/** A dict of all entries. */
function pickledStateDict(entries: readonly Buffer[]): Buffer {
  return Buffer.concat([opcodes('\x80\x02}('), ...entries, opcodes('u.')])
}

/** The name, and `_rebuild_tensor_v2(storage, 0, shape, strides, False, OrderedDict())`. */
function pickledTensor({ name, dtype, shape, data }: SavedTensor, key: string): Buffer {
  const storageType = dtype === 'float16' ? 'HalfStorage' : 'FloatStorage'
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((step, size) => step * size, 1))
  return Buffer.concat([
    pickledText(name),
    opcodes('ctorch._utils\n_rebuild_tensor_v2\n(('),
    ...[pickledText('storage'), opcodes(`ctorch\n${storageType}\n`), pickledText(key), pickledText('cpu')],
    ...[pickledInteger(data.length), opcodes('tQ')],
    ...[pickledInteger(0), pickledTuple(shape), pickledTuple(strides)],
    opcodes('\x89ccollections\nOrderedDict\n)RtR'),
  ])
}

function pickledText(text: string): Buffer {
  const bytes = Buffer.from(text)
  const head = Buffer.from('X\0\0\0\0')
  head.writeUInt32LE(bytes.length, 1)
  return Buffer.concat([head, bytes])
}

function pickledInteger(value: number): Buffer {
  const bytes = Buffer.from('J\0\0\0\0')
  bytes.writeInt32LE(value, 1)
  return bytes
}

function pickledTuple(values: readonly number[]): Buffer {
  return Buffer.concat([opcodes('('), ...values.map(pickledInteger), opcodes('t')])
}
