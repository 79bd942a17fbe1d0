import { join } from 'node:path'
import type { Architecture, PackMeasurement, Precision } from '#shared/domain/pack.ts'
import { AppError } from '#shared/errors.ts'
import { distanceOf, farthest, isWithinLimits } from '../../inference/engine/embedding-distance.ts'
import { openOrtSession } from '../../inference/session/ort-session.ts'
import type { InputTensor } from '../../inference/session/ort-session.ts'
import type { CheckInputs } from './check-inputs.ts'
import { TEMPORAL_INPUT, TEMPORAL_OUTPUT } from './graphs/temporal-graph.ts'
import { TEXT_INPUT, TEXT_OUTPUT } from './graphs/text-graph.ts'
import { VISUAL_INPUT, VISUAL_OUTPUT } from './graphs/visual-graph.ts'
import type { NetName, PackNets } from './net-files.ts'
import type { Reference } from './reference/forward.ts'

/** What the slow pass gives for the check inputs. */
export interface ExpectedEmbeddings {
  readonly frames: Float64Array
  readonly video: Float64Array
  readonly texts: readonly Float64Array[]
}

export async function expectedEmbeddings(
  reference: Reference,
  { pixels, texts }: CheckInputs,
): Promise<ExpectedEmbeddings> {
  const frames = await reference.frames(pixels)
  const video = await reference.video(frames)
  const read: Float64Array[] = []
  for (const ids of texts) read.push(await reference.text(ids))
  return { frames, video, texts: read }
}

export interface NetCheck {
  readonly folder: string
  readonly nets: PackNets
  readonly precision: Precision
  readonly architecture: Architecture
  readonly inputs: CheckInputs
  readonly expected: ExpectedEmbeddings
}

/**
 * Runs one precision of a pack's nets on the CPU and compares it with the slow pass. Throws AppError
 * `pack-invalid` when it deviates more than its precision explains.
 */
export async function checkNets(check: NetCheck): Promise<Omit<PackMeasurement, 'bytes'>> {
  const { nets, precision, inputs, expected, architecture } = check
  const dim = architecture.embeddingDim
  const pairs: { actual: Float32Array; expected: Float64Array }[] = []

  const { imageSize } = architecture.visual
  const visual = await run(check, 'visual', {
    input: VISUAL_INPUT,
    output: VISUAL_OUTPUT,
    tensors: frameTensors(inputs, imageSize),
  })
  for (const [index, actual] of visual.results.entries()) {
    pairs.push({ actual, expected: expected.frames.subarray(index * dim, (index + 1) * dim) })
  }
  if (nets.temporal !== null) {
    const data = Float32Array.from(expected.frames)
    const tensors = [{ data, dims: [1, inputs.frames, dim] }]
    const temporal = await run(check, 'temporal', { input: TEMPORAL_INPUT, output: TEMPORAL_OUTPUT, tensors })
    for (const actual of temporal.results) pairs.push({ actual, expected: expected.video })
  }
  const textTensors = inputs.texts.map((ids) => ({ data: ids, dims: [1, ids.length] }))
  const text = await run(check, 'text', { input: TEXT_INPUT, output: TEXT_OUTPUT, tensors: textTensors })
  for (const [index, actual] of text.results.entries()) {
    pairs.push({ actual, expected: expected.texts[index] ?? new Float64Array(dim) })
  }

  const apart = farthest(pairs.map((pair) => distanceOf(pair.actual, pair.expected)))
  if (Number.isNaN(apart.deviation)) {
    throw new AppError(
      'pack-invalid',
      `The ${precision} nets give values that are no numbers: weights of the files are too large. The pack was not installed.`,
    )
  }
  if (!isWithinLimits(apart, precision)) {
    throw new AppError(
      'pack-invalid',
      `The ${precision} nets deviate from an independent forward pass: by ${apart.deviation.toExponential(1)} of the largest value, cosine ${apart.cosine.toFixed(5)}. The pack was not installed.`,
    )
  }
  return {
    precision,
    largestDeviation: apart.deviation,
    smallestCosine: apart.cosine,
    msPerFrame: visual.bestMs,
  }
}

interface NetRun {
  readonly input: string
  readonly output: string
  readonly tensors: readonly InputTensor[]
}

const TIMED_ROUNDS = 3

/** One run per tensor, so that a frame's time can be told. */
async function run(
  { folder, nets, precision }: NetCheck,
  net: NetName,
  { input, output, tensors }: NetRun,
): Promise<{ results: Float32Array[]; bestMs: number }> {
  const files = nets[net]?.[precision]
  if (files === undefined) throw new Error(`no ${precision} files of the ${net} net`)
  const file = join(folder, files.graph)
  const session = await openOrtSession({ file, provider: 'cpu', threads: 1, optimise: false })
  try {
    let results: Float32Array[] = []
    let bestMs = Infinity
    for (let round = 0; round < TIMED_ROUNDS; round++) {
      results = []
      for (const tensor of tensors) {
        const start = performance.now()
        const outputs = await session.run({ [input]: tensor }, [output])
        bestMs = Math.min(bestMs, performance.now() - start)
        results.push(outputs[output]?.data ?? new Float32Array())
      }
    }
    return { results, bestMs }
  } finally {
    await session.dispose()
  }
}

function frameTensors({ pixels, frames }: CheckInputs, size: number): InputTensor[] {
  const length = 3 * size * size
  return Array.from({ length: frames }, (_, index) => ({
    data: pixels.slice(index * length, (index + 1) * length),
    dims: [1, 3, size, size],
  }))
}
