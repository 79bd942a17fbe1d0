import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { InputTensor } from '#core/inference/session/ort-session.ts'
import { openOrtSession } from '#core/inference/session/ort-session.ts'
import type { CombinedModel } from '#core/packs/build/combine.ts'
import { TEMPORAL_INPUT, TEMPORAL_OUTPUT } from '#core/packs/build/graphs/temporal-graph.ts'
import { TEXT_INPUT, TEXT_OUTPUT } from '#core/packs/build/graphs/text-graph.ts'
import { VISUAL_INPUT, VISUAL_OUTPUT } from '#core/packs/build/graphs/visual-graph.ts'
import { writeNet } from '#core/packs/build/net-files.ts'
import type { NetName } from '#core/packs/build/net-files.ts'
import { createReference } from '#core/packs/build/reference/forward.ts'
import type { Precision } from '#shared/domain/pack.ts'
import { tempFolder } from '../../../../../helpers/temp-folder.ts'
import { thorough } from '../../../../../helpers/thorough.ts'
import { deviation, fixtureModel, golden, goldenCombination, goldenPixels } from './golden.ts'

/**
 * Of all that golden.json knows: with and without a temporal net, and the one with a small vocabulary, whose ids are
 * its own. The others differ in how their files are written, and packs of all are built in `pack-build`.
 */
const names = thorough(['emoclip', 'clip', 'clipHuggingFace'], Object.keys(golden.combinations))

/** Double precision against double precision; the golden values have seven digits. */
const REFERENCE_LIMIT = 1e-5
/** What single precision explains, a hundredth of what is asked of it; the others as they are asked. */
const LIMITS: Readonly<Record<Precision, number>> = { fp32: 1e-5, fp16: 2e-2, int8: 2e-2 }

const endOf = (ids: readonly number[]): number => ids.indexOf(Math.max(...ids)) + 1

describe.each(names)('the slow pass over %s', (name) => {
  const expected = goldenCombination(name)

  it('gives what PyTorch gives, from pixels and ids to clips', async () => {
    const { architecture, weights } = await fixtureModel(...expected.files)
    const reference = createReference(architecture, weights, () => Promise.resolve())
    const frames = await reference.frames(goldenPixels(expected.imageSize))
    const goldenFrames = expected.clips.flatMap(({ frameEmbeds }) => frameEmbeds)
    expect(deviation(frames, goldenFrames)).toBeLessThan(REFERENCE_LIMIT)
    let from = 0
    for (const { frameEmbeds, videoEmbeds } of expected.clips) {
      const to = from + frameEmbeds.flat().length
      const video = await reference.video(frames.subarray(from, to))
      expect(deviation(video, videoEmbeds)).toBeLessThan(REFERENCE_LIMIT)
      from = to
    }
    for (const [index, ids] of expected.inputIds.entries()) {
      const text = await reference.text(Int32Array.from(ids.slice(0, endOf(ids))))
      expect(deviation(text, expected.textEmbeds[index] ?? [])).toBeLessThan(REFERENCE_LIMIT)
    }
  })

  it('reads the scale of the logits that PyTorch used', async () => {
    const { weights } = await fixtureModel(...expected.files)
    expect([...(await weights.read('logit_scale'))]).toEqual([expected.logitScale])
  })
})

/** One net as it is written, run once. */
async function run(
  model: CombinedModel,
  [net, precision]: readonly [NetName, Precision],
  inputs: readonly InputTensor[],
): Promise<Float32Array[]> {
  const folder = tempFolder()
  const { graph } = await writeNet(folder, { net, precision }, model)
  const session = await openOrtSession({ file: join(folder, graph), provider: 'cpu', threads: 1 })
  const [input, output] = {
    visual: [VISUAL_INPUT, VISUAL_OUTPUT],
    temporal: [TEMPORAL_INPUT, TEMPORAL_OUTPUT],
    text: [TEXT_INPUT, TEXT_OUTPUT],
  }[net] as [string, string]
  try {
    const results: Float32Array[] = []
    for (const tensor of inputs) {
      results.push((await session.run({ [input]: tensor }, [output]))[output]?.data ?? new Float32Array())
    }
    return results
  } finally {
    await session.dispose()
  }
}

describe.each(names)('the nets of %s', (name) => {
  const expected = goldenCombination(name)

  it.each(['fp32', 'fp16', 'int8'] as const)(
    'embed all frames in one run as PyTorch does, in %s',
    async (precision) => {
      const model = await fixtureModel(...expected.files)
      const size = expected.imageSize
      const data = goldenPixels(size)
      const tensor = { data, dims: [data.length / (3 * size * size), 3, size, size] }
      const [frames] = await run(model, ['visual', precision], [tensor])
      const goldenFrames = expected.clips.flatMap(({ frameEmbeds }) => frameEmbeds)
      expect(deviation(frames!, goldenFrames)).toBeLessThan(LIMITS[precision])
    },
  )

  it.each(['fp32', 'fp16', 'int8'] as const)(
    'embed all texts in one run, padded to 77, as PyTorch does, in %s',
    async (precision) => {
      const model = await fixtureModel(...expected.files)
      const data = Int32Array.from(expected.inputIds.flat())
      const [texts] = await run(model, ['text', precision], [{ data, dims: [expected.inputIds.length, 77] }])
      expect(deviation(texts!, expected.textEmbeds)).toBeLessThan(LIMITS[precision])
    },
  )

  it('read a text without its padding as with it', async () => {
    const model = await fixtureModel(...expected.files)
    const padded = expected.inputIds.map((ids) => ({ data: Int32Array.from(ids), dims: [1, 77] }))
    const cut = expected.inputIds.map((ids) => {
      const data = Int32Array.from(ids.slice(0, endOf(ids)))
      return { data, dims: [1, data.length] }
    })
    const texts = await run(model, ['text', 'fp32'], [...padded, ...cut])
    for (let index = 0; index < cut.length; index++) {
      expect(deviation(texts[cut.length + index]!, [...texts[index]!])).toBeLessThan(1e-5)
    }
  })
})

describe.each(names.filter((name) => !name.startsWith('clip')))('the temporal net of %s', (name) => {
  const expected = goldenCombination(name)

  it.each(['fp32', 'fp16', 'int8'] as const)(
    'joins 12, 1 and 3 frames to clips as PyTorch does, in %s',
    async (precision) => {
      const model = await fixtureModel(...expected.files)
      const tensors = expected.clips.map(({ frameEmbeds }) => ({
        data: Float32Array.from(frameEmbeds.flat()),
        dims: [1, frameEmbeds.length, frameEmbeds[0]!.length],
      }))
      const videos = await run(model, ['temporal', precision], tensors)
      for (const [index, { videoEmbeds }] of expected.clips.entries()) {
        expect(deviation(videos[index]!, videoEmbeds)).toBeLessThan(LIMITS[precision])
      }
    },
  )
})

describe('a CLIP with the exact GELU', () => {
  const { files, imageSize, inputIds } = goldenCombination('clip')
  let slowFrames: Float64Array | undefined
  it.each(['fp32', 'fp16', 'int8'] as const)(
    'embeds frames and texts as the slow pass does, in %s',
    async (precision) => {
      const plain = await fixtureModel(...files)
      const model = { ...plain, architecture: { ...plain.architecture, activation: 'gelu' as const } }
      const reference = createReference(model.architecture, model.weights, () => Promise.resolve())
      const data = goldenPixels(imageSize)
      slowFrames ??= await reference.frames(data)
      const pixels = { data, dims: [data.length / (3 * imageSize * imageSize), 3, imageSize, imageSize] }
      const [frames] = await run(model, ['visual', precision], [pixels])
      expect(deviation(frames!, [...slowFrames])).toBeLessThan(LIMITS[precision])
      const [ids = []] = inputIds
      const tokens = Int32Array.from(ids.slice(0, endOf(ids)))
      const [text] = await run(model, ['text', precision], [{ data: tokens, dims: [1, tokens.length] }])
      expect(deviation(text!, [...(await reference.text(tokens))])).toBeLessThan(LIMITS[precision])
      // It is another network than with QuickGELU, and by more than rounding.
      const [quick] = await run(plain, ['visual', 'fp32'], [pixels])
      expect(deviation(quick!, [...slowFrames])).toBeGreaterThan(LIMITS.fp32)
    },
  )
})

describe('a net', () => {
  it('joins several clips of one length in one run, each for itself', async () => {
    const { files, clips } = goldenCombination('emoclip')
    const model = await fixtureModel(...files)
    const [long] = clips
    const dim = long!.videoEmbeds.length
    const data = Float32Array.from(long!.frameEmbeds.flat())
    const [together] = await run(model, ['temporal', 'fp32'], [{ data, dims: [4, 3, dim] }])
    const parts = Array.from({ length: 4 }, (_, index) => ({
      data: data.slice(index * 3 * dim, (index + 1) * 3 * dim),
      dims: [1, 3, dim],
    }))
    const alone = await run(model, ['temporal', 'fp32'], parts)
    expect(
      deviation(
        together!,
        alone.map((video) => [...video]),
      ),
    ).toBeLessThan(1e-5)
  })
})
