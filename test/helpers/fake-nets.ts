import { basename } from 'node:path'
import { onTestFinished, vi } from 'vitest'
import type { OutputTensor, SessionOptions } from '#core/inference/session/ort-session.ts'
import type { OpenSession } from '#core/inference/pipelines/pack-models.ts'
import type { ClipTextPack, NetFiles, Precision } from '#shared/domain/pack.ts'
import { fakePack } from './fake-inference.ts'
import { fakeSession } from './fake-session.ts'
import type { FakeSession } from './fake-session.ts'
import { packFolder } from './pack-folder.ts'

const DIM = 2
const SIZE = 4

export const twoDirections = [
  {
    name: 'Up or down',
    frameStride: null,
    classes: [
      { label: 'up', sentence: 'up' },
      { label: 'down', sentence: 'down' },
    ],
  },
]

const netFiles = (net: string, precisions: readonly Precision[]): NetFiles =>
  Object.fromEntries(
    precisions.map((precision) => [precision, { graph: `${net}.${precision}.onnx`, weights: null }]),
  )

/** A pack with three nets. */
export function fakeNetsManifest(
  precisions: readonly Precision[] = ['fp32', 'int8'],
  changes: Partial<ClipTextPack> = {},
): ClipTextPack {
  const { manifest: base } = fakePack()
  const [visual, temporal, text] = [
    netFiles('visual', precisions),
    netFiles('temporal', precisions),
    netFiles('text', precisions),
  ]
  return {
    ...base,
    sampling: { kind: 'stride', frameStride: 2, windowFrames: 3 },
    embeddingDim: DIM,
    crop: { kind: 'face-square', margin: 0 },
    visual: {
      files: visual,
      input: { ...base.visual.input, name: 'in', size: SIZE, resize: 'bicubic' },
      output: 'out',
    },
    temporal: { kind: 'graph', files: temporal, input: 'in', output: 'out', maxFrames: 8 },
    text: {
      kind: 'graph',
      files: text,
      input: 'in',
      output: 'out',
      contextLength: 77,
      tokenizer: 'clip-bpe',
    },
    compare: { kind: 'cosine', scale: 10 },
    promptSets: twoDirections,
    ...changes,
  }
}

/** Its folder, whose files hold nothing but their names; `fakeNets` opens it. */
export function fakeNetsFolder(
  precisions: readonly Precision[] = ['fp32', 'int8'],
  changes: Partial<ClipTextPack> = {},
): string {
  const nets = ['visual', 'temporal', 'text']
  const names = precisions.flatMap((precision) => nets.map((net) => `${net}.${precision}.onnx`))
  const files = Object.fromEntries(names.map((name) => [name, name]))
  return packFolder(fakeNetsManifest(precisions, changes), files)
}

export interface FakeNets {
  readonly open: OpenSession
  /** In order, with what they were opened for. */
  readonly opened: (SessionOptions & { readonly session: FakeSession })[]
}

/**
 * Opens nets that are functions of their input, the same on every provider, unless `spoil` has it otherwise:
 * what it answers is the output, and what it throws fails the run.
 */
export function fakeNets(
  spoil: (values: Float32Array, options: SessionOptions) => Float32Array = (values) => values,
): FakeNets {
  const opened: FakeNets['opened'] = []
  return {
    opened,
    open(options) {
      const [net = ''] = basename(options.file).split('.')
      const session = fakeSession({
        input: 'in',
        output: 'out',
        compute: (data, dims) => {
          const { data: values, dims: shape } = compute(net, data, dims)
          return { data: spoil(values, options), dims: shape }
        },
      })
      opened.push({ ...options, session })
      return Promise.resolve(session)
    },
  }
}

function compute(net: string, data: Float32Array, dims: readonly number[]): OutputTensor {
  const rows = net === 'visual' ? (dims[0] ?? 0) : 1
  const length = data.length / rows
  const values = Array.from({ length: rows }, (_, row) => {
    const part = data.subarray(row * length, (row + 1) * length)
    return [part.reduce((sum, value) => sum + value, 0) / length, (part[0] ?? 0) + 0.5]
  })
  return { data: Float32Array.from(values.flat()), dims: [rows, DIM] }
}

/** A clock that a timing of the engine takes no time by: each look at it is a third of a second later. */
export function hastyClock(): void {
  let nowMs = 0
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => (nowMs += 333))
  onTestFinished(() => {
    clock.mockRestore()
  })
}
