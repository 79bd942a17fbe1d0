import type { TensorType } from './checkpoint.ts'
import { CheckpointFault } from './checkpoint-fault.ts'

/** What a pickle can hold here: plain data and descriptions of tensors. None of it runs. */
export type PickleValue =
  | null
  | boolean
  | number
  /** Outside the integers that a number holds exactly. */
  | bigint
  | string
  | PickleList
  | PickleTuple
  | PickleDict
  | PickleGlobal
  | ScriptObject
  | StorageClaim
  | TensorClaim
  | OpaqueValue

export interface PickleList {
  readonly kind: 'list'
  readonly items: PickleValue[]
}

export interface PickleTuple {
  readonly kind: 'tuple'
  readonly items: readonly PickleValue[]
}

/** Keys are compared by value when they are plain, by identity otherwise. */
export interface PickleDict {
  readonly kind: 'dict'
  readonly entries: Map<PickleValue, PickleValue>
}

/** A name that the pickle refers to; always one of those that pickle-globals.ts knows. */
export interface PickleGlobal {
  readonly kind: 'global'
  readonly name: string
}

/** A module of a TorchScript archive: its attributes and nothing of its code. */
export interface ScriptObject {
  readonly kind: 'object'
  readonly attributes: Map<PickleValue, PickleValue>
}

/** What the pickle says about a storage; the record `data/<key>` has to bear it out. */
export interface StorageClaim {
  readonly kind: 'storage'
  readonly dtype: TensorType
  readonly key: string
  /** Number of values. */
  readonly length: number
}

/** What the pickle says about a tensor; tensor-view.ts checks it. Offset and strides count values. */
export interface TensorClaim {
  readonly kind: 'tensor'
  readonly storage: StorageClaim
  readonly offset: number
  readonly shape: readonly number[]
  readonly strides: readonly number[]
}

/** What trainers keep beside the weights, such as a learning rate of numpy: known, and nothing of it is read. */
export interface OpaqueValue {
  readonly kind: 'opaque'
}

export const opaque: OpaqueValue = { kind: 'opaque' }

type Kind = Exclude<PickleValue, null | boolean | number | bigint | string>['kind']

export function isKind<K extends Kind>(
  value: PickleValue | undefined,
  kind: K,
): value is Extract<PickleValue, { kind: K }> {
  return typeof value === 'object' && value?.kind === kind
}

/** The pickle is none that PyTorch would write. */
export function malformed(what: string): CheckpointFault {
  return new CheckpointFault(`its description of the tensors is damaged (${what})`)
}
