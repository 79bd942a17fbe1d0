/** Ways to spoil a checkpoint, each with a random generator that decides how. */
import { safetensors } from './checkpoint-bytes.ts'
import { attack, splice } from './fuzz-attacks.ts'
import type { Base, HeaderParts } from './fuzz-bases.ts'
import { below, pick } from './fuzz-random.ts'
import type { Random } from './fuzz-random.ts'

export interface Mutated {
  readonly kind: string
  readonly bytes: Buffer
  /** Made in place: where no byte of a tensor changed, it must read as before. */
  readonly isInPlace: boolean
  /** Nothing of it may be read. */
  readonly isHopeless: boolean
}

/** One of all the ways that fit this base. */
export function mutate(base: Base, random: Random): Mutated {
  const { parts } = base
  if (parts.kind === 'header') {
    return pick(random, [flippedBits, cut, overwrittenNumber, () => editedHeader(parts, random)])(
      base,
      random,
    )
  }
  const draw = random()
  if (draw < 0.3) return spliced('spliced pickle', splice(parts, random))
  if (draw < 0.5) return { ...spliced('attack', attack(parts, random)), isHopeless: true }
  return pick(random, [flippedBits, cut, overwrittenNumber, editedDirectory])(base, random)
}

const spliced = (kind: string, bytes: Buffer): Mutated => ({
  kind,
  bytes,
  isInPlace: false,
  isHopeless: false,
})

const inPlace = (kind: string, bytes: Buffer): Mutated => ({
  kind,
  bytes,
  isInPlace: true,
  isHopeless: false,
})

function flippedBits({ bytes }: Base, random: Random): Mutated {
  const changed = Buffer.from(bytes)
  for (let count = 1 + below(random, 8); count > 0; count--) {
    const at = below(random, changed.length)
    changed[at] = (changed[at] ?? 0) ^ (1 << below(random, 8))
  }
  return inPlace('flipped bits', changed)
}

/** Too short or too long: every format here knows where its file ends. */
function cut({ bytes }: Base, random: Random): Mutated {
  const longer = Buffer.concat([bytes, Buffer.alloc(1 + below(random, 99))])
  const changed = random() < 0.2 ? longer : bytes.subarray(0, below(random, bytes.length))
  return { ...inPlace('cut or extended', changed), isHopeless: true }
}

/** Sizes and positions as they may be wrong, of 1, 2, 4 or 8 bytes. */
function overwrittenNumber({ bytes }: Base, random: Random): Mutated {
  const changed = Buffer.from(bytes)
  const width = pick(random, [1, 2, 4, 8])
  overwrite(changed, { at: below(random, changed.length - width), width }, random)
  return inPlace('overwritten number', changed)
}

function overwrite(bytes: Buffer, { at, width }: { at: number; width: number }, random: Random): void {
  const old = width === 8 ? bytes.readBigUInt64LE(at) : BigInt(bytes.readUIntLE(at, width))
  const length = BigInt(bytes.length)
  const fixed = [
    0n,
    1n,
    -1n,
    -2n,
    0x7fffffffn,
    0x80000000n,
    2n ** 53n,
    2n ** 63n,
    10n * 2n ** 30n,
    length,
    length - 1n,
  ]
  const value = pick(random, [...fixed, old + 1n, old - 1n, old * 2n, -old])
  const field = Buffer.alloc(8)
  field.writeBigUInt64LE(BigInt.asUintN(64, value))
  field.copy(bytes, at, 0, width)
}

/** Offset and width of each number in a directory entry, a local header and the end of a zip archive. */
const zipFields: Readonly<Record<string, readonly (readonly [at: number, width: number])[]>> = {
  'PK\x01\x02': [
    ...([
      [6, 2],
      [8, 2],
      [10, 2],
      [16, 4],
      [20, 4],
      [24, 4],
    ] as const),
    ...([
      [28, 2],
      [30, 2],
      [32, 2],
      [34, 2],
      [42, 4],
      [46, 8],
    ] as const),
  ],
  'PK\x03\x04': [
    [6, 2],
    [8, 2],
    [14, 4],
    [18, 4],
    [22, 4],
    [26, 2],
    [28, 2],
    [30, 8],
  ],
  'PK\x05\x06': [
    [4, 2],
    [8, 2],
    [10, 2],
    [12, 4],
    [16, 4],
    [20, 2],
  ],
}

function editedDirectory({ bytes }: Base, random: Random): Mutated {
  const changed = Buffer.from(bytes)
  for (let count = 1 + below(random, 3); count > 0; count--) {
    const signature = pick(random, Object.keys(zipFields))
    const found = indexesOf(bytes, signature)
    const [at, width] = pick(random, zipFields[signature] ?? [])
    const position = pick(random, found) + at
    if (position + width <= changed.length) overwrite(changed, { at: position, width }, random)
  }
  return inPlace('edited directory', changed)
}

function indexesOf(bytes: Buffer, signature: string): number[] {
  const found: number[] = []
  for (
    let at = bytes.indexOf(signature, 0, 'latin1');
    at !== -1;
    at = bytes.indexOf(signature, at + 1, 'latin1')
  ) {
    found.push(at)
  }
  return found
}

/** Numbers, types and names of the header changed as text, its length right. */
function editedHeader({ json, data }: HeaderParts, random: Random): Mutated {
  let text = json
  for (let count = 1 + below(random, 2); count > 0; count--) {
    const tokens = [...text.matchAll(pick(random, [/\d+/g, /"[^"]*"/g, /\d+|"[^"]*"|[[\]{},:]/g]))]
    const { 0: token, index } = pick(random, tokens)
    const alike = pick(random, tokens)[0]
    const other = pick(random, [alike, alike, token.slice(1), token + token, pick(random, strangeTokens)])
    text = text.slice(0, index) + other + text.slice(index + token.length)
  }
  return spliced('edited header', safetensors(text, data))
}

const strangeTokens = [
  ...['0', '-1', '1.5', '1e300', '10737418240', '9007199254740993', '[]', '{}', 'null', '', ','],
  ...['"F32"', '"F16"', '"BF16"', '"I64"', '"BOOL"', '"C64"', '"__proto__"', '"\\u0061.weight"'],
]
