import { bytesPerValue } from './checkpoint.ts'
import type { TensorType } from './checkpoint.ts'
import { CheckpointFault, shownText } from './checkpoint-fault.ts'
import { isFloatType, readFloats } from './float-values.ts'
import type { SourceFile } from './source-file.ts'

const MAX_AXES = 16
/** Seven times the largest tensor of the largest CLIP; 1 GiB as float32. */
const MAX_VALUES = 2 ** 28
/**
 * A view may repeat values (`expand`, stride 0), so a few bytes could claim any size. Above this many values a
 * tensor may not be larger than what is stored of it.
 */
const MAX_REPEATING_VALUES = 2 ** 23

/** The bytes that one or more tensors look at. */
export interface StoredBytes {
  /** From the start of the file. */
  readonly position: number
  readonly bytes: number
  /** Throws CheckpointFault when the bytes are not those that were written. */
  check(): Promise<void>
}

/** A tensor as its file describes it; offset and strides count values, not bytes. */
export interface TensorView {
  readonly dtype: TensorType
  readonly shape: readonly number[]
  readonly strides: readonly number[]
  readonly offset: number
  readonly storage: StoredBytes
}

/**
 * Nothing of a file is believed: every value of the view must lie in its storage, before anything is allocated.
 * Overlapping and expanded views are legal. Throws CheckpointFault.
 */
export function checkView(name: string, view: TensorView): void {
  const { shape, strides, offset } = view
  const fault = (clause: string) => new CheckpointFault(`the tensor ${shownText(name)} ${clause}`)
  if (shape.length > MAX_AXES) throw fault(`has ${shape.length} axes`)
  if (shape.length !== strides.length) throw fault(`has ${shape.length} sizes but ${strides.length} strides`)
  if ([...shape, ...strides, offset].some((number) => number < 0)) {
    throw fault('has a negative size, stride or offset')
  }
  const count = valueCount(shape)
  const stored = Math.floor(view.storage.bytes / bytesPerValue[view.dtype])
  if (count > 0 && lastValue(view) >= stored) throw fault('reaches beyond its data')
  if (count > MAX_VALUES || count > Math.max(stored, MAX_REPEATING_VALUES)) {
    throw fault(`claims ${count} values, which is more than any model needs`)
  }
}

/** Row-major values of a view that `checkView` let pass. Throws CheckpointFault, and what the file throws. */
export async function readView(file: SourceFile, name: string, view: TensorView): Promise<Float32Array> {
  const { dtype, shape, strides, offset, storage } = view
  if (!isFloatType(dtype))
    throw new CheckpointFault(`the tensor ${shownText(name)} holds ${dtype}, not floats`)
  await storage.check()
  const count = valueCount(shape)
  const run = (runCount: number) =>
    readFloats(file, {
      dtype,
      position: storage.position + offset * bytesPerValue[dtype],
      count: runCount,
    })
  if (count === 0 || isContiguous(view)) return run(count)
  return gather(await run(lastValue(view) - offset + 1), { shape, strides })
}

function valueCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1)
}

/** Where the last value lies in the storage; never less than it is, should it be too large to be exact. */
function lastValue({ shape, strides, offset }: TensorView): number {
  return shape.reduce((last, size, axis) => last + (size - 1) * (strides[axis] ?? 0), offset)
}

function isContiguous({ shape, strides }: TensorView): boolean {
  let step = 1
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const size = shape[axis] ?? 0
    if (size !== 1 && strides[axis] !== step) return false
    step *= size
  }
  return true
}

/** Copies a view of at least one axis into row-major order; `span` starts at its first value. */
function gather(span: Float32Array, { shape, strides }: Pick<TensorView, 'shape' | 'strides'>): Float32Array {
  const values = new Float32Array(valueCount(shape))
  const inner = shape.length - 1
  const innerSize = shape[inner] ?? 1
  const innerStride = strides[inner] ?? 0
  const index = shape.map(() => 0)
  let from = 0
  for (let to = 0; to < values.length; to += innerSize) {
    for (let i = 0; i < innerSize; i++) values[to + i] = span[from + i * innerStride] ?? 0
    for (let axis = inner - 1; axis >= 0; axis--) {
      const next = (index[axis] ?? 0) + 1
      const size = shape[axis] ?? 1
      const stride = strides[axis] ?? 0
      from += stride
      index[axis] = next % size
      if (next < size) break
      from -= size * stride
    }
  }
  return values
}
