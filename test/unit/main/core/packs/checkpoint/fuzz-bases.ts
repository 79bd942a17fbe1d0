/** Three small valid checkpoints that the fuzz test changes, with what each tensor of them reads as. */
import {
  call,
  dict,
  float32,
  float64,
  global,
  int64,
  integer,
  list,
  memoized,
  none,
  object,
  parameter,
  pickle,
  recall,
  rowMajor,
  safetensors,
  scriptConstants,
  tensor,
  text,
  torchRecords,
  uint16,
  zip,
} from './checkpoint-bytes.ts'
import type { RecordSpec } from './checkpoint-bytes.ts'

export interface Base {
  readonly fileName: string
  readonly bytes: Buffer
  /** How the file was put together, to put it together otherwise. */
  readonly parts: ArchiveParts | HeaderParts
}

export interface ArchiveParts {
  readonly kind: 'archive'
  readonly pickled: Buffer
  readonly others: readonly RecordSpec[]
  readonly isTorchScript: boolean
}

export interface HeaderParts {
  readonly kind: 'header'
  readonly json: string
  readonly data: Buffer
  /** Where in `data` each tensor lies. */
  readonly places: ReadonlyMap<string, readonly [begin: number, end: number]>
}

const storages = {
  0: float32(...Array.from({ length: 24 }, (_, i) => i / 4)),
  1: uint16(...Array.from({ length: 16 }, (_, i) => 0x3c00 + i)),
  2: uint16(0x3f80, 0x4000, 0x4040),
  3: float64(0.5, -2),
  4: int64(1, 2, 3),
}
const lengths = { FloatStorage: 24, HalfStorage: 16, BFloat16Storage: 3, DoubleStorage: 2, LongStorage: 3 }
const keys = {
  FloatStorage: '0',
  HalfStorage: '1',
  BFloat16Storage: '2',
  DoubleStorage: '3',
  LongStorage: '4',
}

const stored = (
  storage: keyof typeof keys,
  shape: readonly number[],
  { offset = 0, strides = rowMajor(shape) } = {},
): Buffer => tensor({ storage, key: keys[storage], length: lengths[storage], shape, offset, strides })

const matrix = stored('FloatStorage', [3, 4])
const transposed = stored('FloatStorage', [4, 3], { offset: 12, strides: [1, 4] })
const half = stored('HalfStorage', [2, 2, 4])

function archive(fileName: string, root: Buffer, isTorchScript: boolean): Base {
  const pickled = pickle(root)
  const records = torchRecords(pickled, storages)
  const others = [...records.slice(1), ...(isTorchScript ? [scriptConstants] : [])]
  const parts = { kind: 'archive', pickled, others, isTorchScript } as const
  return { fileName, bytes: rebuilt(parts, pickled), parts }
}

/** The archive with another description, all checksums right. */
export function rebuilt({ others }: ArchiveParts, pickled: Buffer): Buffer {
  return zip([{ name: 'archive/data.pkl', data: pickled }, ...others])
}

const stateDict = dict({
  'module.a.weight': matrix,
  'module.a.bias': parameter(transposed),
  'module.b.weight': half,
  'module.b.bias': stored('BFloat16Storage', [3]),
  'module.scale': stored('DoubleStorage', [], { offset: 1 }),
  'module.steps': stored('LongStorage', [3]),
})

const scriptModule = object('__torch__.model.Clip', {
  training: none,
  logit_scale: stored('DoubleStorage', [1]),
  sizes: call(global('torch.jit._pickle', 'build_intlist'), list(integer(7))),
  visual: object('__torch__.___torch_mangle_3.Visual', {
    proj: matrix,
    shared: memoized(3, object('__torch__.Block', { weight: half })),
    note: text('x'),
  }),
  also: recall(3),
})

function headerBase(): Base {
  const data = Buffer.concat([storages[0], storages[1], storages[2], storages[3], storages[4]])
  const entries = {
    'a.weight': { dtype: 'F32', shape: [4, 6], data_offsets: [0, 96] },
    'b.weight': { dtype: 'F16', shape: [16], data_offsets: [96, 128] },
    'b.bias': { dtype: 'BF16', shape: [3, 1], data_offsets: [128, 134] },
    scale: { dtype: 'F64', shape: [2], data_offsets: [134, 150] },
    steps: { dtype: 'I64', shape: [3], data_offsets: [150, 174] },
  } as const
  const json = JSON.stringify({ __metadata__: { format: 'pt' }, ...entries })
  const places = new Map(Object.entries(entries).map(([name, entry]) => [name, entry.data_offsets] as const))
  const parts = { kind: 'header', json, data, places } as const
  return { fileName: 'model.safetensors', bytes: safetensors(json, data), parts }
}

export const bases: readonly Base[] = [
  archive('state-dict.pth', stateDict, false),
  archive('script.pt', scriptModule, true),
  headerBase(),
]
