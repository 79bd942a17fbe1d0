import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { buildPack } from '#core/packs/build/build-pack.ts'
import type { ClipTextPack, Precision } from '#shared/domain/pack.ts'
import { createRandom } from '#core/statistics/random.ts'
import { emoclipParameters } from '../../scripts/tools/checkpoints/emoclip-parameters.ts'
import type { EmoclipSizes, Parameter } from '../../scripts/tools/checkpoints/emoclip-parameters.ts'
import { writeTorchZip } from '../../scripts/tools/checkpoints/write-torch-zip.ts'
import type { SavedTensor } from '../../scripts/tools/checkpoints/write-torch-zip.ts'
import { thorough } from './thorough.ts'

/** Small, but with matrices in every net that are large enough for 8 bits. */
const wide: EmoclipSizes = {
  visualWidth: thorough(256, 320),
  visualLayers: thorough(1, 2),
  textWidth: 256,
  textLayers: 1,
  embedWidth: 256,
  temporalLayers: 1,
  headWidth: 64,
}

/** An EmoCLIP pack of random weights in a folder of its own inside `folder`. Takes some seconds. */
export async function randomEmoclipPack(
  folder: string,
  precisions: readonly Precision[],
  sizes: EmoclipSizes = wide,
): Promise<{ folder: string; manifest: ClipTextPack }> {
  const file = join(folder, 'random.pth')
  await writeTorchZip(file, randomTensors(emoclipParameters(sizes)))
  try {
    return await buildPack(
      { files: [file], title: 'Random', licence: 'none', precisions, folder: (id) => join(folder, id) },
      { signal: new AbortController().signal, progress: () => undefined },
    )
  } finally {
    await rm(file)
  }
}

function* randomTensors(parameters: readonly Parameter[]): Generator<SavedTensor> {
  const random = createRandom(1)
  for (const { name, shape, mean, deviation } of parameters) {
    const count = shape.reduce((product, size) => product * size, 1)
    // Uniform numbers of this width have the deviation.
    const width = deviation * Math.sqrt(12)
    const data = new Float32Array(count)
    // Of millions; a function for each would take as long as all that is done with them.
    for (let index = 0; index < count; index += 1) data[index] = mean + (random() - 0.5) * width
    yield { name, dtype: 'float32', shape, data }
  }
}
