import { fitJob } from '#core/areas/severity/fit-job.ts'
import { baselineVerdict } from '#shared/domain/severity.ts'
import type { BaselineVerdict, SeverityMetrics, SeverityModel, Statistic } from '#shared/domain/severity.ts'
import { groupWarnings } from '#shared/domain/statistic-warnings.ts'
import type { CliContext } from '../cli-context.ts'
import type { Outcome } from '../outcome.ts'
import { defaultPackId } from './choose-pack.ts'

interface FitRequest {
  readonly study: string
  readonly scale: string
  readonly items: readonly string[] | null
  readonly pack: string | undefined
}

function show({ value, ciLow, ciHigh, level, warning }: Statistic): string {
  if (value === null) return 'not defined'
  if (ciLow === null || ciHigh === null || level === null) return `${value.toFixed(2)} (no interval)`
  const caution = warning === null ? '' : ', too narrow'
  const percent = Math.round(level * 100)
  return `${value.toFixed(2)} (${percent} % interval ${ciLow.toFixed(2)} to ${ciHigh.toFixed(2)}${caution})`
}

const verdicts: Record<BaselineVerdict, string> = {
  better: 'better than guessing',
  'not-clear': 'not clearly better than guessing',
}

function notes({ maeGain, q2, mae, baselineMae, pcc, ccc }: SeverityMetrics): string[] {
  const named = Object.entries({ gain: maeGain, Q2: q2, MAE: mae, guess: baselineMae, PCC: pcc, CCC: ccc })
  return groupWarnings(named.map(([name, statistic]) => ({ name, statistic }))).map(
    ({ names, text }) => `  Note on ${names.join(', ')}: ${text}`,
  )
}

function describe({ itemName, nPatients, nSessions, metrics, synthetic }: SeverityModel): string[] {
  return [
    `${itemName}: n = ${nPatients} patients, ${nSessions} sessions; each patient estimated by a model that never saw them`,
    `  error less than guessing the mean of the others by ${show(metrics.maeGain)}: ${verdicts[baselineVerdict(metrics)]}`,
    `  Q2 ${show(metrics.q2)}; MAE ${show(metrics.mae)}, of that guess ${show(metrics.baselineMae)}`,
    `  PCC ${show(metrics.pcc)}, CCC ${show(metrics.ccc)}`,
    ...notes(metrics),
    ...(synthetic ? ['  SYNTHETIC: fitted to ratings that were made up for demonstration'] : []),
  ]
}

export function fitCommand({ study: given, scale, items, pack = defaultPackId }: FitRequest) {
  return (context: CliContext): Promise<Outcome> =>
    context.open(given, async (study) => {
      const { result } = await context.run('Fitting', study, (jobs) =>
        jobs.start(fitJob, {
          scaleId: scale,
          itemIds: items === null ? null : [...items],
          packId: pack,
        }),
      )
      return {
        document: { scale, pack, models: result.models, refused: result.refused },
        lines: result.models.flatMap(describe),
        failures: result.refused.map(({ itemId, message }) => ({ item: itemId, message })),
      }
    })
}
