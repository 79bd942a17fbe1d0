import type { EngineChoice, EnginePlan, EngineReport, EngineTrial } from '#shared/domain/engine.ts'
import { fitsChoice, trialInUse } from '#shared/domain/trial-in-use.ts'
import { AppError } from '#shared/errors.ts'

/**
 * The fastest way on record that passed, within what the user chose. Throws AppError `bad-request` when nothing
 * that passed fits the choice, with the reason.
 */
export function choosePlan(report: EngineReport, choice: EngineChoice): EnginePlan {
  const best = trialInUse(report, choice)
  if (best === null) {
    const fitting = report.trials.filter((trial) => fitsChoice(trial, choice))
    throw nothingFits(fitting, choice)
  }
  const { provider, precision, batch, lanes } = best
  return { provider, precision, batch, lanes }
}

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
