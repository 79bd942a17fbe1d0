import { openCheckpoint } from '#core/checkpoint/open-checkpoint.ts'
import { writeTorchZip } from '../../../../../scripts/checkpoints/write-torch-zip.ts'
import { fixture } from './golden.ts'

/** A fixture's tensors in a new PyTorch file; `change` may alter their values. */
export async function rewritten(
  name: string,
  file: string,
  change: (name: string, values: Float32Array) => void,
): Promise<string> {
  const checkpoint = await openCheckpoint(fixture(name))
  async function* tensors() {
    for (const { name: tensor, shape, dtype } of checkpoint.tensors.values()) {
      // The sizes that OpenAI's archives hold are no floats.
      if (dtype === 'int64') continue
      const data = await checkpoint.read(tensor)
      change(tensor, data)
      yield { name: tensor, shape, dtype: 'float32' as const, data }
    }
  }
  try {
    await writeTorchZip(file, tensors())
  } finally {
    await checkpoint.close()
  }
  return file
}
