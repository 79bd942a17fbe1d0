import type { HeadId } from '#shared/domain/head-kind.ts'
import { heldOutErrors } from '../held-out-errors.ts'
import { leaveOut } from '../left-out.ts'
import { pairConcordance, pairedRows } from '../pair-order.ts'
import type { PreparedSmoother, RidgeData } from '../ridge.ts'
import type { Head, HeadFit } from './head.ts'

type Model = Pick<HeadFit, 'settings' | 'weights'>

export interface SmootherHead<Prepared extends PreparedSmoother> {
  prepare(data: RidgeData): Prepared
  /** One model a target, on all rows. */
  finish(prepared: Prepared): Model[]
  apply: Head['apply']
}

/**
 * A head that is linear in the ratings once its setting is chosen: what models without a patient, or two, say follows from one fit to
 * all, so that every pair of patients and 999 permutations can be gone through.
 */
export function smootherHead<Prepared extends PreparedSmoother>(
  id: HeadId,
  { prepare, finish, apply }: SmootherHead<Prepared>,
): Head {
  return {
    id,
    apply,
    async fit({ features, groups, items, ...plan }, between) {
      const prepared = prepare({ features, groups, targets: items.map(({ ratings }) => ratings) })
      const ranges = items.map(({ range }) => range)
      const { pairs, withoutGroups, runs } = await leaveOut({ ranges, prepared, ...plan }, between)
      const { order, targets, system } = prepared
      const { starts } = system
      return finish(prepared).flatMap((model, item): HeadFit[] => {
        const ratings = targets[item]
        const range = ranges[item]
        if (ratings === undefined || range === undefined) return []
        const rows = pairedRows({ starts, ratings }, pairs, item)
        const patients = Array.from({ length: starts.length - 1 }, (_, patient) => patient)
        const groupsLeft = withoutGroups[item] ?? []
        const held = {
          ...{ starts, ratings, alone: rows.alone, units: 'patients' },
          errorsWithout: patients.map((left) => heldOutErrors(rows, range, left)),
          concordance: pairConcordance(rows),
          concordanceWithout: groupsLeft.map(({ concordance }) => concordance),
          maeWithoutGroups: groupsLeft.map(({ mae }) => mae),
          test: { q2: heldOutErrors(rows, range, null).q2, runs: runs[item] ?? [] },
        }
        return [{ order, held, ...model }]
      })
    },
  }
}
