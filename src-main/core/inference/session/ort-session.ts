import { basename } from 'node:path'
import type { Tensor } from 'onnxruntime-node'
import { onnxRuntime } from './onnx-runtime.ts'

/**
 * The only file that knows the runtime. Everything else sees sessions as an interface, so that pipelines are
 * tested with fakes.
 */

export interface InputTensor {
  readonly data: Float32Array | Int32Array | BigInt64Array
  readonly dims: readonly number[]
}

export interface OutputTensor {
  readonly data: Float32Array
  readonly dims: readonly number[]
}

/** An opened model. Inputs must not be changed while a run with them is on its way. */
export interface Session {
  readonly inputNames: readonly string[]
  readonly outputNames: readonly string[]
  /**
   * Runs the model for the outputs that are named. The arrays that come back are the caller's own. Rejects with
   * an Error that names the model file, the provider, and the shape and type of each input.
   */
  run(
    inputs: Readonly<Record<string, InputTensor>>,
    outputs: readonly string[],
  ): Promise<Record<string, OutputTensor>>
  dispose(): Promise<void>
}

export interface SessionOptions {
  /** Absolute path of the ONNX file. */
  readonly file: string
  /** Execution provider by its name in the runtime, e.g. `cpu`. */
  readonly provider: string
  /** Threads of one operator, on the CPU. The same number gives the same digits. */
  readonly threads: number
  /**
   * Whether the runtime shall look for nodes to fuse; true when not said. Graphs that were written with fused nodes gain nothing by
   * it, and open in half the time without.
   */
  readonly optimise?: boolean
  /**
   * Whether the runtime copies the weights at opening into the order in which it multiplies; true when not said. A net that runs seldom
   * is ready sooner without, and each run takes half as long again. The last digits differ.
   */
  readonly reorderWeights?: boolean
}

export interface SupportedProvider {
  readonly name: string
  /** False for one whose library has to be installed beside the runtime. */
  readonly bundled: boolean
}

export const runtimeProviders = (): SupportedProvider[] => onnxRuntime().listSupportedBackends()

const ERRORS_ONLY = 3
const NOTHING = 4

/** Rejects when the runtime cannot open the file or has no such provider on this machine. */
export async function openOrtSession(options: SessionOptions): Promise<Session> {
  const { file, provider, threads, optimise = true, reorderWeights = true } = options
  const session = await onnxRuntime().InferenceSession.create(file, {
    executionProviders: [provider],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: optimise ? 'all' : 'disabled',
    logSeverityLevel: provider === 'cpu' ? ERRORS_ONLY : NOTHING,
    // Threads that spin while they wait take the cores from decoding; sleeping ones gave twice the frames.
    extra: {
      session: { intra_op: { allow_spinning: '0' }, disable_prepacking: reorderWeights ? '0' : '1' },
    },
  })
  return {
    inputNames: session.inputNames,
    outputNames: session.outputNames,
    async run(inputs, outputs) {
      const feeds = Object.fromEntries(
        Object.entries(inputs).map(([name, input]) => [name, toOrtTensor(input)]),
      )
      try {
        const results = await session.run(feeds, [...outputs])
        return Object.fromEntries(outputs.map((name) => [name, fromOrtTensor(name, results[name])]))
      } catch (cause) {
        throw new Error(`${basename(file)} failed on ${provider} with ${describeInputs(inputs)}`, { cause })
      }
    },
    dispose: () => session.release(),
  }
}

/** Below this Node-API, native code is refused arrays in shared memory (`Invalid argument`). */
const SHARED_MEMORY_NODE_API = 10
const takesSharedMemory = Number(process.versions.napi) >= SHARED_MEMORY_NODE_API

function toOrtTensor({ data, dims }: InputTensor): Tensor {
  const { Tensor } = onnxRuntime()
  if (data instanceof Float32Array) {
    const isShared = data.buffer instanceof SharedArrayBuffer
    return new Tensor('float32', isShared && !takesSharedMemory ? data.slice() : data, dims)
  }
  if (data instanceof Int32Array) return new Tensor('int32', data, dims)
  return new Tensor('int64', data, dims)
}

function fromOrtTensor(name: string, tensor: Tensor | undefined): OutputTensor {
  if (tensor === undefined) throw new Error(`no output named ${name}`)
  if (!(tensor.data instanceof Float32Array)) throw new Error(`output ${name} is ${tensor.type}, not float32`)
  return { data: tensor.data, dims: tensor.dims }
}

/** For example `image float32[8, 3, 112, 112]`. */
export function describeInputs(inputs: Readonly<Record<string, InputTensor>>): string {
  return Object.entries(inputs)
    .map(([name, { data, dims }]) => `${name} ${typeName(data)}[${dims.join(', ')}]`)
    .join(', ')
}

function typeName(data: InputTensor['data']): string {
  if (data instanceof Float32Array) return 'float32'
  return data instanceof Int32Array ? 'int32' : 'int64'
}
