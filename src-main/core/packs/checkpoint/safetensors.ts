/** safetensors: the length of a JSON header, the header, and the tensors one after the other. */
import { z } from 'zod'
import { bytesPerValue } from './checkpoint.ts'
import type { TensorType } from './checkpoint.ts'
import { CheckpointFault, shownText } from './checkpoint-fault.ts'
import type { CheckpointContents } from './checkpoint-contents.ts'
import type { SourceFile } from './source-file.ts'
import { checkView } from './tensor-view.ts'
import type { TensorView } from './tensor-view.ts'

export const LENGTH_BYTES = 8
/** A full-size CLIP's takes 100 kB; the format itself allows six times this. */
const MAX_HEADER_BYTES = 16 * 1024 * 1024

const types: ReadonlyMap<string, TensorType> = new Map([
  ['F64', 'float64'],
  ['F32', 'float32'],
  ['F16', 'float16'],
  ['BF16', 'bfloat16'],
  ['I64', 'int64'],
  ['I32', 'int32'],
  ['I16', 'int16'],
  ['I8', 'int8'],
  ['U8', 'uint8'],
  ['BOOL', 'bool'],
])

const size = z.int().nonnegative()
const entrySchema = z.strictObject({
  dtype: z.string(),
  shape: z.array(size),
  data_offsets: z.tuple([size, size]),
})
const headerSchema = z.record(z.string(), z.unknown())

/** A tensor's entry and its bytes, counted from the end of the header. */
interface Listed {
  readonly name: string
  readonly dtype: TensorType
  readonly shape: readonly number[]
  readonly begin: number
  readonly end: number
}

/** Throws CheckpointFault, and what the file throws. */
export async function readSafetensors(file: SourceFile): Promise<CheckpointContents> {
  const headerBytes = Number((await file.read(0, LENGTH_BYTES)).readBigUInt64LE())
  if (headerBytes > MAX_HEADER_BYTES) throw new CheckpointFault(`its header claims ${headerBytes} bytes`)
  const header = parseHeader(await file.read(LENGTH_BYTES, headerBytes))
  const listed = Object.entries(header)
    .filter(([name]) => name !== '__metadata__')
    .map(([name, entry]) => listedTensor(name, entry))
    .sort((a, b) => a.begin - b.begin || a.end - b.end)
  if (listed.length === 0) throw new CheckpointFault('it holds no tensors')

  const dataPosition = LENGTH_BYTES + headerBytes
  checkLayout(listed, file.bytes - dataPosition)
  const views = new Map<string, TensorView>()
  for (const tensor of listed) {
    const view = viewOf(tensor, dataPosition)
    checkView(tensor.name, view)
    views.set(tensor.name, view)
  }
  return { format: 'safetensors', views }
}

function parseHeader(bytes: Buffer): Record<string, unknown> {
  let json: unknown
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    json = JSON.parse(text)
  } catch (cause) {
    throw new CheckpointFault('its header is not JSON', { cause })
  }
  const header = headerSchema.safeParse(json)
  if (!header.success) throw new CheckpointFault('its header is no list of tensors')
  const twice = repeatedKey(text)
  if (twice !== null) throw new CheckpointFault(`its header names ${shownText(twice)} twice`)
  return header.data
}

/**
 * A key that one object of a valid JSON text has twice: parsing would keep the last in silence, where another
 * reader may keep the first.
 */
function repeatedKey(json: string): string | null {
  const openObjects: Set<string>[] = []
  let lastString = ''
  for (let i = 0; i < json.length; i++) {
    const character = json[i]
    if (character === '{') openObjects.push(new Set())
    if (character === '}') openObjects.pop()
    if (character === '"') {
      const end = endOfString(json, i)
      lastString = json.slice(i, end + 1)
      i = end
    }
    if (character === ':') {
      const key = String(JSON.parse(lastString))
      const keys = openObjects.at(-1)
      if (keys?.has(key) === true) return key
      keys?.add(key)
    }
  }
  return null
}

/** Where the string that starts at `start` has its closing quote. */
function endOfString(json: string, start: number): number {
  let i = start + 1
  while (json[i] !== '"') i += json[i] === '\\' ? 2 : 1
  return i
}

function listedTensor(name: string, entry: unknown): Listed {
  const parsed = entrySchema.safeParse(entry)
  if (!parsed.success) throw new CheckpointFault(`its header describes the tensor ${shownText(name)} wrongly`)
  const { dtype: typeName, shape, data_offsets: offsets } = parsed.data
  const dtype = types.get(typeName)
  if (dtype === undefined) {
    throw new CheckpointFault(`the tensor ${shownText(name)} has the unknown type ${shownText(typeName)}`)
  }
  return { name, dtype, shape, begin: offsets[0], end: offsets[1] }
}

/** Sorted tensors must cover the data without gap or overlap, as the format demands, and have the size of their shape. */
function checkLayout(listed: readonly Listed[], dataBytes: number): void {
  let covered = 0
  for (const { name, dtype, shape, begin, end } of listed) {
    const bytes = shape.reduce((product, length) => product * length, bytesPerValue[dtype])
    if (begin !== covered || end - begin !== bytes) {
      throw new CheckpointFault(`the tensor ${shownText(name)} does not lie where its shape says`)
    }
    covered = end
  }
  if (covered !== dataBytes) {
    throw new CheckpointFault(`it has ${dataBytes} bytes of tensors but describes ${covered}`)
  }
}

function viewOf({ dtype, shape, begin, end }: Listed, dataPosition: number): TensorView {
  return {
    dtype,
    shape,
    strides: shape.map((_, axis) => shape.slice(axis + 1).reduce((step, length) => step * length, 1)),
    offset: 0,
    // The format has no checksums.
    storage: { position: dataPosition + begin, bytes: end - begin, check: () => Promise.resolve() },
  }
}
