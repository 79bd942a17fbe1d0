import { openCheckpoint } from '#core/checkpoint/open-checkpoint.ts'
import { writeTorchZip } from '../../../../../scripts/checkpoints/write-torch-zip.ts'
import { fixture } from './golden.ts'

/** A fixture's tensors in a new PyTorch file, where `change` may alter values and may leave out by answering false. */
export async function rewritten(
  name: string,
  file: string,
  change: (name: string, values: Float32Array) => boolean | void,
): Promise<string> {
  const checkpoint = await openCheckpoint(fixture(name))
  async function* tensors() {
    for (const { name: tensor, shape, dtype } of checkpoint.tensors.values()) {
      // The sizes that OpenAI's archives hold are no floats.
      if (dtype === 'int64') continue
      const data = await checkpoint.read(tensor)
      if (change(tensor, data) !== false) yield { name: tensor, shape, dtype: 'float32' as const, data }
    }
  }
  try {
    await writeTorchZip(file, tensors())
  } finally {
    await checkpoint.close()
  }
  return file
}
