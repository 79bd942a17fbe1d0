import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { FrameTimes } from '#shared/domain/strip.ts'
import { writeAtomically } from '../../files/write-atomically.ts'

/**
 * Times of a video's pictures on disk: magic and version, the time base as two Float64, then ticks and ms as Float64 each,
 * little-endian, and the SHA-256 of all of it.
 */
const MAGIC = Buffer.from('EMOFT\0\0\u0001', 'latin1')
const HEADER_BYTES = MAGIC.length + 16
const HASH_BYTES = 32
const FRAME_BYTES = 16

export async function writeFrameTimes(file: string, times: FrameTimes): Promise<void> {
  const frames = times.ticks.length
  const bytes = Buffer.alloc(HEADER_BYTES + frames * FRAME_BYTES)
  MAGIC.copy(bytes)
  bytes.writeDoubleLE(times.timeBase.numerator, MAGIC.length)
  bytes.writeDoubleLE(times.timeBase.denominator, MAGIC.length + 8)
  times.ticks.forEach((tick, frame) => bytes.writeDoubleLE(tick, HEADER_BYTES + frame * 8))
  times.timesMs.forEach((ms, frame) => bytes.writeDoubleLE(ms, HEADER_BYTES + (frames + frame) * 8))
  await writeAtomically(file, Buffer.concat([bytes, hashOf(bytes)]))
}

/** Null when the file is not there or not what was written. */
export async function readFrameTimesFile(file: string): Promise<FrameTimes | null> {
  const bytes = await readFile(file).catch(() => null)
  if (bytes === null || bytes.length < HEADER_BYTES + HASH_BYTES) return null
  const content = bytes.subarray(0, -HASH_BYTES)
  if (!content.subarray(0, MAGIC.length).equals(MAGIC)) return null
  if (!hashOf(content).equals(bytes.subarray(-HASH_BYTES))) return null
  const frames = (content.length - HEADER_BYTES) / FRAME_BYTES
  const doublesAt = (start: number): Float64Array =>
    Float64Array.from({ length: frames }, (_, frame) => content.readDoubleLE(start + frame * 8))
  return {
    timeBase: {
      numerator: content.readDoubleLE(MAGIC.length),
      denominator: content.readDoubleLE(MAGIC.length + 8),
    },
    ticks: doublesAt(HEADER_BYTES),
    timesMs: doublesAt(HEADER_BYTES + frames * 8),
  }
}

function hashOf(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest()
}
