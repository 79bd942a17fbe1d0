/**
 * Writes an EmoCLIP checkpoint with random weights, named and stored as the official one (600 MB).
 *
 *   node scripts/tools/checkpoints/random-emoclip.ts FILE [--small] [--seed N]
 *
 * The same seed gives the same file on every machine: the numbers are drawn by integer arithmetic and sums only.
 */
import { parseArgs } from 'node:util'
import { emoclipParameters, emoclipSizes } from './emoclip-parameters.ts'
import type { Parameter } from './emoclip-parameters.ts'
import { writeTorchZip } from './write-torch-zip.ts'
import type { SavedTensor } from './write-torch-zip.ts'

export interface RandomEmoclip {
  readonly size: keyof typeof emoclipSizes
  /** An integer. */
  readonly seed: number
}

/** Takes the memory of the largest tensor. */
export async function writeRandomEmoclip(file: string, { size, seed }: RandomEmoclip): Promise<void> {
  await writeTorchZip(file, randomTensors(emoclipParameters(emoclipSizes[size]), seed))
}

/** As many as 16 random bits can choose from. */
const TABLE_LENGTH = 2 ** 16

/** All tensors lie in one memory, one after the other. */
function* randomTensors(parameters: readonly Parameter[], seed: number): Generator<SavedTensor> {
  const random = createRandom(seed)
  const normal = Float32Array.from({ length: TABLE_LENGTH }, () => roughlyNormal(random))
  const halfTables = new Map<string, Uint16Array>()
  const longest = Math.max(...parameters.map(({ shape }) => valueCount(shape)))
  const memory = new ArrayBuffer(longest * Float32Array.BYTES_PER_ELEMENT)
  for (const { name, dtype, shape, deviation, mean } of parameters) {
    const count = valueCount(shape)
    if (dtype === 'float32') {
      const table = normal.map((value) => mean + value * deviation)
      const data = new Float32Array(memory, 0, count)
      fillFrom(table, data, random)
      yield { name, dtype, shape, data }
    } else {
      const key = `${mean} ${deviation}`
      const table =
        halfTables.get(key) ?? Uint16Array.from(normal, (value) => float16Bits(mean + value * deviation))
      halfTables.set(key, table)
      const data = new Uint16Array(memory, 0, count)
      fillFrom(table, data, random)
      yield { name, dtype, shape, data }
    }
  }
}

const valueCount = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1)

interface Random {
  state: number
}

/** The multiplication sets seeds like 1 and 2 apart; a state of zero would stay zero. */
const createRandom = (seed: number): Random => ({ state: Math.imul(seed + 1, 0x9e3779b1) || 1 })

/** Xorshift: the next 32 random bits, which are the state after. */
function step(state: number): number {
  let bits = state
  bits ^= bits << 13
  bits ^= bits >>> 17
  return bits ^ (bits << 5)
}

/** A sum of twelve uniform numbers has the variance 1. */
function roughlyNormal(random: Random): number {
  let sum = -6
  for (let i = 0; i < 12; i++) {
    random.state = step(random.state)
    sum += (random.state >>> 0) / 2 ** 32
  }
  return sum
}

/** Two values of the table from each draw. */
function fillFrom<Values extends Float32Array | Uint16Array>(
  table: Values,
  values: Values,
  random: Random,
): void {
  let { state } = random
  for (let i = 0; i < values.length; i += 2) {
    state = step(state)
    values[i] = table[state & 0xffff] ?? 0
    values[i + 1] = table[state >>> 16] ?? 0
  }
  random.state = state
}

/** The nearest float16 of a number within its range. */
function float16Bits(value: number): number {
  const sign = value < 0 ? 0x8000 : 0
  const size = Math.abs(value)
  // Below the smallest normal number the steps stay the same.
  if (size < 2 ** -14) return sign | Math.round(size * 2 ** 24)
  const exponent = Math.floor(Math.log2(size))
  return sign | ((exponent + 15) * 1024 + Math.round((size / 2 ** exponent - 1) * 1024))
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    options: { small: { type: 'boolean', default: false }, seed: { type: 'string', default: '1' } },
    allowPositionals: true,
  })
  const [file] = positionals
  const seed = Number(values.seed)
  if (file === undefined || !Number.isSafeInteger(seed)) {
    throw new Error('Usage: node scripts/tools/checkpoints/random-emoclip.ts FILE [--small] [--seed N]')
  }
  await writeRandomEmoclip(file, { size: values.small ? 'small' : 'full', seed })
}
