import type { EngineChoice, EngineReport, EngineTrial } from '#shared/domain/engine.ts'
import { trialInUse } from '#shared/domain/trial-in-use.ts'
import { providerName } from '../shell/provider-name.ts'

/** `CPU int8`. */
export function trialName(trial: Pick<EngineTrial, 'provider' | 'precision'>): string {
  return `${providerName(trial.provider)} ${trial.precision}`
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
