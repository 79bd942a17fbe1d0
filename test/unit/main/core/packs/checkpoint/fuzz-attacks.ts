/** Archives whose checksums are right and whose content is not: spliced descriptions, and attacks by design. */
import {
  call,
  dict,
  global,
  integer,
  list,
  memoized,
  object,
  pickle,
  recall,
  tensor,
  text,
  tuple,
  zip,
} from './checkpoint-bytes.ts'
import type { RecordSpec } from './checkpoint-bytes.ts'
import { rebuilt } from './fuzz-bases.ts'
import type { ArchiveParts } from './fuzz-bases.ts'
import { below, pick } from './fuzz-random.ts'
import type { Random } from './fuzz-random.ts'

const GIB_10 = 10 * 2 ** 30
const raw = (latin1: string): Buffer => Buffer.from(latin1, 'latin1')
const system = call(global('os', 'system'), text('touch evil'))

/** Opcodes that mean something by themselves. */
const fragments: readonly Buffer[] = [
  ...[
    '(',
    '.',
    '0',
    '2',
    'N',
    'R',
    'Q',
    'b',
    't',
    'u',
    's',
    'e',
    'a',
    ']',
    '}',
    ')',
    '\x81',
    '\x93',
    '\x94',
  ].map(raw),
  ...['((((', 'ttt', 'h\0', 'q\0', 'j\xff\xff\xff\xff', 'r\0\0\0\0', 'X\xff\xff\xff\x7f', '\x8a\xff'].map(
    raw,
  ),
  ...[
    '\x8d\0\0\0\0\0\0\0\x80',
    '\x95\xff\xff\xff\xff\xff\xff\xff\xff',
    '\x80\x05',
    'I1\n',
    'ios\nsystem\n',
  ].map(raw),
  ...[0, -1, 2 ** 31 - 1, GIB_10, -GIB_10, 2 ** 60].map(integer),
  ...[system, global('torch', 'HalfStorage'), global('builtins', 'eval'), memoized(1, list()), recall(1)],
]

/** One or two changes: a number, a byte, or a stretch that is cut, doubled, replaced or turned round. */
export function splice(parts: ArchiveParts, random: Random): Buffer {
  let { pickled } = parts
  for (let count = 1 + below(random, 2); count > 0; count--) {
    pickled = pick(random, [withOtherNumber, withOtherByte, withOtherStretch])(pickled, random)
  }
  return rebuilt(parts, pickled)
}

/** Every size, stride, offset and length is a BININT here. */
function withOtherNumber(pickled: Buffer, random: Random): Buffer {
  const start = below(random, pickled.length)
  const at = pickled.indexOf('J', start, 'latin1') + 1
  if (at === 0 || at + 4 > pickled.length) return pickled
  const changed = Buffer.from(pickled)
  const fixed = [0, 1, 2, 3, 4, 6, 12, -1, 2 ** 31 - 1, -(2 ** 31)]
  changed.writeInt32LE(pick(random, [...fixed, changed.readInt32LE(at) ^ 1]), at)
  return changed
}

function withOtherByte(pickled: Buffer, random: Random): Buffer {
  const changed = Buffer.from(pickled)
  changed[below(random, changed.length)] = below(random, 256)
  return changed
}

function withOtherStretch(pickled: Buffer, random: Random): Buffer {
  const start = below(random, pickled.length)
  const end = start + below(random, pick(random, [2, 8, pickled.length]))
  const stretch = pickled.subarray(start, end)
  const other = pick(random, [
    Buffer.alloc(0),
    Buffer.concat([stretch, stretch]),
    pick(random, fragments),
    Buffer.concat([pick(random, fragments), stretch]),
    Buffer.from(stretch).reverse(),
  ])
  return Buffer.concat([pickled.subarray(0, start), other, pickled.subarray(end)])
}

/** None of these may open. */
export function attack(parts: ArchiveParts, random: Random): Buffer {
  return pick(random, [hugeClaim, outsideView, foreignName, cycle, bomb, escape])(parts, random)
}

/** A module or a state dict with this beside a good tensor. */
function withValue(parts: ArchiveParts, value: Buffer): Buffer {
  const good = tensor({ storage: 'FloatStorage', key: '0', length: 24, shape: [24] })
  const entries = { good, value }
  return rebuilt(parts, pickle(parts.isTorchScript ? object('__torch__.A', entries) : dict(entries)))
}

/** Ten gigabytes and more, as sizes, strides, offset or storage. */
function hugeClaim(parts: ArchiveParts, random: Random): Buffer {
  const huge = () => Math.floor(GIB_10 * (1 + random() * 2 ** below(random, 20)))
  const spec = pick(random, [
    { shape: [huge()] },
    { shape: [huge()], strides: [0] },
    { shape: [huge(), huge()], strides: [0, 0] },
    { shape: [2], strides: [huge()] },
    { shape: [2, 2], strides: [huge(), huge()] },
    { shape: [1], offset: huge() },
    { shape: [1], length: huge() },
  ])
  return withValue(parts, tensor({ storage: 'FloatStorage', key: '0', length: 24, ...spec }))
}

/** Negative strides, sizes and offsets, and views that end outside. */
function outsideView(parts: ArchiveParts, random: Random): Buffer {
  // Often by just one.
  const some = () => 1 + below(random, pick(random, [1, 30]))
  const spec = pick(random, [
    { shape: [2, 2], strides: [-some(), 1], offset: some() },
    { shape: [2, 2], strides: [1, -some()], offset: some() },
    { shape: [-some()], strides: [1] },
    { shape: [1], offset: -some() },
    { shape: [24 + some()] },
    { shape: [2], strides: [23 + some()] },
    { shape: [24], offset: some() },
    { shape: [2], length: -some() },
    { shape: [2], key: '9' },
    { shape: [2], strides: [1, 1] },
  ])
  return withValue(parts, tensor({ storage: 'FloatStorage', key: '0', length: 24, ...spec }))
}

function foreignName(parts: ArchiveParts, random: Random): Buffer {
  const [module, name] = pick(random, [
    ['os', 'system'],
    ['builtins', 'exec'],
    ['subprocess', 'Popen'],
    ['torch', 'load'],
    ['torch._utils', '_rebuild_tensor'],
    ['numpy', 'fromfile'],
    ['__torch_', '_.A'],
  ] as const)
  const named = global(module, name)
  const called = call(named, text('touch evil'))
  return withValue(parts, pick(random, [named, called, tuple(named), list(called), dict({ x: named })]))
}

/** Values that contain themselves, directly or through many, and shares of shares. */
function cycle(parts: ArchiveParts, random: Random): Buffer {
  const instance = Buffer.concat([global('__torch__', 'A'), raw(')\x81')])
  const depth = 20 + below(random, 200)
  const self = Buffer.concat([memoized(0, instance), dict({ self: recall(0) }), raw('b')])
  const selfList = Buffer.concat([memoized(0, raw(']')), recall(0), raw('a')])
  const selfDict = Buffer.concat([memoized(0, raw('}')), text('state_dict'), recall(0), raw('s')])
  let twice = object('__torch__.A', { w: text('x') })
  for (let level = 0; level < depth; level++) {
    twice = object('__torch__.A', { a: memoized(level & 0xff, twice), b: recall(level & 0xff) })
  }
  if (parts.isTorchScript) return rebuilt(parts, pickle(pick(random, [self, twice])))
  return rebuilt(
    parts,
    pickle(pick(random, [selfList, selfDict, raw('}'.repeat(depth)), raw('('.repeat(depth))])),
  )
}

const zeros = Buffer.alloc(2 ** 21)

/** Few bytes that inflate to many, as description or tensor, with true and false sizes. */
function bomb(parts: ArchiveParts, random: Random): Buffer {
  const data = zeros.subarray(0, below(random, zeros.length))
  const claims = pick(random, [{}, { bytes: below(random, 10_000) }, { bytes: 2 ** 32 - 1 }])
  const description: RecordSpec = { name: 'archive/data.pkl', data, isDeflated: true, claims }
  if (random() < 0.5) return zip([description, ...parts.others])
  const others = parts.others.map((record) =>
    record.name === 'archive/data/0' ? { ...record, data, isDeflated: true, claims } : record,
  )
  return zip([{ name: 'archive/data.pkl', data: parts.pickled }, ...others])
}

/** Names that lead out of the archive, or are there twice. */
function escape(parts: ArchiveParts, random: Random): Buffer {
  const name = pick(random, [
    ...['../evil', 'archive/../../evil', '/evil', 'C:/evil', '..\\evil', 'archive\\data\\0', 'a/..'],
    ...['archive/data/0', 'archive/version', 'evil/data.pkl'],
  ])
  const records = [{ name: 'archive/data.pkl', data: parts.pickled }, ...parts.others]
  const at = below(random, records.length + 1)
  return zip([...records.slice(0, at), { name, data: raw('evil') }, ...records.slice(at)])
}
