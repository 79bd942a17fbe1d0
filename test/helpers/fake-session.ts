import type { InputTensor, OutputTensor, Session } from '#core/inference/session/ort-session.ts'

export interface FakeSession extends Session {
  /** What it was run with, copied, in order; ids as well. */
  readonly runs: { readonly data: Float32Array; readonly dims: readonly number[] }[]
  readonly isDisposed: boolean
}

export interface FakeNet {
  readonly input?: string
  readonly output?: string
  /** From the input tensor to the output tensor; a throw is a failed run. */
  compute(data: Float32Array, dims: readonly number[], run: number): OutputTensor
}

/** A session whose net is a function. */
export function fakeSession({ input = 'image', output = 'out', compute }: FakeNet): FakeSession {
  const runs: { data: Float32Array; dims: readonly number[] }[] = []
  let isDisposed = false
  return {
    runs,
    get isDisposed() {
      return isDisposed
    },
    inputNames: [input],
    outputNames: [output],
    run(inputs: Readonly<Record<string, InputTensor>>) {
      const tensor = inputs[input]
      if (tensor === undefined) return Promise.reject(new Error(`no input ${input}`))
      const data = Float32Array.from(tensor.data, Number)
      runs.push({ data, dims: tensor.dims })
      return Promise.resolve().then(() => ({ [output]: compute(data, tensor.dims, runs.length) }))
    },
    dispose() {
      isDisposed = true
      return Promise.resolve()
    },
  }
}
