/** Finds the tensors of a checkpoint and their names in the values that its pickle describes. */
import { CheckpointFault, shownText } from './checkpoint-fault.ts'
import { isKind } from './pickle-values.ts'
import type { PickleDict, PickleValue, ScriptObject, TensorClaim } from './pickle-values.ts'

/** Ten times what the largest CLIP with the deepest temporal transformer has. */
const MAX_TENSORS = 10_000
const MAX_NAME_CHARACTERS = 500
const MAX_DEPTH = 64
/** Attributes looked at; modules may share parts, and shared parts of shared parts could be named without end. */
const MAX_VISITED = 1_000_000

/** What training scripts commonly put a state dict under, beside the epoch and the optimiser. */
const wrapperKeys = ['state_dict', 'model_state_dict', 'model']

/** The tensors of a state dict, plain or in a common wrapper; other values are passed over. Throws CheckpointFault. */
export function tensorsOfStateDict(root: PickleValue): Map<string, TensorClaim> {
  if (!isKind(root, 'dict')) throw new CheckpointFault('it holds no state dict')
  const own = tensorsOfDict(root)
  if (own.size > 0) return own
  const wrapped = wrapperKeys.flatMap((key) => {
    const inner = root.entries.get(key)
    const tensors = isKind(inner, 'dict') ? tensorsOfDict(inner) : new Map<string, TensorClaim>()
    return tensors.size > 0 ? [{ key, tensors }] : []
  })
  const [first, second] = wrapped
  if (first === undefined) throw new CheckpointFault('it holds no tensors')
  if (second !== undefined) {
    throw new CheckpointFault(
      `it holds several state dicts (${shownText(first.key)} and ${shownText(second.key)}); save one by itself`,
    )
  }
  return first.tensors
}

function tensorsOfDict(dict: PickleDict): Map<string, TensorClaim> {
  const tensors = new Map<string, TensorClaim>()
  for (const [key, value] of dict.entries) {
    if (typeof key === 'string' && isKind(value, 'tensor')) add(tensors, key, value)
  }
  return tensors
}

interface Visit {
  readonly object: ScriptObject
  /** Ends in a dot, except at the root. */
  readonly prefix: string
  readonly depth: number
}

/**
 * The tensors of a TorchScript module, named as in its state dict by the attributes that lead to them. A module
 * that is shared appears under each of its names, as in PyTorch. Throws CheckpointFault.
 */
export function tensorsOfModule(root: PickleValue): Map<string, TensorClaim> {
  if (!isKind(root, 'object')) throw new CheckpointFault('it holds no TorchScript module')
  const tensors = new Map<string, TensorClaim>()
  const pending: Visit[] = [{ object: root, prefix: '', depth: 0 }]
  let visited = 0
  for (let visit = pending.pop(); visit !== undefined; visit = pending.pop()) {
    for (const [key, value] of visit.object.attributes) {
      if (++visited > MAX_VISITED) throw new CheckpointFault('its modules are too many')
      if (typeof key !== 'string') continue
      if (isKind(value, 'tensor')) add(tensors, visit.prefix + key, value)
      if (isKind(value, 'object')) pending.push(enter(visit, key, value))
    }
  }
  if (tensors.size === 0) throw new CheckpointFault('it holds no tensors')
  return tensors
}

/** A module that contains itself is as deep as any limit. */
function enter({ prefix, depth }: Visit, key: string, object: ScriptObject): Visit {
  const name = checkedName(prefix + key)
  if (depth >= MAX_DEPTH) throw new CheckpointFault(`its modules are nested too deep (${shownText(name)})`)
  return { object, prefix: `${name}.`, depth: depth + 1 }
}

function add(tensors: Map<string, TensorClaim>, name: string, tensor: TensorClaim): void {
  checkedName(name)
  if (tensors.has(name)) throw new CheckpointFault(`it holds the tensor ${shownText(name)} twice`)
  if (tensors.size >= MAX_TENSORS) throw new CheckpointFault(`it holds more than ${MAX_TENSORS} tensors`)
  tensors.set(name, tensor)
}

function checkedName(name: string): string {
  if (name.length > MAX_NAME_CHARACTERS) throw new CheckpointFault(`its name ${shownText(name)} is too long`)
  return name
}
