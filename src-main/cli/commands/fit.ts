import { fitJob } from '#core/areas/severity/fit-job.ts'
import { feasibilityNote } from '#shared/domain/cohort-size.ts'
import { flowSentence } from '#shared/domain/patient-flow.ts'
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
  readonly differentPeople: boolean
  readonly unblinded: boolean
}

function show({ value, ciLow, ciHigh, level, warning }: Statistic): string {
  if (value === null) return 'not defined'
  if (ciLow === null || ciHigh === null || level === null) return `${value.toFixed(2)} (no interval)`
  const caution = warning === null ? '' : ', too narrow'
  const percent = Math.round(level * 100)
  return `${value.toFixed(2)} (${percent} % interval ${ciLow.toFixed(2)} to ${ciHigh.toFixed(2)}${caution})`
}

const verdicts: Record<BaselineVerdict, string> = {
  better: 'better than guessing the mean of the others',
  related: 'related to the ratings, but not clearly better than guessing the mean of the others',
  'not-clear': 'not clearly better than guessing the mean of the others',
}

/** Pooled correlations mean something only beside what they are where there is no relation. */
function correlations({ pcc, ccc, permutation }: SeverityMetrics): string {
  const one = (name: string, { value }: Statistic, range: readonly [number, number] | null): string => {
    if (value === null) return `${name} not defined`
    const beside =
      range === null
        ? 'no interval'
        : `95 of 100 permutations ${range[0].toFixed(2)} to ${range[1].toFixed(2)}`
    return `${name} ${value.toFixed(2)} (${beside})`
  }
  return `${one('PCC', pcc, permutation?.pccRange ?? null)}, ${one('CCC', ccc, permutation?.cccRange ?? null)}`
}

function testOf({ permutation }: SeverityMetrics): string {
  if (permutation === null) return 'no permutation test: fit again for one'
  const { p, pAdjusted, nItems, permutations } = permutation
  const items = nItems === 1 ? '1 item' : `${nItems} items`
  return `p ${p.toFixed(3)}, adjusted over ${items} ${pAdjusted.toFixed(3)}; ${permutations} permutations of patients`
}

function notes({ maeGain, q2, mae, baselineMae, pcc, ccc }: SeverityMetrics): string[] {
  const named = Object.entries({ MAE: mae, guess: baselineMae, Q2: q2, gain: maeGain, PCC: pcc, CCC: ccc })
  return groupWarnings(named.map(([name, statistic]) => ({ name, statistic }))).map(
    ({ names, text }) => `  Note on ${names.join(', ')}: ${text}`,
  )
}

function describe({ itemName, nPatients, nSessions, metrics, synthetic }: SeverityModel): string[] {
  return [
    `${itemName}: n = ${nPatients} patients, ${nSessions} sessions; each patient estimated by a model that never saw them`,
    ...(metrics.flow === null ? [] : [`  ${flowSentence(metrics.flow)}`]),
    `  ${verdicts[baselineVerdict(metrics)]} (${testOf(metrics)})`,
    `  MAE ${show(metrics.mae)}, of that guess ${show(metrics.baselineMae)}`,
    `  Q2 ${show(metrics.q2)}; gain in MAE ${show(metrics.maeGain)}`,
    ...(metrics.concordance === null
      ? []
      : [`  concordance c ${show(metrics.concordance)}; 0.5 is no order`]),
    `  ${correlations(metrics)}`,
    ...notes(metrics),
    ...[feasibilityNote(nPatients)].flatMap((note) => (note === null ? [] : [`  ${note}`])),
    ...(synthetic ? ['  SYNTHETIC: fitted to ratings that were made up for demonstration'] : []),
  ]
}

export function fitCommand(request: FitRequest) {
  const { study: given, scale, items, pack = defaultPackId, ...accepted } = request
  return (context: CliContext): Promise<Outcome> =>
    context.open(given, async (study) => {
      const { result } = await context.run('Fitting', study, (jobs) =>
        jobs.start(fitJob, {
          scaleId: scale,
          itemIds: items === null ? null : [...items],
          packId: pack,
          ...{ differentPeople: accepted.differentPeople, unblinded: accepted.unblinded },
        }),
      )
      return {
        document: { scale, pack, models: result.models, refused: result.refused },
        lines: result.models.flatMap(describe),
        failures: result.refused.map(({ itemId, message }) => ({ item: itemId, message })),
      }
    })
}
