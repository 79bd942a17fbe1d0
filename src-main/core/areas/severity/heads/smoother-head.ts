import type { HeadId } from '#shared/domain/head-kind.ts'
import { heldOutErrors, saidWithout } from '../held-out-errors.ts'
import { leaveOut } from '../left-out.ts'
import { concordanceWithoutEach, pairConcordance, pairedRows } from '../pair-order.ts'
import type { PreparedSmoother, RidgeData, TargetSystem } from '../ridge.ts'
import { withoutPatients } from '../ridge-system.ts'
import { settingChoice } from '../setting-choice.ts'
import type { Head, HeadFit } from './head.ts'

/** Without the others: by taking these away, or by beginning anew with the few that are left, whichever is less. */
function smallerStudy(
  { system, ratings, patients: all }: PreparedSmoother,
  patients: readonly number[],
  anew: () => TargetSystem,
): TargetSystem {
  if (patients.length * 2 < all.length) return anew()
  const kept = new Set(patients)
  return withoutPatients(
    system,
    ratings,
    [...all.keys()].filter((patient) => !kept.has(patient)),
  )
}

/** The data of these patients only, in the order of the system. */
function dataOf(
  { features, groups, targets }: RidgeData,
  { order, system: { starts } }: PreparedSmoother,
  patients: readonly number[],
): RidgeData {
  const rows = patients.flatMap((patient) => order.slice(starts[patient], starts[patient + 1]))
  return {
    features: rows.map((row) => features[row] ?? new Float64Array()),
    groups: rows.map((row) => groups[row] ?? ''),
    targets: targets.map((target) => rows.map((row) => target[row] ?? NaN)),
  }
}

type Model = Pick<HeadFit, 'settings' | 'weights'>

export interface SmootherHead<Prepared extends PreparedSmoother> {
  prepare(data: RidgeData): Prepared
  /** Of a step that was chosen. */
  settingsOf(step: number): HeadFit['settings']
  /** Whether the first and the last step are the least and the most that was tried. */
  readonly isOrdered: boolean
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
  { prepare, finish, apply, settingsOf, isOrdered }: SmootherHead<Prepared>,
): Head {
  return {
    id,
    apply,
    async fit({ features, groups, items, ...plan }, between) {
      const data = { features, groups, targets: items.map(({ ratings }) => ratings) }
      const prepared = prepare(data)
      const studyOf = (patients: readonly number[]): TargetSystem =>
        smallerStudy(prepared, patients, () => prepare(dataOf(data, prepared, patients)))
      const ranges = items.map(({ range }) => range)
      const { pairs, withoutGroups, runs, learning } = await leaveOut(
        { ranges, prepared, studyOf, ...plan },
        between,
      )
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
          checks: {
            said: patients.map((left) => saidWithout(rows, left)),
            concordanceWithoutPatient: concordanceWithoutEach(rows),
            choice: settingChoice(
              (pairs.chosen[item] ?? []).map(({ step, edge }) => ({ settings: settingsOf(step), edge })),
              isOrdered,
            ),
            learning: learning[item] ?? [],
          },
          test: { q2: heldOutErrors(rows, range, null).q2, runs: runs[item] ?? [] },
        }
        return [{ order, held, ...model }]
      })
    },
  }
}
