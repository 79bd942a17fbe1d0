import type { EngineChoice, EngineReport, EngineTrial } from '#shared/domain/engine.ts'
import { providerName } from '../shell/provider-name.ts'

/** `CPU int8`. */
export function trialName(trial: Pick<EngineTrial, 'provider' | 'precision'>): string {
  return `${providerName(trial.provider)} ${trial.precision}`
}

function fits(trial: EngineTrial, choice: EngineChoice): boolean {
  return (
    trial.refusal === null &&
    (choice.provider === null || trial.provider === choice.provider) &&
    (choice.precision === null || trial.precision === choice.precision)
  )
}

function fastest(trials: readonly EngineTrial[]): EngineTrial | null {
  return trials.reduce<EngineTrial | null>(
    (best, trial) => ((trial.framesPerSecond ?? 0) > (best?.framesPerSecond ?? -1) ? trial : best),
    null,
  )
}

/** So much faster a device has to be than the processor to be taken without being asked for. */
const deviceSpeedUp = 1.5

/**
 * The trial that predictions run on, by the rule that main chooses by: the fastest that passed and that the
 * user's choice allows. Null when there is none.
 */
export function trialInUse(report: EngineReport, choice: EngineChoice): EngineTrial | null {
  const passed = report.trials.filter((trial) => fits(trial, choice))
  const cpu = fastest(passed.filter((trial) => trial.provider === 'cpu'))
  const device = fastest(passed.filter((trial) => trial.provider !== 'cpu'))
  if (cpu === null || device === null) return cpu ?? device
  return (device.framesPerSecond ?? 0) >= deviceSpeedUp * (cpu.framesPerSecond ?? 0) ? device : cpu
}

/** `121.7`, `210`: frames per second. */
export function formatSpeed(framesPerSecond: number): string {
  return framesPerSecond < 100 ? framesPerSecond.toFixed(1) : framesPerSecond.toFixed(0)
}

/** Why predictions would not start with this choice, and what to do; null when they would. */
export function choiceProblem(report: EngineReport, choice: EngineChoice): string | null {
  if (trialInUse(report, choice) !== null) return null
  const provider = choice.provider === null ? '' : providerName(choice.provider)
  const wanted = [provider, choice.precision ?? ''].filter((part) => part !== '').join(' in ')
  return wanted === ''
    ? 'Nothing that was tried gave the right numbers, so this pack cannot run here.'
    : `With ${wanted} this pack does not run here, so predictions would not start. Choose something else.`
}
