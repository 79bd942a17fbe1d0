import { heldOutErrors } from '../../src-main/core/areas/severity/held-out-errors.ts'
import { pairConcordance } from '../../src-main/core/areas/severity/pair-order.ts'
import type { PairedRows } from '../../src-main/core/areas/severity/pair-order.ts'
import type { Validation } from '../../src-main/core/areas/severity/validation.ts'
import type { PermutationTest } from '../../src-shared/domain/severity.ts'

export const aPermutationTest: PermutationTest = {
  p: 0.004,
  pAdjusted: 0.012,
  nItems: 3,
  permutations: 999,
  seed: 1,
  pccRange: [-0.82, 0.31],
  cccRange: [-0.4, 0.2],
  spearmanRange: [-0.8, 0.3],
}

interface Points {
  /** Rows of one patient together. */
  readonly patients: readonly string[]
  readonly estimates: readonly number[]
  readonly ratings: readonly number[]
}

/** As if leaving a second patient out changed no estimate. */
function rowsOf({ patients, estimates, ratings }: Points): PairedRows {
  const codes = [...new Set(patients)]
  const starts = [...codes.map((code) => patients.indexOf(code)), patients.length]
  const alone = Float64Array.from(estimates)
  const without = new Float64Array(codes.length * alone.length)
  codes.forEach((_, patient) => {
    without.set(alone, patient * alone.length)
  })
  return { starts, ratings: Float64Array.from(ratings), alone, without }
}

/** A validation of given estimates, without any model. */
export function heldOut(
  points: Points,
  range: Validation['range'] = { min: 1, max: 7 },
  permutation: PermutationTest = aPermutationTest,
): Validation {
  const { patients } = points
  const without = (code: string): PairedRows => {
    const kept = <Value>(values: readonly Value[]): Value[] =>
      values.filter((_, row) => patients[row] !== code)
    return rowsOf({
      patients: kept(patients),
      estimates: kept(points.estimates),
      ratings: kept(points.ratings),
    })
  }
  const codes = [...new Set(patients)]
  const rows = rowsOf(points)
  const { starts, ratings, alone } = rows
  const held = {
    ...{ starts, ratings, alone, units: 'patients' },
    errorsWithout: codes.map((_, left) => heldOutErrors(rows, range, left)),
    concordance: pairConcordance(rows),
    concordanceWithout: codes.map((code) => pairConcordance(without(code))),
    maeWithoutGroups: codes.map((_, left) => heldOutErrors(rows, range, left).mae),
  }
  return {
    patients,
    held,
    range,
    permutation,
    flow: null,
    ratingsKey: JSON.stringify([patients, points.ratings]),
    checks: null,
  }
}
