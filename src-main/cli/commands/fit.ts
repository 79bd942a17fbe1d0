import type { Study } from '#core/study-services.ts'
import type { FitResult } from '#core/areas/severity/service.ts'
import { fitJob } from '#core/areas/severity/fit-job.ts'
import { planningSentence, planningWord } from '#shared/domain/protocol.ts'
import { feasibilityNote } from '#shared/domain/cohort-size.ts'
import { flowSentence } from '#shared/domain/patient-flow.ts'
import { AppError } from '#shared/errors.ts'
import { baselineVerdict } from '#shared/domain/severity.ts'
import { headWords } from '#shared/domain/head-kind.ts'
import type { FeatureKind, HeadId } from '#shared/domain/head-kind.ts'
import type {
  BaselineVerdict,
  HeadDifference,
  SeverityMetrics,
  SeverityModel,
  Statistic,
} from '#shared/domain/severity.ts'
import { groupWarnings } from '#shared/domain/statistic-warnings.ts'
import type { CliContext } from '../cli-context.ts'
import type { Outcome } from '../outcome.ts'
import { defaultPackId } from './choose-pack.ts'

interface FitRequest {
  readonly study: string
  /** Not given where a protocol says it. */
  readonly scale: string | undefined
  /** Its number: in place of all others but `differentPeople`. */
  readonly protocol: number | undefined
  readonly items: readonly string[] | null
  readonly pack: string | undefined
  readonly differentPeople: boolean
  readonly unblinded: boolean
  readonly insists: boolean
  /** With several the estimates of the first are those in use. */
  readonly heads: readonly HeadId[]
  /** Not given: the mean embedding. */
  readonly features: FeatureKind | undefined
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

function clipped({ clippedShare }: SeverityMetrics): string[] {
  if (clippedShare === null || clippedShare === 0) return []
  return [
    `  ${Math.round(100 * clippedShare)} % of the estimates lay beyond the range of the item and were cut to it`,
  ]
}

/** Patients apart from what changes within one. */
function parts({ parts: found }: SeverityMetrics): string[] {
  if (found === null) return []
  const { meansQ2, changesQ2, changeOrder } = found
  const within =
    changesQ2 === null || changeOrder === null
      ? 'too few patients changed to say anything of change'
      : `of change within ${changesQ2.nPatients} patients Q2 ${show(changesQ2)}, direction ${show(changeOrder)}; 0.5 is chance`
  return [`  of patients’ means Q2 ${show(meansQ2)}`, `  ${within}`]
}

function describe({
  itemName,
  head,
  nPatients,
  nSessions,
  metrics,
  planning,
  synthetic,
}: SeverityModel): string[] {
  return [
    `${itemName}, ${headWords[head].title}: n = ${nPatients} patients, ${nSessions} sessions; each patient estimated by a model that never saw them`,
    ...(metrics.flow === null ? [] : [`  ${flowSentence(metrics.flow)}`]),
    `  ${planningSentence(planning)}`,
    `  ${verdicts[baselineVerdict(metrics)]} (${testOf(metrics)})`,
    `  MAE ${show(metrics.mae)}, of that guess ${show(metrics.baselineMae)}`,
    `  Q2 ${show(metrics.q2)}; gain in MAE ${show(metrics.maeGain)}`,
    ...(metrics.concordance === null
      ? []
      : [`  concordance c ${show(metrics.concordance)}; 0.5 is no order`]),
    ...parts(metrics),
    `  ${correlations(metrics)}`,
    ...clipped(metrics),
    ...notes(metrics),
    ...[feasibilityNote(nPatients)].flatMap((note) => (note === null ? [] : [`  ${note}`])),
    ...(synthetic ? ['  SYNTHETIC: fitted to ratings that were made up for demonstration'] : []),
  ]
}

/** E.g. `  elastic net: MAE 1.02 (…); against ridge regression 0.05 (…)`. */
function compared({ head, mae, planning, difference }: HeadDifference, against: HeadId): string {
  const beside = difference === null ? '' : `; less that of ${headWords[against].title} ${show(difference)}`
  return `  ${headWords[head].title} (${planningWord(planning)}): MAE ${show(mae)}${beside}`
}

interface Comparison {
  readonly itemId: string
  readonly heads: readonly HeadDifference[]
}

/** Of each item that more than one head was fitted to. */
function comparisonsOf(study: Pick<Study, 'severity'>, models: readonly SeverityModel[]): Comparison[] {
  const first = new Map(models.map((model) => [model.itemId, model]))
  return [...first.values()].flatMap((model) => {
    const heads = study.severity.compare(model.id)
    return heads.length < 2 ? [] : [{ itemId: model.itemId, heads }]
  })
}

function describeComparison({ itemId, heads }: Comparison): string[] {
  const against = heads[0]?.head ?? 'ridge'
  return [`${itemId}: heads compared on the same visits`, ...heads.map((head) => compared(head, against))]
}

/** What a protocol says in place of what is asked for. Throws AppError `bad-request` where neither says what to fit. */
function plannedOr({ scale, protocol, ...asked }: FitRequest, study: Study) {
  if (protocol !== undefined) {
    const { sha256 } = study.protocols.byNumber(protocol)
    const { scaleId, itemIds, packId, head, ...planned } = study.protocols.plannedFit(sha256)
    return { scaleId, packId, heads: [head], request: { ...planned, itemIds } }
  }
  if (scale === undefined) throw new AppError('bad-request', 'Say what to fit: --scale, or --protocol.')
  const { items, pack = defaultPackId, unblinded, insists, heads, features } = asked
  const itemIds = items === null ? null : [...items]
  return { scaleId: scale, packId: pack, heads, request: { itemIds, unblinded, insists, features } }
}

export function fitCommand(given: FitRequest) {
  return (context: CliContext): Promise<Outcome> =>
    context.open(given.study, async (study) => {
      const { scaleId, packId, heads, request } = plannedOr(given, study)
      const models: SeverityModel[] = []
      let refused: FitResult['refused'] = []
      // The one that is fitted last is in use.
      for (const head of [...new Set(heads)].reverse()) {
        const { result } = await context.run(`Fitting ${headWords[head].title}`, study, (jobs) =>
          jobs.start(fitJob, {
            ...{ scaleId, packId, differentPeople: given.differentPeople, head },
            ...request,
          }),
        )
        models.push(...result.models)
        refused = result.refused
      }
      const comparisons = heads.length < 2 ? [] : comparisonsOf(study, models)
      return {
        document: { scale: scaleId, pack: packId, models, refused, comparisons },
        lines: [...models.flatMap(describe), ...comparisons.flatMap(describeComparison)],
        failures: refused.map(({ itemId, message }) => ({ item: itemId, message })),
      }
    })
}
