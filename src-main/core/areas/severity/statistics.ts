import type { HeadId } from '#shared/domain/head-kind.ts'
import { AppError } from '#shared/errors.ts'
import type { MatrixInput } from '../../statistics/correlation-matrix.ts'
import { nextTurn } from '../../async/next-turn.ts'
import { createThreadCalls } from '../../async/thread-calls.ts'
import type { CallControl } from '../../async/thread-calls.ts'
import type { Agreement, RatedPair } from './agreement.ts'
import type { FitInput, ItemFit } from './fit-items.ts'
import type { OneItem } from './heads/weights-without.ts'
import type { MatrixAnswer } from './ordered-matrix.ts'

/** What takes up to minutes of arithmetic. Knows no database: everything that it needs is given. */
export interface Statistics {
  /** How far two raters agree, one pair of ratings a session. Throws AppError `cancelled` when the next one was asked for meanwhile. */
  agreement(pairs: readonly RatedPair[], control?: CallControl): Promise<Agreement>
  /** Fits and validates each item; its progress counts patients that were left out. In the order of the sets. */
  fit(input: FitInput, control: CallControl): Promise<ItemFit[]>
  /** Rank correlations over patients with their tests, and how the rows are ordered. */
  correlations(input: MatrixInput, control?: CallControl): Promise<MatrixAnswer>
  /** Of the model that never saw one of the patients; null for a head that is no sum of weights. */
  weightsWithout(of: LeftPatient, control?: CallControl): Promise<Float64Array | null>
}

export interface LeftPatient {
  readonly head: HeadId
  readonly data: OneItem
  /** Code of the patient. */
  readonly left: string
}

/** Answers others, and holds or stops as it shall. */
const pause = async ({ signal, gate }: Partial<CallControl> = {}): Promise<void> => {
  await nextTurn()
  signal?.throwIfAborted()
  await gate?.wait()
  signal?.throwIfAborted()
}

/** In this thread, which answers others in between. The arithmetic is read when it is first asked for, not at every start. */
export const statisticsHere: Statistics = {
  async agreement(pairs, control) {
    const { agreementOf } = await import('./agreement.ts')
    return agreementOf(pairs, () => pause(control))
  },
  async fit(input, control) {
    const { fitSets } = await import('./fit-items.ts')
    const between = (done: number, total: number): Promise<void> => {
      control.progress(done, total)
      return pause(control)
    }
    return fitSets(input, between, { stage: (name) => control.stage?.(name) })
  },
  async correlations(input, control) {
    const { orderedMatrix } = await import('./ordered-matrix.ts')
    return orderedMatrix(input, () => pause(control))
  },
  async weightsWithout({ head, data, left }) {
    const { weightsWithout } = await import('./heads/heads.ts')
    return weightsWithout[head]?.(data, left) ?? null
  },
}

/** Where `statistics-worker.ts` lies when nothing was bundled. */
const unbundledScript = new URL('./statistics-worker.ts', import.meta.url)

/** In a thread of its own, so that the window goes on: 2,000 resamples take up to seconds. */
export function createStatisticsThread(script: string | URL = unbundledScript): Statistics {
  const call = createThreadCalls<StatisticsWorks>(script)
  let latest: AbortController | null = null
  return {
    agreement(pairs) {
      // Whoever asks for the next pair of raters no longer looks at this one.
      latest?.abort(new AppError('cancelled', 'Another pair of raters was asked for.'))
      latest = new AbortController()
      return call('agreement', pairs, { signal: latest.signal, progress: () => undefined })
    },
    fit: (input, control) => call('fit', input, control),
    correlations: (input) => call('correlations', input),
    weightsWithout: (of) =>
      call('weightsWithout', of, { signal: new AbortController().signal, progress: () => undefined }),
  }
}

/** A type, as an interface has no index. */
type StatisticsWorks = Pick<Statistics, keyof Statistics>
