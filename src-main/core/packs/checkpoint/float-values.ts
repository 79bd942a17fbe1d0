import { bytesPerValue } from './checkpoint.ts'
import type { TensorType } from './checkpoint.ts'
import type { SourceFile } from './source-file.ts'

/** Large enough that reading costs little more than the disk. */
const CHUNK_BYTES = 4 * 1024 * 1024

export type FloatType = Extract<TensorType, 'float64' | 'float32' | 'float16' | 'bfloat16'>

export function isFloatType(dtype: TensorType): dtype is FloatType {
  return dtype === 'float64' || dtype === 'float32' || dtype === 'float16' || dtype === 'bfloat16'
}

/** Values one after the other in the file, little-endian, as every machine is that this program runs on. */
export interface StoredRun {
  readonly dtype: FloatType
  /** Bytes from the start of the file. */
  readonly position: number
  readonly count: number
}

/** Writes what `raw` holds as float32. */
type Convert = (raw: ArrayBuffer, values: Float32Array) => void

/** Rounded to float32 where the stored type is wider. Throws what the file does. */
export async function readFloats(file: SourceFile, run: StoredRun): Promise<Float32Array> {
  const convert = converterOf(run.dtype)
  const values = new Float32Array(run.count)
  if (convert === null) {
    await file.readInto(new Uint8Array(values.buffer), run.position)
    return values
  }
  const bytes = bytesPerValue[run.dtype]
  const perChunk = CHUNK_BYTES / bytes
  const raw = new ArrayBuffer(Math.min(CHUNK_BYTES, run.count * bytes))
  for (let done = 0; done < run.count; done += perChunk) {
    const part = values.subarray(done, done + perChunk)
    await file.readInto(new Uint8Array(raw, 0, part.length * bytes), run.position + done * bytes)
    convert(raw, part)
  }
  return values
}

/** Null: the bytes are the values. */
function converterOf(dtype: FloatType): Convert | null {
  switch (dtype) {
    case 'float32':
      return null
    case 'float16':
      return fromFloat16
    case 'bfloat16':
      return fromBfloat16
    case 'float64':
      return (raw, values) => values.set(new Float64Array(raw, 0, values.length))
  }
}

function fromFloat16(raw: ArrayBuffer, values: Float32Array): void {
  const table = (float16Table ??= makeFloat16Table())
  const bits = new Uint16Array(raw, 0, values.length)
  for (let i = 0; i < bits.length; i++) values[i] = table[bits[i] ?? 0] ?? 0
}

/** A bfloat16 is the upper half of a float32. */
function fromBfloat16(raw: ArrayBuffer, values: Float32Array): void {
  const bits = new Uint16Array(raw, 0, values.length)
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length)
  for (let i = 0; i < bits.length; i++) words[i] = (bits[i] ?? 0) << 16
}

/** Every float16 as float32, by its bits: decoding by arithmetic costs ten times as much. */
let float16Table: Float32Array | null = null

function makeFloat16Table(): Float32Array {
  return Float32Array.from({ length: 2 ** 16 }, (_, bits) => float16Value(bits))
}

function float16Value(bits: number): number {
  const sign = bits >= 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 0x1f
  const fraction = (bits & 0x3ff) / 1024
  if (exponent === 0) return sign * fraction * 2 ** -14
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN
  return sign * (1 + fraction) * 2 ** (exponent - 15)
}
