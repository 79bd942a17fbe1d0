import type { Covariate, KnownCovariate } from '#shared/domain/covariate.ts'
import type { Subgroup } from '#shared/domain/severity-checks.ts'
import { quantileOfSorted } from '../../statistics/moments.ts'
import { tBound } from '../../statistics/t-distribution.ts'
import type { ItemRange, SaidOf } from './held-out-errors.ts'

/** What visits are told apart by. */
export interface Subgrouping {
  readonly by: string
  readonly byName: string
  /** Of each session of which it is known. */
  readonly groupOf: ReadonlyMap<number, string>
}

/** More groups than this are names rather than groups. */
const MOST_GROUPS = 12

/** Fewer patients say nothing of a group. */
export const MIN_GROUP_PATIENTS = 5

const LEVEL = 0.95

export const SUBGROUP_METHOD = `95 % intervals by the jackknife over all patients, every model fitted again, t with one degree of freedom less than the group has patients; not given below ${MIN_GROUP_PATIENTS} patients`

/** A number is told apart at its median, a choice and a text by what it says. */
function namesOf(covariate: Covariate, known: readonly KnownCovariate[]): Map<number, string> {
  const own = known.filter(({ covariateId }) => covariateId === covariate.id)
  if (covariate.kind === 'number') {
    const numbers = own.flatMap(({ sessionId, value }) =>
      typeof value === 'number' ? [{ sessionId, value }] : [],
    )
    const middle = quantileOfSorted(
      numbers.map(({ value }) => value).sort((a, b) => a - b),
      0.5,
    )
    const unit = covariate.unit === null || covariate.unit === '' ? '' : ` ${covariate.unit}`
    return new Map(
      numbers.map(({ sessionId, value }) => [
        sessionId,
        `${middle === null || value <= middle ? 'up to' : 'above'} ${String(middle ?? value)}${unit}`,
      ]),
    )
  }
  const labels = new Map(
    covariate.kind === 'choice' ? covariate.choices.map(({ code, label }) => [code, label]) : [],
  )
  return new Map(own.map(({ sessionId, value }) => [sessionId, labels.get(String(value)) ?? String(value)]))
}

/** By visit, then by what is known of patients and visits; what is the same everywhere tells nothing apart. */
export function subgroupings(
  visits: readonly { readonly sessionId: number; readonly visitLabel: string }[],
  covariates: readonly Covariate[],
  known: readonly KnownCovariate[],
): Subgrouping[] {
  const byVisit = new Map(visits.map(({ sessionId, visitLabel }) => [sessionId, visitLabel]))
  return [
    { by: 'visit', byName: 'Visit', groupOf: byVisit },
    ...covariates.map((covariate) => ({
      by: covariate.id,
      byName: covariate.name,
      groupOf: namesOf(covariate, known),
    })),
  ].filter(({ groupOf }) => {
    const groups = new Set(groupOf.values()).size
    return groups >= 2 && groups <= MOST_GROUPS
  })
}

/** A validation whose rows are told apart. */
export interface GroupedRows {
  readonly starts: readonly number[]
  readonly ratings: Float64Array
  readonly sessionIds: readonly number[]
  readonly range: ItemRange
  /** Of the study as it is. */
  readonly whole: SaidOf
  /** Of the study without each unit. */
  readonly without: readonly SaidOf[]
}

interface Errors {
  readonly mae: number
  readonly meanError: number
}

function errorsIn(
  rows: readonly { readonly row: number; readonly patient: number }[],
  { ratings, range: { min, max } }: GroupedRows,
  { estimateOf, isLeft }: SaidOf,
): Errors {
  let [absolute, sum, count] = [0, 0, 0]
  for (const { row, patient } of rows) {
    if (isLeft(patient)) continue
    const error = Math.min(max, Math.max(min, estimateOf(row))) - (ratings[row] ?? NaN)
    absolute += Math.abs(error)
    sum += error
    count++
  }
  return { mae: absolute / count, meanError: sum / count }
}

/** (m - 1) / m times the squares about their mean, as of a jackknife. */
function halfWidth(values: readonly number[], nPatients: number): number | null {
  const centre = values.reduce((sum, value) => sum + value, 0) / values.length
  const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0)
  const half =
    (tBound(LEVEL, nPatients - 1) ?? NaN) * Math.sqrt(((values.length - 1) / values.length) * squares)
  return Number.isFinite(half) ? half : null
}

function around(value: number, half: number | null, least: number) {
  return half === null
    ? { value, ciLow: null, ciHigh: null }
    : { value, ciLow: Math.max(least, value - half), ciHigh: value + half }
}

/** The groups of one thing in the order of their names, each with its errors. */
function groupsOf({ by, byName, groupOf }: Subgrouping, grouped: GroupedRows): Subgroup[] {
  const { starts, sessionIds } = grouped
  const rowsOf = new Map<string, { row: number; patient: number }[]>()
  starts.slice(1).forEach((past, patient) => {
    for (let row = starts[patient] ?? NaN; row < past; row++) {
      const group = groupOf.get(sessionIds[row] ?? NaN)
      if (group === undefined) continue
      rowsOf.set(group, [...(rowsOf.get(group) ?? []), { row, patient }])
    }
  })
  return [...rowsOf]
    .sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }))
    .map(([group, rows]): Subgroup => {
      const nPatients = new Set(rows.map(({ patient }) => patient)).size
      const counts = { by, byName, group, nPatients, nSessions: rows.length }
      if (nPatients < MIN_GROUP_PATIENTS) return { ...counts, mae: null, meanError: null }
      const all = errorsIn(rows, grouped, grouped.whole)
      const without = grouped.without.map((said) => errorsIn(rows, grouped, said))
      const half = (read: (errors: Errors) => number) => halfWidth(without.map(read), nPatients)
      return {
        ...counts,
        mae: around(
          all.mae,
          half(({ mae }) => mae),
          0,
        ),
        meanError: around(
          all.meanError,
          half(({ meanError }) => meanError),
          -Infinity,
        ),
      }
    })
}

/** Of everything that tells at least two groups apart among the rows. */
export function subgroupsOf(groupings: readonly Subgrouping[], grouped: GroupedRows): Subgroup[] {
  return groupings.flatMap((grouping) => {
    const groups = groupsOf(grouping, grouped)
    return groups.length < 2 ? [] : groups
  })
}
