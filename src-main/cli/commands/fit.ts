import { baselineVerdict } from '#shared/domain/severity.ts'
import type { BaselineVerdict, SeverityModel, Statistic } from '#shared/domain/severity.ts'
import type { CliContext } from '../cli-context.ts'
import type { Outcome } from '../outcome.ts'
import { defaultPackId } from './choose-pack.ts'

interface FitRequest {
  readonly study: string
  readonly scale: string
  readonly items: readonly string[] | null
  readonly pack: string | undefined
}

function show({ value, ciLow, ciHigh, level }: Statistic): string {
  if (value === null) return 'not defined'
  const interval =
    ciLow === null || ciHigh === null
      ? ''
      : ` (${Math.round(level * 100)} % interval ${ciLow.toFixed(2)} to ${ciHigh.toFixed(2)})`
  return value.toFixed(2) + interval
}

const verdicts: Record<BaselineVerdict, string> = {
  better: 'better than guessing',
  'not-clear': 'not clearly better than guessing',
  worse: 'worse than guessing',
}

function describe({ itemName, nPatients, nSessions, metrics, synthetic }: SeverityModel): string[] {
  return [
    `${itemName}: n = ${nPatients} patients, ${nSessions} sessions; each patient estimated by a model that never saw them`,
    `  PCC ${show(metrics.pcc)}, CCC ${show(metrics.ccc)}`,
    `  MAE ${show(metrics.mae)}; guessing the mean of the others: ${show(metrics.baselineMae)}`,
    `  error less than that guess by ${show(metrics.maeGain)}: ${verdicts[baselineVerdict(metrics)]}`,
    ...(synthetic ? ['  SYNTHETIC: fitted to ratings that were made up for demonstration'] : []),
  ]
}

export function fitCommand({ study: given, scale, items, pack = defaultPackId }: FitRequest) {
  return (context: CliContext): Promise<Outcome> =>
    context.open(given, async (study) => {
      const { result } = await context.work('Fitting', (control) =>
        study.severity.fit({ scaleId: scale, itemIds: items, packId: pack }, control),
      )
      return {
        document: { scale, pack, models: result.models, refused: result.refused },
        lines: result.models.flatMap(describe),
        failures: result.refused.map(({ itemId, message }) => ({ item: itemId, message })),
      }
    })
}
