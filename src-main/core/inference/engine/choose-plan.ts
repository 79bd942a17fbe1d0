import type { EngineChoice, EnginePlan, EngineReport, EngineTrial } from '#shared/domain/engine.ts'
import { AppError } from '#shared/errors.ts'

/**
 * The fastest way on record that passed, within what the user chose. A device must be clearly faster than the
 * processor to be taken without being asked for, so that the choice does not hang on chance. Throws AppError
 * `bad-request` when nothing that passed fits the choice, with the reason.
 */
export function choosePlan({ trials }: EngineReport, { precision, provider }: EngineChoice): EnginePlan {
  const fitting = trials.filter(
    (trial) =>
      (precision === null || trial.precision === precision) &&
      (provider === null || trial.provider === provider),
  )
  const passed = fitting.filter((trial) => trial.refusal === null)
  const best = provider === null ? fastestOfAll(passed) : fastest(passed)
  if (best === null) throw nothingFits(fitting, { precision, provider })
  const { batch, lanes } = best
  return { provider: best.provider, precision: best.precision, batch, lanes }
}

/** A device has to be this much faster. */
const DEVICE_SPEED_UP = 1.5

function fastestOfAll(trials: readonly EngineTrial[]): EngineTrial | null {
  const cpu = fastest(trials.filter(({ provider }) => provider === 'cpu'))
  const device = fastest(trials.filter(({ provider }) => provider !== 'cpu'))
  if (cpu === null || device === null) return cpu ?? device
  return speed(device) >= DEVICE_SPEED_UP * speed(cpu) ? device : cpu
}

function fastest(trials: readonly EngineTrial[]): EngineTrial | null {
  return trials.reduce<EngineTrial | null>(
    (best, trial) => (best === null || speed(trial) > speed(best) ? trial : best),
    null,
  )
}

const speed = ({ framesPerSecond }: EngineTrial): number => framesPerSecond ?? 0

function nothingFits(
  fitting: readonly EngineTrial[],
  { precision, provider }: Pick<EngineChoice, 'precision' | 'provider'>,
): AppError {
  const wanted = [precision, provider].filter((part) => part !== null).join(' on ')
  const reason = fitting.find(({ refusal }) => refusal !== null)?.refusal
  const because =
    reason === undefined || reason === null ? 'this pack or this computer has no such way.' : reason
  return new AppError(
    'bad-request',
    `The model pack cannot be run ${wanted === '' ? 'here' : `with ${wanted}`}: ${because}`,
  )
}
