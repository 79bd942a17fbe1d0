import { createRandom } from '#core/statistics/random.ts'
import type { Architecture } from '#shared/domain/pack.ts'
import { expectedShapes } from '#core/packs/build/architecture.ts'
import type { ModelWeights } from '#core/packs/build/model-weights.ts'

/**
 * Every matrix of it is large enough for 8 bits, and the heads of its temporal transformer are together wider than
 * a token. A vocabulary of its own keeps it small.
 */
export const wideArchitecture: Architecture = {
  kind: 'emoclip',
  embeddingDim: 448,
  parameters: 1,
  visual: { width: 512, layers: 2, heads: 8, patchSize: 32, imageSize: 64 },
  text: { width: 512, layers: 1, heads: 8, contextLength: 77, vocabularySize: 300 },
  temporal: { layers: 2, heads: 8, headWidth: 64, hiddenWidth: 512, maxFrames: 40 },
}

/** Weights as a trained network has them: norms about one, what a layer gives about as large as what it takes. */
export function syntheticWeights(architecture: Architecture, seed = 1): ModelWeights {
  const shapes = expectedShapes(architecture)
  const shape = (name: string): readonly number[] => {
    const found = shapes.get(name)
    if (found === undefined) throw new Error(`no weight ${name}`)
    return found
  }
  const draw = (name: string): Float32Array => {
    const random = createRandom(seed + [...shapes.keys()].indexOf(name))
    const sizes = shape(name)
    const isNorm = /ln_|norm/.test(name) && name.endsWith('weight')
    const inputs = sizes.slice(1).reduce((product, size) => product * size, 1)
    const spread = sizes.length < 2 ? 0.1 : inputs ** -0.5
    const count = sizes.reduce((product, size) => product * size, 1)
    return Float32Array.from({ length: count }, () => {
      const normal = random() + random() + random() + random() - 2
      return (isNorm ? 1 : 0) + normal * Math.sqrt(3) * spread
    })
  }
  const drawn = new Map<string, Float32Array>()
  return {
    shape,
    read(name) {
      const values = drawn.get(name) ?? draw(name)
      drawn.set(name, values)
      return Promise.resolve(values)
    },
  }
}
