import { createRandom } from '../../../statistics/random.ts'
import { patientGroups } from '../ridge-system.ts'
import { applyMlp, weightsOf } from './mlp-weights.ts'
import { applyNetwork, copyOf, createTrainer, initialNetwork, lossOf } from './mlp-network.ts'
import type { AdamSettings, Examples, Network } from './mlp-network.ts'
import { deviationAt, meanAt, targetOf } from './refitted.ts'
import type { Fitted, PreparedHead, RefittedHead, Rows } from './refitted.ts'

/** Units of the hidden layer, as the paper has them behind 512 features. */
const HIDDEN = 256

/** Each begins elsewhere, and stops by other patients; their mean is the estimate. */
const NETWORKS = 3

const ADAM: AdamSettings = { rate: 3e-3, decay: 5e-3 }

const MOST_STEPS = 60

/** So many steps without a smaller loss on the patients that were held out for it, and the best before is taken. */
const PATIENCE = 8

/** Every fifth patient says when to stop. */
const STOPPING_PARTS = 5

/** Trained until the patients that were held out for it are told worse again. */
function trained(start: Network, examples: Examples, stopping: Examples): Network {
  const network = copyOf(start)
  const trainer = createTrainer(network, ADAM)
  let best = copyOf(network)
  let least = lossOf(network, stopping)
  let since = 0
  for (let step = 0; step < MOST_STEPS && since < PATIENCE; step++) {
    trainer.step(examples)
    const loss = lossOf(network, stopping)
    since++
    if (!(loss < least)) continue
    least = loss
    best = copyOf(network)
    since = 0
  }
  return best
}

/** Features and ratings in a common measure: networks begin alike whatever the unit. */
interface Measure {
  readonly means: Float64Array
  /** Root of the mean square of all centred features. */
  readonly unit: number
  readonly ratings: readonly { readonly mean: number; readonly deviation: number }[]
}

const orOne = (value: number): number => (value > 0 ? value : 1)

function measureOf(
  features: readonly Float64Array[],
  { rows }: Pick<Fitted, 'rows'>,
  targets: readonly Float64Array[],
): Measure {
  const dim = features[0]?.length ?? 0
  const means = new Float64Array(dim)
  for (const row of rows) {
    features[row]?.forEach((value, j) => {
      means[j] = (means[j] ?? NaN) + value / rows.length
    })
  }
  let squares = 0
  for (const row of rows) {
    features[row]?.forEach((value, j) => {
      squares += (value - (means[j] ?? NaN)) ** 2
    })
  }
  return {
    means,
    unit: orOne(Math.sqrt(squares / (rows.length * dim))),
    ratings: targets.map((target) => ({
      mean: meanAt(target, rows),
      deviation: orOne(deviationAt(target, rows)),
    })),
  }
}

/** Networks in that measure as one on raw features that says their mean. */
function together(networks: readonly Network[], { means, unit, ratings }: Measure): Network {
  const count = networks.length
  const one = networks[0]
  if (one === undefined) throw new RangeError('no network')
  const { inputs, hidden, outputs } = one
  const whole = {
    ...{ inputs, outputs, hidden: count * hidden },
    first: new Float64Array(count * hidden * inputs),
    firstBias: new Float64Array(count * hidden),
    second: new Float64Array(outputs * count * hidden),
    secondBias: Float64Array.from(ratings, ({ mean }) => mean),
  }
  networks.forEach((network, index) => {
    for (let unitIndex = 0; unitIndex < hidden; unitIndex++) {
      const at = index * hidden + unitIndex
      let bias = network.firstBias[unitIndex] ?? NaN
      for (let j = 0; j < inputs; j++) {
        const weight = (network.first[unitIndex * inputs + j] ?? NaN) / unit
        whole.first[at * inputs + j] = weight
        bias -= weight * (means[j] ?? NaN)
      }
      whole.firstBias[at] = bias
      ratings.forEach(({ deviation }, output) => {
        whole.second[output * count * hidden + at] =
          ((network.second[output * hidden + unitIndex] ?? NaN) * deviation) / count
      })
    }
    ratings.forEach(({ deviation }, output) => {
      const own = ((network.secondBias[output] ?? NaN) * deviation) / count
      whole.secondBias[output] = (whole.secondBias[output] ?? NaN) + own
    })
  })
  return whole
}

interface Data {
  readonly features: readonly Float64Array[]
  /** The patient of each row. */
  readonly patientOf: readonly number[]
  /** The network of each seed before it is trained; of so many outputs. */
  readonly startOf: (seed: number, outputs: number) => Network
}

function examplesOf(
  { features }: Data,
  rows: Rows,
  { measure: { means, unit, ratings }, targets }: { measure: Measure; targets: readonly Float64Array[] },
): Examples {
  return {
    rows: rows.map((row) =>
      (features[row] ?? means).map((value, feature) => (value - (means[feature] ?? NaN)) / unit),
    ),
    targets: Float64Array.from(
      rows.flatMap((row) =>
        ratings.map(({ mean, deviation }, target) => ((targets[target]?.[row] ?? NaN) - mean) / deviation),
      ),
    ),
  }
}

/** So many networks, each of which leaves other patients out of its training to know when to stop. */
function fit(data: Data, fitted: Fitted, networks: number): Network {
  const { features, patientOf, startOf } = data
  const { rows, ratings } = fitted
  const count = ratings.length / features.length
  const targets = Array.from({ length: count }, (_, target) => targetOf(ratings, count, target))
  const measured = { measure: measureOf(features, fitted, targets), targets }
  const patients = [...new Set(rows.map((row) => patientOf[row] ?? NaN))]
  const parts = patientGroups(patients.length, STOPPING_PARTS)
  const made = Array.from({ length: networks }, (_, seed) => {
    const held = new Set((parts[seed % parts.length] ?? []).map((place) => patients[place]))
    const isHeld = (row: number): boolean => held.has(patientOf[row])
    const learnt = rows.filter((row) => !isHeld(row))
    return trained(
      startOf(seed, count),
      examplesOf(data, learnt.length === 0 ? rows : learnt, measured),
      examplesOf(data, rows.filter(isHeld), measured),
    )
  })
  return together(made, measured.measure)
}

function preparedWith(data: Data, networks: number): PreparedHead {
  return {
    settings: () => [{ hidden: HIDDEN, networks }],
    estimates: (fitted, settings, others) => {
      const rows = others.map((row) => data.features[row] ?? new Float64Array())
      const said = applyNetwork(fit(data, fitted, networks), rows)
      return settings.map(() => said)
    },
    weights: (fitted) => {
      const network = fit(data, fitted, networks)
      return Array.from({ length: network.outputs }, (_, output) => weightsOf(network, output))
    },
  }
}

/**
 * The multilayer perceptron of the paper: one layer of 256 units that are cut off below 0, then one linear output for each target; mean squared
 * error, Adam, all rows at a time. How long it is trained is what is chosen, on patients who are held out of the training patients.
 */
export const mlp: RefittedHead = {
  prepare: (features, starts): PreparedHead => {
    const known = new Map<string, Network>()
    const startOf = (seed: number, outputs: number): Network => {
      const key = `${seed} ${outputs}`
      const inputs = features[0]?.length ?? 0
      const made =
        known.get(key) ?? initialNetwork({ inputs, hidden: HIDDEN, outputs }, createRandom(1 + seed))
      known.set(key, made)
      return made
    }
    const patientOf = starts
      .slice(1)
      .flatMap((past, patient) => Array<number>(past - (starts[patient] ?? NaN)).fill(patient))
    const data = { features, patientOf, startOf }
    return { ...preparedWith(data, NETWORKS), inTest: preparedWith(data, 1) }
  },
  apply: ({ weights }, features) => applyMlp(weights, features),
}
