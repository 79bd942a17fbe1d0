/**
 * The names that a state dict or a TorchScript module may refer to, and what becomes of them here. Nothing is
 * imported and nothing is called: each known constructor is a few lines below that check and rearrange plain
 * data. Every other name is refused.
 */
import type { TensorType } from './checkpoint.ts'
import { CheckpointFault, shownText } from './checkpoint-fault.ts'
import { isKind, malformed, opaque } from './pickle-values.ts'
import type { PickleValue, StorageClaim } from './pickle-values.ts'

const storageTypes: ReadonlyMap<string, TensorType> = new Map([
  ['torch.DoubleStorage', 'float64'],
  ['torch.FloatStorage', 'float32'],
  ['torch.HalfStorage', 'float16'],
  ['torch.BFloat16Storage', 'bfloat16'],
  ['torch.LongStorage', 'int64'],
  ['torch.IntStorage', 'int32'],
  ['torch.ShortStorage', 'int16'],
  ['torch.CharStorage', 'int8'],
  ['torch.ByteStorage', 'uint8'],
  ['torch.BoolStorage', 'bool'],
])

/** Named as values, beside the weights. */
const dtypeNames: ReadonlySet<string> = new Set(
  ['float64', 'float32', 'float16', 'bfloat16', 'int64', 'int32', 'int16', 'int8', 'uint8', 'bool'].map(
    (dtype) => `torch.${dtype}`,
  ),
)

type Constructor = (args: readonly PickleValue[]) => PickleValue

const firstArgument: Constructor = ([value]) => value ?? null

const constructors: ReadonlyMap<string, Constructor> = new Map([
  ['collections.OrderedDict', orderedDict],
  ['torch._utils._rebuild_tensor_v2', tensor],
  ['torch._utils._rebuild_parameter', parameter],
  ['torch._utils._rebuild_parameter_with_state', parameter],
  ['torch.Size', firstArgument],
  ['torch.device', firstArgument],
  // A list of one type, and a value with the name of its type: what TorchScript wraps attributes in.
  ['torch.jit._pickle.build_intlist', firstArgument],
  ['torch.jit._pickle.build_doublelist', firstArgument],
  ['torch.jit._pickle.build_boollist', firstArgument],
  ['torch.jit._pickle.build_tensorlist', firstArgument],
  ['torch.jit._pickle.restore_type_tag', firstArgument],
])

/**
 * Plain records and numbers that trainers save beside the weights: options, counters, paths, numbers of numpy.
 * They are passed over.
 */
const bystanders: ReadonlySet<string> = new Set([
  'argparse.Namespace',
  'types.SimpleNamespace',
  'collections.defaultdict',
  'collections.Counter',
  'collections.deque',
  'builtins.set',
  'builtins.frozenset',
  'builtins.dict',
  'builtins.list',
  'builtins.bytearray',
  'builtins.complex',
  '__builtin__.set',
  '__builtin__.frozenset',
  '__builtin__.dict',
  '__builtin__.list',
  '_codecs.encode',
  'datetime.datetime',
  'datetime.date',
  'datetime.timedelta',
  'pathlib.Path',
  'pathlib.PosixPath',
  'pathlib.WindowsPath',
  'pathlib.PurePosixPath',
  'pathlib.PureWindowsPath',
  'numpy.dtype',
  'numpy.ndarray',
  'numpy.core.multiarray.scalar',
  'numpy._core.multiarray.scalar',
  'numpy.core.multiarray._reconstruct',
  'numpy._core.multiarray._reconstruct',
  'pytorch_lightning.utilities.parsing.AttributeDict',
  'lightning_fabric.utilities.data.AttributeDict',
  'lightning.fabric.utilities.data.AttributeDict',
])

/** The classes of a TorchScript archive, whatever they are called: they are only ever records of attributes. */
const isScriptClass = (name: string): boolean => name.startsWith('__torch__.')

/** Where a name stands in a pickle. */
export interface GlobalPlace {
  readonly isTorchScript: boolean
  /** The first of all: what the whole file is an object of. */
  readonly isOutermost: boolean
}

/** Refuses by name what is not known. Throws CheckpointFault. */
export function findGlobal(name: string, { isTorchScript, isOutermost }: GlobalPlace): PickleValue {
  const isKnown =
    storageTypes.has(name) || constructors.has(name) || dtypeNames.has(name) || bystanders.has(name)
  if (isKnown || (isTorchScript && isScriptClass(name))) return { kind: 'global', name }
  const what = isOutermost
    ? 'a whole object of Python was saved, not its weights'
    : 'more than weights was saved'
  throw new CheckpointFault(
    `it refers to ${shownText(name)}, which is not part of a state dict: ${what}; ask its authors for the weights alone, or save them where they were trained, with torch.save(model.state_dict(), "weights.pth")`,
  )
}

/** REDUCE: a constructor and its arguments. */
export function construct(callee: PickleValue, args: PickleValue): PickleValue {
  if (isKind(callee, 'global') && bystanders.has(callee.name) && isKind(args, 'tuple')) return opaque
  const constructor = isKind(callee, 'global') ? constructors.get(callee.name) : undefined
  if (constructor === undefined || !isKind(args, 'tuple')) throw malformed('a call of what is no constructor')
  return constructor(args.items)
}

/** NEWOBJ: TorchScript makes its objects without arguments; what a trainer keeps beside the weights is passed over. */
export function createObject(cls: PickleValue, args: PickleValue): PickleValue {
  if (isKind(cls, 'global') && bystanders.has(cls.name) && isKind(args, 'tuple')) return opaque
  const isEmpty = isKind(args, 'tuple') && args.items.length === 0
  if (!isKind(cls, 'global') || !isScriptClass(cls.name) || !isEmpty) throw malformed('an object of no class')
  return { kind: 'object', attributes: new Map() }
}

/** BUILD: gives an object its attributes. A state dict's own (`_metadata`) say nothing about the weights. */
export function setState(target: PickleValue, state: PickleValue): void {
  if (isKind(target, 'opaque')) return
  if (!isKind(state, 'dict')) throw malformed('a state that is no dict')
  if (isKind(target, 'dict')) return
  if (!isKind(target, 'object')) throw malformed('a state of what has none')
  for (const [name, value] of state.entries) target.attributes.set(name, value)
}

/** BINPERSID: `('storage', type, key, device, number of values)`. */
export function findStorage(id: PickleValue): StorageClaim {
  if (!isKind(id, 'tuple') || id.items.length !== 5) throw malformed('a storage of an unknown form')
  const [tag, type, key, , length] = id.items
  const dtype = isKind(type, 'global') ? storageTypes.get(type.name) : undefined
  if (tag !== 'storage' || dtype === undefined || typeof key !== 'string') {
    throw malformed('a storage of an unknown form')
  }
  return { kind: 'storage', dtype, key, length: integer(length) }
}

function orderedDict(args: readonly PickleValue[]): PickleValue {
  if (args.length > 0) throw malformed('an OrderedDict with arguments')
  return { kind: 'dict', entries: new Map() }
}

/** `(storage, offset, size, stride, requires_grad, hooks[, metadata])` */
function tensor(args: readonly PickleValue[]): PickleValue {
  const [storage, offset, shape, strides] = args
  if (args.length < 6 || args.length > 7 || !isKind(storage, 'storage')) {
    throw malformed('a tensor of an unknown form')
  }
  return {
    kind: 'tensor',
    storage,
    offset: integer(offset),
    shape: integers(shape),
    strides: integers(strides),
  }
}

/** `(tensor, requires_grad, hooks[, state])` */
function parameter([data]: readonly PickleValue[]): PickleValue {
  if (!isKind(data, 'tensor')) throw malformed('a parameter without a tensor')
  return data
}

function integers(value: PickleValue | undefined): number[] {
  if (!isKind(value, 'tuple')) throw malformed('sizes that are no tuple')
  return value.items.map(integer)
}

function integer(value: PickleValue | undefined): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw malformed('a size that is no integer')
  return value
}
