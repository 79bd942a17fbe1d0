import type { InputTensor, OutputTensor, Session } from './ort-session.ts'

/**
 * A session that finds its execution provider with its first real batch. Each candidate, best first, must
 * give the CPU's numbers and be clearly faster; the first that does is kept, else the CPU. So a driver that
 * computes nonsense, or a software one, is never used.
 */
export interface TrialSession extends Session {
  /** The provider in use; null before the first run. */
  readonly provider: string | null
}

export interface TrialOptions {
  /** Best first. The last one is the reference: `cpu`. */
  readonly candidates: readonly string[]
  open(provider: string): Promise<Session>
  /** Monotonic, in ms. */
  now?(): number
  /** Told why a candidate was passed over, for the log. */
  onRefused?(provider: string, reason: string): void
  /** A candidate that the user asked for by name need not be faster. */
  readonly speedMatters?: boolean
}

/** Largest difference from the CPU, as a share of its largest value; half-precision GPUs stay below it. */
const TOLERANCE = 2e-3
/** A candidate has to be this much faster, so that the choice does not flip from run to run. */
const SPEED_UP = 1.5

export async function openTrialSession(options: TrialOptions): Promise<TrialSession> {
  const reference = options.candidates.at(-1)
  if (reference === undefined) throw new Error('no execution provider to open the model with')
  const fallback = await options.open(reference)
  let chosen: { session: Session; provider: string } | null = null
  let trial: Promise<{ session: Session; provider: string }> | null = null

  async function choose(
    inputs: Readonly<Record<string, InputTensor>>,
    outputs: readonly string[],
  ): Promise<{ session: Session; provider: string }> {
    for (const provider of options.candidates.slice(0, -1)) {
      const session = await tryProvider({ provider, options, fallback, inputs, outputs })
      if (session === null) continue
      await fallback.dispose()
      return { session, provider }
    }
    return { session: fallback, provider: reference ?? '' }
  }

  return {
    inputNames: fallback.inputNames,
    outputNames: fallback.outputNames,
    get provider() {
      return chosen?.provider ?? null
    },
    async run(inputs, outputs) {
      trial ??= choose(inputs, outputs)
      chosen ??= await trial
      return chosen.session.run(inputs, outputs)
    },
    dispose: () => (chosen?.session ?? fallback).dispose(),
  }
}

interface Attempt {
  readonly provider: string
  readonly options: TrialOptions
  readonly fallback: Session
  readonly inputs: Readonly<Record<string, InputTensor>>
  readonly outputs: readonly string[]
}

/** The candidate's session, or null when it cannot be used. */
async function tryProvider({
  provider,
  options,
  fallback,
  inputs,
  outputs,
}: Attempt): Promise<Session | null> {
  let session: Session | null = null
  try {
    session = await options.open(provider)
    const reason = await objection(session, { provider, options, fallback, inputs, outputs })
    if (reason === null) return session
    options.onRefused?.(provider, reason)
  } catch (error) {
    options.onRefused?.(provider, error instanceof Error ? error.message : String(error))
  }
  await session?.dispose()
  return null
}

async function objection(
  session: Session,
  { options, fallback, inputs, outputs }: Attempt,
): Promise<string | null> {
  // The first runs of both compile and allocate; the second ones are timed.
  const expected = await fallback.run(inputs, outputs)
  const difference = largestDifference(expected, await session.run(inputs, outputs))
  if (!(difference <= TOLERANCE)) return `its numbers differ from the CPU's by ${difference.toExponential(1)}`
  if (options.speedMatters === false) return null
  const now = options.now ?? (() => performance.now())
  const start = now()
  await fallback.run(inputs, outputs)
  const middle = now()
  await session.run(inputs, outputs)
  const [cpuMs, candidateMs] = [middle - start, now() - middle]
  if (candidateMs * SPEED_UP <= cpuMs) return null
  return `it takes ${candidateMs.toFixed(1)} ms where the CPU takes ${cpuMs.toFixed(1)} ms`
}

/** Share of the largest expected value, over all outputs; NaN when a value is not a number. */
function largestDifference(
  expected: Readonly<Record<string, OutputTensor>>,
  actual: Readonly<Record<string, OutputTensor>>,
): number {
  let largest = 0
  let scale = 1e-6
  for (const [name, { data }] of Object.entries(expected)) {
    const other = actual[name]?.data
    if (other?.length !== data.length) return Number.NaN
    for (let i = 0; i < data.length; i++) {
      const difference = Math.abs((data[i] ?? 0) - (other[i] ?? 0))
      if (Number.isNaN(difference)) return Number.NaN
      largest = Math.max(largest, difference)
      scale = Math.max(scale, Math.abs(data[i] ?? 0))
    }
  }
  return largest / scale
}
