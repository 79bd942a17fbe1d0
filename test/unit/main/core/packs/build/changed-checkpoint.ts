import type { Checkpoint, TensorInfo } from '#core/packs/checkpoint/checkpoint.ts'
import { combine } from '#core/packs/build/combine.ts'
import type { CombinedModel } from '#core/packs/build/combine.ts'
import { openFixtures } from './golden.ts'

export interface CheckpointChanges {
  readonly fileName?: string
  /** Another name for a tensor; null leaves it out. */
  rename?(name: string): string | null
  /** Tensors of zeros, by name, in place of or beside those that are there. */
  readonly zeros?: Readonly<Record<string, readonly number[]>>
}

/** An opened checkpoint with other names and shapes in it. */
export function changed(checkpoint: Checkpoint, changes: CheckpointChanges): Checkpoint {
  const { fileName = checkpoint.fileName, rename = (name: string) => name, zeros = {} } = changes
  const tensors = new Map<string, TensorInfo>()
  const origins = new Map<string, string>()
  for (const tensor of checkpoint.tensors.values()) {
    const name = rename(tensor.name)
    if (name === null) continue
    tensors.set(name, { ...tensor, name })
    origins.set(name, tensor.name)
  }
  for (const [name, shape] of Object.entries(zeros)) tensors.set(name, { name, shape, dtype: 'float32' })
  return {
    ...checkpoint,
    fileName,
    tensors,
    read(name) {
      const shape = zeros[name]
      if (shape === undefined) return checkpoint.read(origins.get(name) ?? name)
      return Promise.resolve(new Float32Array(shape.reduce((product, size) => product * size, 1)))
    },
  }
}

/** Without the tensors whose names begin so. */
export const without =
  (...beginnings: readonly string[]) =>
  (name: string): string | null =>
    beginnings.some((beginning) => name.startsWith(beginning)) ? null : name

/** One fixture with changes in it, beside others as they are. */
export async function changedModel(
  name: string,
  changes: CheckpointChanges,
  ...others: readonly string[]
): Promise<CombinedModel> {
  const [first, ...rest] = await openFixtures(name, ...others)
  return combine([changed(first!, changes), ...rest])
}
