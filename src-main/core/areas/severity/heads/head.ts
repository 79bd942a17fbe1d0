import type { HeadId, HeadSettings } from '#shared/domain/head-kind.ts'
import type { TellStage } from '../fit-stages.ts'
import type { HeldOutErrors, ItemRange } from '../held-out-errors.ts'
import type { HeldOutChecks } from '../checks.ts'
import type { NullRun } from '../null-distribution.ts'

/** Items that were rated in the same sessions, one row a session, before any order is made of them. */
export interface HeadData {
  /** Float64[dim] a row. */
  readonly features: readonly Float64Array[]
  /** The patient of each row. */
  readonly groups: readonly string[]
  readonly items: readonly { readonly ratings: readonly number[]; readonly range: ItemRange }[]
  /** Those of other items of the same fit, too, so that all exchange patients alike. */
  readonly allPatients: readonly string[]
  /** Of patients, through the whole procedure; heads that cannot afford so many make fewer. */
  readonly permutations: number
  readonly stage: TellStage
  /** Whether smaller studies are gone through. */
  readonly learning: boolean
}

/** What models say of one item that did not see all patients. Rows as in `order` of the head's answer, those of one patient together. */
export interface HeldOut {
  /** Patient p has the rows from `starts[p]` up to, not including, `starts[p + 1]`. */
  readonly starts: readonly number[]
  readonly ratings: Float64Array
  /** Of each row by the model without its patient; not cut to any range. */
  readonly alone: Float64Array
  /** What the errors are in a study without each unit, every model fitted and every setting chosen again. */
  readonly errorsWithout: readonly HeldOutErrors[]
  /** What the units are, e.g. `patients`, or `10 groups of patients`. */
  readonly units: string
  /** Share of pairs of visits of two patients that a model which saw neither puts in the rated order. */
  readonly concordance: number | null
  /** The same in studies without each group of patients. */
  readonly concordanceWithout: readonly (number | null)[]
  /** MAE in studies without each of these groups; the groups are the same for all heads. */
  readonly maeWithoutGroups: readonly number[]
  /** Not given by a head that tells nothing of them. */
  readonly checks?: HeldOutChecks
  readonly test: {
    /** By the procedure that exchanged ratings went through. */
    readonly q2: number | null
    readonly runs: readonly NullRun[]
  }
}

export interface HeadFit {
  /** The row of the data at each row of `held`. */
  readonly order: readonly number[]
  readonly held: HeldOut
  readonly settings: HeadSettings
  /** As its `apply` reads them. */
  readonly weights: Float64Array
}

/** Called again and again, with the share of the work that is done. */
export type Between = (shareDone: number) => Promise<void>

/** A way from features to ratings, with how it is judged on patients that it did not see. */
export interface Head {
  readonly id: HeadId
  /** One answer an item, in their order. Needs 8 patients. The same data give the same numbers. */
  fit(data: HeadData, between: Between): Promise<HeadFit[]>
  /** What a fitted head says of a session; not cut to any range. */
  apply(model: Pick<HeadFit, 'settings' | 'weights'>, features: Float64Array): number
}
