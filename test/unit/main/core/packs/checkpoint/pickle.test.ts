import { describe, expect, test } from 'vitest'
import { readPickle } from '#core/packs/checkpoint/pickle.ts'
import {
  call,
  dict,
  emptyList,
  emptyTuple,
  float,
  global,
  integer,
  list,
  memoized,
  none,
  object,
  orderedDict,
  parameter,
  pickle,
  recall,
  tensor,
  text,
  tuple,
} from './checkpoint-bytes.ts'

const read = (value: Buffer, isTorchScript = false) => readPickle(pickle(value), { isTorchScript })
const damaged = 'its description of the tensors is damaged'
const raw = (latin1: string) => Buffer.from(latin1, 'latin1')
const two = { storage: 'FloatStorage', key: '0', length: 6, offset: 1, shape: [2, 2], strides: [2, 1] }

describe('values', () => {
  test.each([
    [none, null],
    [raw('\x88'), true],
    [raw('\x89'), false],
    [raw('K\xff'), 255],
    [raw('M\x01\x02'), 513],
    [integer(-7), -7],
    [integer(10_000_000_000), 10_000_000_000],
    [integer(-10_000_000_000), -10_000_000_000],
    [raw('\x8a\x00'), 0],
    [raw('\x8a\x08\xff\xff\xff\xff\xff\xff\xff\x7f'), 2n ** 63n - 1n],
    [float(0.1), 0.1],
    [text('Überraschung'), 'Überraschung'],
    [raw('\x8c\x02ab'), 'ab'],
    [raw('\x8d\x02\0\0\0\0\0\0\0ab'), 'ab'],
  ])('%# is read', (bytes, value) => {
    expect(read(bytes)).toBe(value)
  })

  test('tuples, lists and dicts of every form', () => {
    expect(read(tuple(integer(1), none))).toEqual({ kind: 'tuple', items: [1, null] })
    expect(read(Buffer.concat([integer(1), integer(2), integer(3), raw('\x87')]))).toEqual({
      kind: 'tuple',
      items: [1, 2, 3],
    })
    expect(read(Buffer.concat([list(integer(1)), integer(2), raw('a')]))).toEqual({
      kind: 'list',
      items: [1, 2],
    })
    const entries = Buffer.concat([dict({ a: integer(1) }), text('b'), integer(2), raw('s')])
    expect(read(entries)).toEqual({
      kind: 'dict',
      entries: new Map([
        ['a', 1],
        ['b', 2],
      ]),
    })
  })

  test('the memo gives back the same value, by short and long index and in order', () => {
    const shared = tuple(memoized(7, list(integer(1))), recall(7), raw('j\x07\0\0\0'))
    const value = read(shared) as { items: object[] }
    expect(value.items[0]).toBe(value.items[1])
    expect(value.items[0]).toBe(value.items[2])
    expect(read(Buffer.concat([text('x'), raw('\x94'), raw('h\0\x86')]))).toEqual({
      kind: 'tuple',
      items: ['x', 'x'],
    })
  })

  test('protocol 5 with frames and names on the stack', () => {
    const name = Buffer.concat([text('collections'), text('OrderedDict'), raw('\x93)R')])
    const framed = Buffer.concat([raw('\x95'), raw('\x05\0\0\0\0\0\0\0'), name])
    expect(readPickle(pickle(framed, 5), { isTorchScript: false })).toEqual({
      kind: 'dict',
      entries: new Map(),
    })
  })
})

describe('what PyTorch constructs', () => {
  const claim = {
    kind: 'tensor',
    storage: { kind: 'storage', dtype: 'float32', key: '0', length: 6 },
    offset: 1,
    shape: [2, 2],
    strides: [2, 1],
  }

  test('a tensor and a parameter', () => {
    expect(read(tensor(two))).toEqual(claim)
    expect(read(parameter(tensor(two)))).toEqual(claim)
    const stated = call(
      global('torch._utils', '_rebuild_parameter_with_state'),
      tensor(two),
      none,
      orderedDict(),
      dict({ note: text('x') }),
    )
    expect(read(stated)).toEqual(claim)
  })

  test('sizes, devices and types beside the tensors', () => {
    expect(read(call(global('torch', 'Size'), tuple(integer(1))))).toEqual({ kind: 'tuple', items: [1] })
    expect(read(call(global('torch', 'device'), text('cuda')))).toBe('cuda')
    expect(read(global('torch', 'float16'))).toEqual({ kind: 'global', name: 'torch.float16' })
  })

  test('an OrderedDict keeps its entries when it gets attributes', () => {
    const value = Buffer.concat([
      orderedDict(),
      text('a'),
      integer(1),
      raw('s'),
      dict({ _metadata: none }),
      raw('b'),
    ])
    expect(read(value)).toEqual({ kind: 'dict', entries: new Map([['a', 1]]) })
  })

  test('lists and tags of TorchScript', () => {
    const ints = call(global('torch.jit._pickle', 'build_intlist'), list(integer(3)))
    expect(read(ints, true)).toEqual({ kind: 'list', items: [3] })
    const tagged = call(global('torch.jit._pickle', 'restore_type_tag'), dict({}), text('Dict[str, int]'))
    expect(read(tagged, true)).toEqual({ kind: 'dict', entries: new Map() })
  })
})

describe('what trainers keep beside the weights', () => {
  const bytes = raw('C\x02ab')
  const dtype = call(global('numpy', 'dtype'), text('f8'), raw('\x89'), raw('\x88'))
  const isPassedOver = { kind: 'opaque' }

  test.each([
    ['a number of NumPy', call(global('numpy.core.multiarray', 'scalar'), dtype, bytes)],
    ['a number of NumPy 2', call(global('numpy._core.multiarray', 'scalar'), dtype, bytes)],
    ['bytes as protocol 2 writes them', call(global('_codecs', 'encode'), text('ab'), text('latin1'))],
    ['a type with its state', Buffer.concat([dtype, tuple(integer(3), text('<')), raw('b')])],
    [
      'options',
      Buffer.concat([global('argparse', 'Namespace'), raw(')\x81'), dict({ lr: float(0.1) }), raw('b')]),
    ],
    ['a path', call(global('pathlib', 'PosixPath'), text('/'), text('data'))],
    [
      'counters',
      Buffer.concat([call(global('collections', 'defaultdict')), raw('('), text('a'), integer(1), raw('u')]),
    ],
    ['a set', call(global('builtins', 'set'), list(integer(1)))],
  ])('%s is passed over', (_, value) => {
    expect(read(value)).toEqual(isPassedOver)
    expect(read(dict({ a: integer(1), beside: value }))).toEqual({
      kind: 'dict',
      entries: new Map<string, unknown>([
        ['a', 1],
        ['beside', isPassedOver],
      ]),
    })
  })

  test('is never a size, a name or a storage', () => {
    const options = Buffer.concat([global('argparse', 'Namespace'), raw(')\x81')])
    expect(() => read(call(global('torch._utils', '_rebuild_tensor_v2'), options))).toThrow(damaged)
    expect(() => read(Buffer.concat([options, options, raw('\x93')]))).toThrow(damaged)
    expect(() => read(Buffer.concat([options, raw('Q')]))).toThrow(damaged)
    expect(() => read(Buffer.concat([options, tuple(), raw('R')]))).toThrow(damaged)
  })
})

describe('refused by name', () => {
  test.each([
    ['os', 'system'],
    ['builtins', 'eval'],
    ['numpy', 'fromfile'],
    ['__main__', 'VClip'],
    ['torch', 'ComplexFloatStorage'],
    ['torch.nn.modules.linear', 'Linear'],
    ['__torch__', 'Visual'],
  ])('%s.%s', (module, name) => {
    const sentence = `it refers to \`${module}.${name}\`, which is not part of a state dict`
    expect(() => read(global(module, name))).toThrow(sentence)
    const onStack = Buffer.concat([text(module), text(name), raw('\x93')])
    expect(() => read(onStack)).toThrow(sentence)
  })

  test('a whole model is told from a stray name in a state dict', () => {
    const model = global('architecture.clip', 'VClip')
    expect(() => read(model)).toThrow(/a whole object of Python was saved.*model\.state_dict\(\)/)
    expect(() => read(dict({ epoch: integer(3), model }))).toThrow(/more than weights was saved/)
  })

  test('a class outside the archive is refused in TorchScript too', () => {
    expect(() => read(object('os.environ', {}), true)).toThrow('`os.environ`')
  })

  test('a name is shown short and without control characters', () => {
    expect(() => read(global('\x1b[2J', 'x'.repeat(10_000)))).toThrow(/^it refers to `�\[2J\.x{73,75}…`/)
  })
})

const MANY = 1_000_001

describe('refused as no pickle of PyTorch', () => {
  test.each([
    ['an unknown opcode', raw('I1\n'), 'opcode 0x49'],
    ['the opcode that calls a class by text', raw('(ios\nsystem\n'), 'opcode 0x69'],
    ['an extension code', raw('\x82\x01'), 'opcode 0x82'],
    ['nothing', raw(''), damaged],
    ['a text longer than the file', raw('X\xff\xff\xff\xffab'), damaged],
    ['a text of 2^63 bytes', raw('\x8d\xff\xff\xff\xff\xff\xff\xff\x7fab'), damaged],
    ['a text that is no UTF-8', raw('X\x02\0\0\0\xff\xfe'), damaged],
    ['a frame longer than the file', raw('\x95\xff\xff\0\0\0\0\0\0N'), damaged],
    ['a name without end', raw('cos'), damaged],
    ['a missing mark', raw('Nt'), damaged],
    ['a value below the mark', raw('N(a'), damaged],
    ['a forgotten value', recall(9), damaged],
    ['values left over', raw('NN'), damaged],
    ['a mark left over', raw('(N'), damaged],
    ['an item of no list', raw('}Na'), damaged],
    ['an entry of no dict', raw(']NNs'), damaged],
    ['half an entry', raw('}(Nu'), damaged],
    ['a call of a text', Buffer.concat([text('eval'), emptyTuple, raw('R')]), damaged],
    ['a call of a storage type', Buffer.concat([global('torch', 'FloatStorage'), raw(')R')]), damaged],
    ['a call with a list', Buffer.concat([global('torch', 'Size'), emptyList, raw('R')]), damaged],
    ['an object of a known function', Buffer.concat([global('torch', 'Size'), raw(')\x81')]), damaged],
    ['a state of a list', raw(']}b'), damaged],
    ['a state that is no dict', raw('}]b'), damaged],
    ['a storage of another form', Buffer.concat([tuple(text('storage')), raw('Q')]), damaged],
    ['a parameter without tensor', parameter(none), damaged],
    ['a size that is too large to count', tensor({ ...two, shape: [2 ** 60, 1] }), damaged],
    ['an OrderedDict with arguments', call(global('collections', 'OrderedDict'), emptyList), damaged],
    ['a million values', Buffer.alloc(MANY, 'N'), 'too long'],
    ['a million marks', Buffer.alloc(MANY, '('), 'too long'],
  ])('%s', (_, bytes, sentence) => {
    expect(() => read(bytes)).toThrow(sentence)
  })

  test.each([0, 1, 6])('protocol %i', (protocol) => {
    expect(() => readPickle(pickle(none, protocol), { isTorchScript: false })).toThrow(`protocol ${protocol}`)
  })

  test('a pickle cut anywhere', () => {
    const whole = pickle(dict({ a: tensor(two), b: parameter(tensor(two)) }))
    for (let length = 0; length < whole.length; length++) {
      expect(() => readPickle(whole.subarray(0, length), { isTorchScript: false })).toThrow(damaged)
    }
  })
})
