import { expect, test } from 'vitest'
import {
  call,
  dict,
  float32,
  global,
  integer,
  list,
  memoized,
  none,
  object,
  pickle,
  recall,
  scriptConstants,
  tensor,
  text,
  torchRecords,
  tuple,
  uint16,
  zip,
} from './checkpoint-bytes.ts'
import { openBytes } from './open-bytes.ts'

const weight = tensor({ storage: 'HalfStorage', key: '0', length: 4, shape: [2, 2], strides: [1, 2] })
const scale = tensor({ storage: 'FloatStorage', key: '1', length: 1, shape: [] })

const open = (root: Buffer) => {
  const storages = { 0: uint16(0x3c00, 0x4000, 0x4200, 0x4400), 1: float32(4.5) }
  return openBytes(zip([...torchRecords(pickle(root), storages), scriptConstants]), 'ViT-B-32.pt')
}

test('tensors are named by the attributes that lead to them, whatever the classes are called', async () => {
  const checkpoint = await open(
    object('__torch__.multimodal.model.___torch_mangle_9393.Multimodal', {
      training: Buffer.from('\x89', 'latin1'),
      logit_scale: scale,
      visual: object('__torch__.Visual', {
        _is_full_backward_hook: none,
        transformer: object('__torch__.___torch_mangle_1.Stack', {
          resblocks: object('__torch__.torch.nn.modules.container.Sequential', {
            '0': object('__torch__.Block', {
              attn: object('__torch__.Attention', { in_proj_weight: weight }),
            }),
          }),
        }),
      }),
    }),
  )
  expect(checkpoint).toMatchObject({ fileName: 'ViT-B-32.pt', format: 'torchscript' })
  expect([...checkpoint.tensors.keys()].sort()).toEqual([
    'logit_scale',
    'visual.transformer.resblocks.0.attn.in_proj_weight',
  ])
  expect([...(await checkpoint.read('logit_scale'))]).toEqual([4.5])
  expect([...(await checkpoint.read('visual.transformer.resblocks.0.attn.in_proj_weight'))]).toEqual([
    1, 3, 2, 4,
  ])
})

test('attributes that are no modules and no tensors are passed over', async () => {
  const checkpoint = await open(
    object('__torch__.Clip', {
      sizes: call(global('torch.jit._pickle', 'build_intlist'), list(integer(7))),
      names: call(global('torch.jit._pickle', 'restore_type_tag'), list(text('a')), text('List[str]')),
      pair: tuple(weight, dict({ inner: weight })),
      scale,
    }),
  )
  expect([...checkpoint.tensors.keys()]).toEqual(['scale'])
})

test('a shared module appears under each of its names', async () => {
  const shared = object('__torch__.Clip', {
    a: memoized(1, object('__torch__.Part', { weight })),
    b: recall(1),
  })
  expect([...(await open(shared)).tensors.keys()].sort()).toEqual(['a.weight', 'b.weight'])
})

test.each<[string, Buffer, string]>([
  ['a module that contains itself', cyclic(), 'nested too deep'],
  ['modules that share and share again', doubling(30, { weight }), 'more than 10000 tensors'],
  ['empty modules that share and share again', doubling(30, {}), 'modules are too many'],
  ['a chain without end', chain(200), 'nested too deep'],
  ['a name without end', chain(60, 'x'.repeat(20)), 'too long'],
  [
    'a name made twice',
    object('__torch__.A', { 'b.w': weight, b: object('__torch__.B', { w: weight }) }),
    'twice',
  ],
  ['no tensors', object('__torch__.A', { scale: none }), 'it holds no tensors'],
  ['a state dict', dict({ weight }), 'no TorchScript module'],
  ['a foreign class', object('__torch__.A', { weight, run: global('os', 'system') }), '`os.system`'],
])('%s: refused', async (_, root, sentence) => {
  await expect(open(root)).rejects.toMatchObject({
    code: 'checkpoint-invalid',
    message: expect.stringContaining(sentence),
  })
})

/** The object is memoised before it gets the attribute that is itself. */
function cyclic(): Buffer {
  const made = Buffer.concat([global('__torch__', 'Loop'), Buffer.from(')\x81', 'latin1')])
  return Buffer.concat([memoized(1, made), dict({ weight, self: recall(1) }), Buffer.from('b')])
}

/** Each level holds the level below twice: 2^levels names from a few bytes a level. */
function doubling(levels: number, leaf: Record<string, Buffer>): Buffer {
  let below = object('__torch__.Leaf', leaf)
  for (let level = 0; level < levels; level++) {
    below = object('__torch__.Twice', { a: memoized(level, below), b: recall(level) })
  }
  return below
}

function chain(length: number, name = 'a'): Buffer {
  let below = object('__torch__.Leaf', { weight })
  for (let i = 0; i < length; i++) below = object('__torch__.Link', { [name]: below })
  return below
}
