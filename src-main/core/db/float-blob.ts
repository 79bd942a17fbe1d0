/**
 * Number arrays as SQLite blobs: the bytes as they lie in memory, which is little-endian on every machine this
 * program runs on.
 */
export function toBlob(values: Float32Array | Float64Array | Int32Array): Buffer {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength)
}

/** A copy: the driver's buffer need not start at a multiple of the number's width. */
function alignedCopy(blob: Uint8Array): ArrayBuffer {
  const copy = new ArrayBuffer(blob.byteLength)
  new Uint8Array(copy).set(blob)
  return copy
}

export function toFloat32(blob: Uint8Array): Float32Array {
  return new Float32Array(alignedCopy(blob))
}

export function toFloat64(blob: Uint8Array): Float64Array {
  return new Float64Array(alignedCopy(blob))
}

export function toInt32(blob: Uint8Array): Int32Array {
  return new Int32Array(alignedCopy(blob))
}
