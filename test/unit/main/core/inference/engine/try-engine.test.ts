import { basename } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { probe, referencePlan, tryEngine } from '#core/inference/engine/try-engine.ts'
import type { EnginePlan } from '#shared/domain/engine.ts'
import { fakeNets, fakeNetsFolder, fakeNetsManifest, hastyClock } from '../../../../../helpers/fake-nets.ts'
import type { FakeNets } from '../../../../../helpers/fake-nets.ts'

const fullPrecision: EnginePlan = { provider: 'cpu', precision: 'fp32', batch: 4, lanes: 1 }
const onDevice: EnginePlan = { provider: 'webgpu', precision: 'fp32', batch: 8, lanes: 1 }

beforeEach(() => {
  hastyClock()
})

/** Tries a plan whose nets are spoilt, against a reference whose nets are not. */
async function tryWith(
  plan: EnginePlan,
  spoil: Parameters<typeof fakeNets>[0],
  folder = fakeNetsFolder(['fp32', 'fp16', 'int8']),
) {
  const reference = await probe(folder, fullPrecision, fakeNets().open)
  const nets = fakeNets(spoil)
  return { nets, trial: await tryEngine(folder, plan, { open: nets.open, reference }) }
}
const inTextOnly =
  (factor: number) =>
  (values: Float32Array, { file }: { readonly file: string }): Float32Array =>
    file.includes('text') ? values.map((value) => value * factor) : values
const openNets = ({ opened }: FakeNets) => opened.filter(({ session }) => !session.isDisposed)
const isVisual = ({ file }: { readonly file: string }): boolean => file.includes('visual')

describe('a way that gives the right numbers', () => {
  test('passes, with its speed', async () => {
    const { trial } = await tryWith(onDevice, inTextOnly(1.0005))
    expect(trial).toMatchObject({ ...onDevice, refusal: null })
    expect(trial.deviation).toBeCloseTo(0.0005, 5)
    expect(trial.framesPerSecond).toBeGreaterThan(0)
  })

  test('is timed with all its lanes at work, in runs of its batch', async () => {
    const { nets, trial } = await tryWith({ ...fullPrecision, lanes: 3, batch: 2 }, (values) => values)
    expect(trial.refusal).toBeNull()
    const lanes = nets.opened.filter(isVisual)
    expect(lanes).toHaveLength(3)
    for (const { session, threads } of lanes) {
      // One run to warm up and at least two that count.
      expect(session.runs.length).toBeGreaterThanOrEqual(3)
      expect(session.runs.every(({ dims }) => dims[0] === 2)).toBe(true)
      expect(threads).toBe(1)
    }
  })

  test('closes every net that was opened', async () => {
    const { nets } = await tryWith({ ...fullPrecision, lanes: 2 }, (values) => values)
    expect(nets.opened).toHaveLength(4)
    expect(openNets(nets)).toEqual([])
  })

  test('may have lower precision within its own limits', async () => {
    const { trial } = await tryWith({ ...onDevice, precision: 'fp16' }, inTextOnly(1.04))
    expect(trial.refusal).toBeNull()
    const { trial: full } = await tryWith(onDevice, inTextOnly(1.04))
    expect(full.refusal).not.toBeNull()
  })
})

describe('a way that gives wrong numbers', () => {
  test.each(['visual', 'temporal', 'text'])('of the %s net is refused with how far they are', async (net) => {
    const { nets, trial } = await tryWith(onDevice, (values, { file }) =>
      basename(file).startsWith(net) ? values.map((value) => value * 1.05) : values,
    )
    expect(trial.refusal).toMatch(
      /^Its numbers differ from the CPU’s by 5\.00 % of the largest \(cosine (1\.0000|0\.9996)\)\.$/,
    )
    expect(trial.deviation).toBeCloseTo(0.05, 4)
    expect(trial.framesPerSecond).toBeNull()
    expect(openNets(nets)).toEqual([])
  })

  test('in one frame of the batch only is refused', async () => {
    const { trial } = await tryWith(onDevice, (values, { file }) => {
      const spoilt = values.slice()
      if (isVisual({ file })) spoilt.fill(9, 6, 8)
      return spoilt
    })
    expect(trial.refusal).toContain('Its numbers differ')
  })

  test('that point elsewhere is refused although they are near', async () => {
    const { trial } = await tryWith({ ...fullPrecision, precision: 'int8', batch: 1 }, (values) =>
      Float32Array.from(values, (value, i) => value + (i % 2 === 0 ? 0.09 : -0.09)),
    )
    expect(trial.refusal).toContain('cosine 0.9')
  })

  test.each([
    ['no numbers', Number.NaN],
    ['endless ones', Number.POSITIVE_INFINITY],
  ])('that are %s is refused without a deviation', async (_, value) => {
    const { nets, trial } = await tryWith(onDevice, (values) => values.map(() => value))
    expect(trial).toMatchObject({ deviation: null, framesPerSecond: null })
    // The temporal net would not take them, and says so before they are compared.
    expect(trial.refusal).toMatch(/no numbers|gives no 2 numbers/)
    expect(openNets(nets)).toEqual([])
  })

  test('that are no numbers in the text alone is refused with that sentence', async () => {
    const { trial } = await tryWith(onDevice, (values, { file }) =>
      file.includes('text') ? values.map(() => Number.NaN) : values,
    )
    expect(trial).toMatchObject({ refusal: 'It gives values that are no numbers.', deviation: null })
  })
})

describe('a way that fails', () => {
  test('while it runs is refused with the reason, and its nets are closed', async () => {
    const { nets, trial } = await tryWith(onDevice, () => {
      throw new Error('device lost')
    })
    expect(trial).toEqual({
      ...onDevice,
      framesPerSecond: null,
      deviation: null,
      refusal: 'It cannot run this pack (device lost).',
    })
    expect(nets.opened.length).toBeGreaterThan(0)
    expect(openNets(nets)).toEqual([])
  })

  test('only while it is timed is refused as well', async () => {
    let visualRuns = 0
    const { nets, trial } = await tryWith(onDevice, (values, { file }) => {
      if (isVisual({ file }) && ++visualRuns > 2) throw new Error('too hot')
      return values
    })
    expect(trial.refusal).toBe('It cannot run this pack (too hot).')
    expect(openNets(nets)).toEqual([])
  })

  test('when its last net is opened is refused, and those before are closed', async () => {
    const folder = fakeNetsFolder()
    const reference = await probe(folder, fullPrecision, fakeNets().open)
    const nets = fakeNets()
    const trial = await tryEngine(folder, onDevice, {
      reference,
      open: (options) =>
        options.file.includes('text')
          ? Promise.reject(new Error('No supported adapters'))
          : nets.open(options),
    })
    expect(trial.refusal).toBe('It cannot run this pack (No supported adapters).')
    expect(nets.opened).toHaveLength(2)
    expect(openNets(nets)).toEqual([])
  })

  test('for want of nets in that precision is refused', async () => {
    const { trial } = await tryWith({ ...onDevice, precision: 'fp16' }, (values) => values, fakeNetsFolder())
    expect(trial.refusal).toBe('It cannot run this pack (This model pack has no fp16 nets.).')
  })
})

describe('the probe', () => {
  test('gives the same numbers however many frames are in a run', async () => {
    const folder = fakeNetsFolder()
    const outputs = await Promise.all(
      [1, 3, 4, 32].map((batch) => probe(folder, { ...fullPrecision, batch }, fakeNets().open)),
    )
    for (const output of outputs) expect(output).toEqual(outputs[0])
  })

  test('has frames that differ, a window of them, and a sentence', async () => {
    const { frames, window, text } = await probe(fakeNetsFolder(), fullPrecision, fakeNets().open)
    expect(new Set(frames).size).toBe(frames.length)
    expect(window).toHaveLength(2)
    expect(text).toHaveLength(4)
  })

  test('reads a window and a sentence as long as they come: devices compute long ones otherwise', async () => {
    const nets = fakeNets()
    const sampling = { kind: 'stride' as const, frameStride: 2, windowFrames: 7 }
    await probe(fakeNetsFolder(['fp32'], { sampling }), fullPrecision, nets.open)
    const runsOf = (net: string) =>
      nets.opened.find(({ file }) => file.includes(net))?.session.runs.map(({ dims }) => dims)
    expect(runsOf('temporal')).toEqual([[1, 7, 2]])
    expect(runsOf('text')).toEqual([
      [1, 4],
      [1, 77],
    ])
  })

  test('of a pack without a text net has no text, and none is missed in a trial', async () => {
    const text = { kind: 'word-list' as const, file: 'visual.fp32.onnx', labels: ['up', 'down'] }
    const folder = fakeNetsFolder(['fp32'], { text, temporal: { kind: 'mean' } })
    const reference = await probe(folder, fullPrecision, fakeNets().open)
    expect(reference.text).toBeNull()
    const trial = await tryEngine(folder, onDevice, { open: fakeNets().open, reference })
    expect(trial.refusal).toBeNull()
  })

  test('closes its nets when it fails', async () => {
    const nets = fakeNets(() => {
      throw new Error('bad graph')
    })
    await expect(probe(fakeNetsFolder(), fullPrecision, nets.open)).rejects.toThrow('bad graph')
    expect(openNets(nets)).toEqual([])
  })
})

test('the reference is the CPU in the fullest precision that the pack has', () => {
  expect(referencePlan(fakeNetsManifest(['int8', 'fp32']))).toEqual(fullPrecision)
  expect(referencePlan(fakeNetsManifest(['fp16', 'int8'])).precision).toBe('fp16')
})
