import type { EngineChoice, EngineReport, EngineTrial } from './engine.ts'

/** A device has to be this much faster than the processor to be taken without being asked for by name. */
const DEVICE_SPEED_UP = 1.5

/**
 * The trial that predictions run by: the fastest that passed and that the user's choice allows. Null when there
 * is none. A device must be clearly faster, so that the choice does not hang on chance.
 */
export function trialInUse({ trials }: EngineReport, choice: EngineChoice): EngineTrial | null {
  const passed = trials.filter((trial) => trial.refusal === null && fitsChoice(trial, choice))
  if (choice.provider !== null) return fastest(passed)
  const cpu = fastest(passed.filter(({ provider }) => provider === 'cpu'))
  const device = fastest(passed.filter(({ provider }) => provider !== 'cpu'))
  if (cpu === null || device === null) return cpu ?? device
  return speed(device) >= DEVICE_SPEED_UP * speed(cpu) ? device : cpu
}

export function fitsChoice(
  trial: EngineTrial,
  { precision, provider }: Pick<EngineChoice, 'precision' | 'provider'>,
): boolean {
  return (
    (precision === null || trial.precision === precision) &&
    (provider === null || trial.provider === provider)
  )
}

function fastest(trials: readonly EngineTrial[]): EngineTrial | null {
  return trials.reduce<EngineTrial | null>(
    (best, trial) => (best === null || speed(trial) > speed(best) ? trial : best),
    null,
  )
}

const speed = ({ framesPerSecond }: EngineTrial): number => framesPerSecond ?? 0
