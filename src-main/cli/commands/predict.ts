import { predictJob, resumePrediction } from '#core/areas/prediction/predict-job.ts'
import type { PredictionResult } from '#core/areas/prediction/service.ts'
import type { Study } from '#core/study-services.ts'
import type { EngineChoice } from '#shared/domain/engine.ts'
import type { Precision } from '#shared/domain/pack.ts'
import type { WindowPlan } from '#shared/domain/sampling.ts'
import { AppError } from '#shared/errors.ts'
import type { CliContext } from '../cli-context.ts'
import type { Outcome } from '../outcome.ts'
import { choosePromptSet, defaultPackId } from './choose-pack.ts'

/** As on the command line. */
export interface PredictOptions {
  readonly pack?: string
  readonly prompts?: string
  readonly windows?: 'first' | 'random'
  readonly seed?: number
  readonly precision?: Precision
  readonly provider?: string
  readonly resume?: boolean
}

/** With one seed, a random start is the same in every run. */
const DEFAULT_SEED = 1

function windowPlan({ windows, seed }: PredictOptions): WindowPlan | null {
  if (windows === 'random') return { kind: 'random', seed: seed ?? DEFAULT_SEED }
  if (seed !== undefined) throw new AppError('bad-request', '--seed is for --windows random.')
  return windows === undefined ? null : { kind: windows }
}

function engineChoice({ precision, provider }: PredictOptions): Partial<EngineChoice> {
  return {
    ...(precision === undefined ? {} : { precision }),
    ...(provider === undefined ? {} : { provider }),
  }
}

interface Predicted {
  readonly pack: string
  readonly promptSet: string
  readonly result: PredictionResult
}

async function predictAll(study: Study, context: CliContext, options: PredictOptions): Promise<Predicted> {
  const { pack = defaultPackId } = options
  const promptSet = choosePromptSet(study.promptSets.list(), pack, options.prompts)
  const windows = windowPlan(options)
  const request = {
    clipIds: null,
    packId: pack,
    promptSetId: promptSet.id,
    engine: engineChoice(options),
    ...(windows === null ? {} : { windows }),
  }
  const { result } = await context.run('Predicting', study, (jobs) => jobs.start(predictJob, request))
  return { pack, promptSet: promptSet.name, result }
}

async function resume(study: Study, context: CliContext): Promise<Predicted> {
  const interrupted = study.predictions.interrupted()
  if (interrupted === null) {
    throw new AppError('nothing-to-do', 'No prediction of this study was cut off: there is none to resume.')
  }
  const { result } = await context.run('Resuming', study, (jobs) => resumePrediction(jobs, interrupted.runId))
  return { pack: interrupted.packId, promptSet: interrupted.promptSetName, result }
}

export function predictCommand(given: { readonly study: string } & PredictOptions) {
  return (context: CliContext): Promise<Outcome> =>
    context.open(given.study, async (study) => {
      const resumed = given.resume ?? false
      const { result, ...what } = await (resumed ? resume(study, context) : predictAll(study, context, given))
      const { predicted, reused, failed } = result
      const files = new Map(study.library.clips().map((clip) => [clip.id, clip.fileName]))
      return {
        document: { ...what, resumed, predicted, reused, failed },
        lines: [
          `Predicted ${predicted + reused} of the study’s clips with ${what.pack} and “${what.promptSet}”, ${reused} of them from a stored video pass.`,
        ],
        failures: failed.map(({ clipId, message }) => ({
          item: files.get(clipId) ?? `clip ${clipId}`,
          message,
        })),
      }
    })
}
