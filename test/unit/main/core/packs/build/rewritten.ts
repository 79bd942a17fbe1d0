import { openCheckpoint } from '#core/packs/checkpoint/open-checkpoint.ts'
import { writeTorchZip } from '../../../../../../scripts/tools/checkpoints/write-torch-zip.ts'
import { fixture } from './golden.ts'

/**
 * A fixture's tensors in a new PyTorch file. `change` may alter values, and may answer a smaller shape, which then
 * holds the first of them. With `names`, only these.
 */
export async function rewritten(
  name: string,
  file: string,
  change: (name: string, values: Float32Array) => readonly number[] | undefined,
  names?: readonly string[],
): Promise<string> {
  const checkpoint = await openCheckpoint(fixture(name))
  async function* tensors() {
    for (const { name: tensor, shape, dtype } of checkpoint.tensors.values()) {
      // The sizes that OpenAI's archives hold are no floats.
      if (dtype === 'int64' || names?.includes(tensor) === false) continue
      const data = await checkpoint.read(tensor)
      const kept = change(tensor, data) ?? shape
      const count = kept.reduce((product, size) => product * size, 1)
      yield { name: tensor, shape: kept, dtype: 'float32' as const, data: data.slice(0, count) }
    }
  }
  try {
    await writeTorchZip(file, tensors())
  } finally {
    await checkpoint.close()
  }
  return file
}
