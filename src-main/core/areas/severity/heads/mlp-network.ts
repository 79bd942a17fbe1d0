import type { Random } from '../../../statistics/random.ts'
import { addTimes, dot } from '../../../statistics/vectors.ts'

/** A layer of units that are cut off below 0, and a linear one on them. */
export interface Network {
  readonly inputs: number
  readonly hidden: number
  readonly outputs: number
  /** hidden x inputs, unit after unit. */
  readonly first: Float64Array
  /** Float64[hidden] */
  readonly firstBias: Float64Array
  /** outputs x hidden, output after output. */
  readonly second: Float64Array
  /** Float64[outputs] */
  readonly secondBias: Float64Array
}

/** Of Adam (Kingma & Ba, ICLR 2015), with the decay of weights as part of the gradient, as PyTorch has it. */
export interface AdamSettings {
  readonly rate: number
  readonly decay: number
}

const [BETA_1, BETA_2, EPSILON] = [0.9, 0.999, 1e-8]

/** Uniform on plus and minus 1 / √inputs of each layer, as PyTorch begins. */
export function initialNetwork(
  { inputs, hidden, outputs }: Pick<Network, 'inputs' | 'hidden' | 'outputs'>,
  random: Random,
): Network {
  const drawn = (length: number, fanIn: number): Float64Array => {
    const most = 1 / Math.sqrt(fanIn)
    return Float64Array.from({ length }, () => (2 * random() - 1) * most)
  }
  return {
    ...{ inputs, hidden, outputs },
    first: drawn(hidden * inputs, inputs),
    firstBias: drawn(hidden, inputs),
    second: drawn(outputs * hidden, hidden),
    secondBias: drawn(outputs, hidden),
  }
}

export function copyOf(network: Network): Network {
  const { first, firstBias, second, secondBias } = network
  return {
    ...network,
    ...{ first: first.slice(), firstBias: firstBias.slice() },
    ...{ second: second.slice(), secondBias: secondBias.slice() },
  }
}

/** What the hidden units make of each row: hidden x rows, unit after unit. */
function activations(
  { inputs, hidden, first, firstBias }: Network,
  rows: readonly Float64Array[],
): Float64Array {
  const values = new Float64Array(hidden * rows.length)
  for (let unit = 0; unit < hidden; unit++) {
    const weights = first.subarray(unit * inputs, (unit + 1) * inputs)
    rows.forEach((row, i) => {
      values[unit * rows.length + i] = Math.max(0, dot(weights, row) + (firstBias[unit] ?? NaN))
    })
  }
  return values
}

/** Outputs x rows, output after output. */
function outputsOf(
  { hidden, outputs, second, secondBias }: Network,
  active: Float64Array,
  rows: number,
): Float64Array {
  const values = new Float64Array(outputs * rows)
  for (let output = 0; output < outputs; output++) {
    values.fill(secondBias[output] ?? NaN, output * rows, (output + 1) * rows)
    for (let unit = 0; unit < hidden; unit++) {
      const weight = second[output * hidden + unit] ?? NaN
      for (let i = 0, at = output * rows, from = unit * rows; i < rows; i++, at++, from++) {
        values[at] = (values[at] ?? NaN) + weight * (active[from] ?? NaN)
      }
    }
  }
  return values
}

/** What the network says of each row: rows x outputs, row after row. */
export function applyNetwork(network: Network, rows: readonly Float64Array[]): Float64Array {
  const { outputs } = network
  const byOutput = outputsOf(network, activations(network, rows), rows.length)
  return byOutput.map((_, at) => byOutput[(at % outputs) * rows.length + Math.floor(at / outputs)] ?? NaN)
}

/** Rows with what is to be said of them: rows x outputs, row after row. */
export interface Examples {
  readonly rows: readonly Float64Array[]
  readonly targets: Float64Array
}

/** Mean over rows and outputs of the squared errors. */
export function lossOf(network: Network, { rows, targets }: Examples): number {
  const said = applyNetwork(network, rows)
  let sum = 0
  for (let at = 0; at < said.length; at++) sum += ((said[at] ?? NaN) - (targets[at] ?? NaN)) ** 2
  return sum / said.length
}

interface Moments {
  readonly mean: Float64Array
  readonly square: Float64Array
}

const momentsOf = ({ length }: Float64Array): Moments => ({
  mean: new Float64Array(length),
  square: new Float64Array(length),
})

/** How one step of Adam goes: the same for all weights. */
interface Pace {
  readonly size: number
  /** Root of what the mean of squares lacks at the start. */
  readonly root: number
  readonly decay: number
}

interface Part {
  readonly weights: Float64Array
  readonly moments: Moments
}

/** From place `from` on, by as many gradients as there are. */
function descend(
  { weights, moments: { mean, square } }: Part,
  gradient: Float64Array,
  at: Pace & { readonly from: number },
): void {
  const { size, root, decay, from } = at
  for (let i = 0, place = from; i < gradient.length; i++, place++) {
    const weight = weights[place] ?? NaN
    const slope = (gradient[i] ?? NaN) + decay * weight
    const first = BETA_1 * (mean[place] ?? NaN) + (1 - BETA_1) * slope
    const second = BETA_2 * (square[place] ?? NaN) + (1 - BETA_2) * slope * slope
    mean[place] = first
    square[place] = second
    weights[place] = weight - (size * first) / (Math.sqrt(second) / root + EPSILON)
  }
}

/** Changes the network in place, all examples at a time. */
export interface Trainer {
  /** Returns the loss as it was before the step. */
  step(examples: Examples): number
}

export function createTrainer(network: Network, { rate, decay }: AdamSettings): Trainer {
  const { inputs, hidden, outputs, first, firstBias, second, secondBias } = network
  const parts = {
    first: { weights: first, moments: momentsOf(first) },
    firstBias: { weights: firstBias, moments: momentsOf(firstBias) },
    second: { weights: second, moments: momentsOf(second) },
    secondBias: { weights: secondBias, moments: momentsOf(secondBias) },
  }
  const gradient = new Float64Array(inputs)
  const one = new Float64Array(1)
  let steps = 0

  /** Of one hidden unit: its gradient by its own inputs, and those of the outputs by it. */
  const stepUnit = (
    unit: number,
    { rows, active, slopes }: { rows: readonly Float64Array[]; active: Float64Array; slopes: Float64Array },
    pace: Pace,
  ): void => {
    const n = rows.length
    gradient.fill(0)
    let bias = 0
    rows.forEach((row, i) => {
      if ((active[unit * n + i] ?? NaN) <= 0) return
      let slope = 0
      for (let output = 0; output < outputs; output++) {
        slope += (slopes[output * n + i] ?? NaN) * (second[output * hidden + unit] ?? NaN)
      }
      bias += slope
      addTimes(gradient, slope, row)
    })
    descend(parts.first, gradient, { ...pace, from: unit * inputs })
    one[0] = bias
    descend(parts.firstBias, one, { ...pace, from: unit })
    for (let output = 0; output < outputs; output++) {
      one[0] = dot(active.subarray(unit * n, (unit + 1) * n), slopes.subarray(output * n, (output + 1) * n))
      descend(parts.second, one, { ...pace, from: output * hidden + unit })
    }
  }

  return {
    step({ rows, targets }) {
      const n = rows.length
      const active = activations(network, rows)
      const slopes = outputsOf(network, active, n)
      let loss = 0
      for (let output = 0; output < outputs; output++) {
        for (let i = 0; i < n; i++) {
          const error = (slopes[output * n + i] ?? NaN) - (targets[i * outputs + output] ?? NaN)
          loss += error * error
          slopes[output * n + i] = (2 * error) / (n * outputs)
        }
      }
      steps++
      const pace = { size: rate / (1 - BETA_1 ** steps), root: Math.sqrt(1 - BETA_2 ** steps), decay }
      for (let unit = 0; unit < hidden; unit++) stepUnit(unit, { rows, active, slopes }, pace)
      for (let output = 0; output < outputs; output++) {
        one[0] = slopes.subarray(output * n, (output + 1) * n).reduce((sum, slope) => sum + slope, 0)
        descend(parts.secondBias, one, { ...pace, from: output })
      }
      return loss / (n * outputs)
    },
  }
}
