import { patientParts } from '#core/areas/severity/patient-parts.ts'
import type { PatientParts } from '#core/areas/severity/patient-parts.ts'
import { applyHead } from '#core/areas/severity/fit-items.ts'
import type { ItemFit } from '#core/areas/severity/fit-items.ts'

import type { Cohort } from './cohort.ts'
import { RANGE } from './cohort.ts'

/** How a model does on patients of whom nobody knew anything. */
export interface Truth extends PatientParts {
  readonly mae: number
  readonly gain: number
  readonly q2: number
  readonly concordance: number
  /** Share of new visits whose rating the prediction interval holds, and of new patients of whom it holds all. */
  readonly visitsHeld: number
  readonly patientsHeld: number
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** Of visits of two patients; ties of estimates count half. */
function concordanceOf(cohort: Cohort, ratings: readonly number[], estimates: readonly number[]): number {
  let ordered = 0
  let comparable = 0
  cohort.features.forEach(({ patientCode }, i) => {
    for (let j = 0; j < i; j++) {
      const rated = (ratings[i] ?? NaN) - (ratings[j] ?? NaN)
      if (rated === 0 || patientCode === cohort.features[j]?.patientCode) continue
      const apart = (estimates[i] ?? NaN) - (estimates[j] ?? NaN)
      comparable++
      if (apart === 0) ordered += 0.5
      else if (apart > 0 === rated > 0) ordered++
    }
  })
  return ordered / comparable
}

/** `fitted` are the ratings that the model learnt from, `cohort` and `ratings` the new patients. `fit.estimates` hold these too. */
export function truthOf(
  fit: ItemFit,
  fitted: readonly number[],
  { cohort, ratings }: { readonly cohort: Cohort; readonly ratings: readonly number[] },
): Truth {
  const raw = cohort.features.map(({ values }) => applyHead(fit, values))
  const cut = raw.map((value) => Math.min(RANGE.max, Math.max(RANGE.min, value)))
  const errors = cut.map((value, row) => value - (ratings[row] ?? NaN))
  const guess = mean(fitted)
  const guessErrors = ratings.map((rating) => guess - rating)
  const mae = mean(errors.map(Math.abs))
  const squares = (values: readonly number[]): number => mean(values.map((value) => value ** 2))
  const bySession = new Map(fit.estimates.map((estimate) => [estimate.sessionId, estimate]))
  const missed = new Set<string>()
  const held = cohort.features.map(({ sessionId, patientCode }, row) => {
    const estimate = bySession.get(sessionId)
    const rating = ratings[row] ?? NaN
    const isHeld = estimate !== undefined && estimate.ciLow <= rating && rating <= estimate.ciHigh
    if (!isHeld) missed.add(patientCode)
    return isHeld
  })
  const rowsOf = new Map<string, number[]>()
  cohort.features.forEach(({ patientCode }, row) => {
    rowsOf.set(patientCode, [...(rowsOf.get(patientCode) ?? []), row])
  })
  const seen = [...rowsOf.values()].map((rows) => ({
    ratings: rows.map((row) => ratings[row] ?? NaN),
    ...{ estimates: rows.map((row) => cut[row] ?? NaN), guess },
  }))
  return {
    mae,
    gain: mean(guessErrors.map(Math.abs)) - mae,
    q2: 1 - squares(errors) / squares(guessErrors),
    concordance: concordanceOf(cohort, ratings, raw),
    visitsHeld: mean(held.map(Number)),
    patientsHeld: 1 - missed.size / rowsOf.size,
    ...patientParts(seen),
  }
}
