import type { ClipRow } from '#shared/domain/clip.ts'
import type { SeverityModel } from '#shared/domain/severity.ts'

/** Fewer are refused by main: each patient is estimated by a model of the others. */
const minPatients = 8

export interface RatedSoFar {
  readonly scaleTitle: string
  /** Patients rated on each chosen item; of one's own ratings alone while others' are hidden. */
  readonly patients: readonly number[]
  /** Patients rated on anything by anybody, which is known of blind work, too. */
  readonly byAnybody: number
  /** Whether other raters' scores are hidden. */
  readonly hidesOthers: boolean
}

/** Why no chosen item can be fitted yet; null when one can, or may be by ratings that are hidden. */
export function fitObstacle({ scaleTitle, patients, byAnybody, hidesOthers }: RatedSoFar): string | null {
  const most = hidesOthers ? byAnybody : Math.max(0, ...patients)
  if (most >= minPatients) return null
  if (most === 0) return `Nobody is rated on ${hidesOthers ? 'anything' : scaleTitle} yet.`
  const count = `${String(most)} ${most === 1 ? 'patient is' : 'patients are'}`
  return `A fit needs at least ${String(minPatients)} rated patients; ${count} rated so far.`
}

/** How many patients have a visit that anybody rated. */
export function ratedPatients(clips: readonly Pick<ClipRow, 'patientCode' | 'rated'>[]): number {
  return new Set(clips.filter(({ rated }) => rated).map(({ patientCode }) => patientCode)).size
}

/** Models of the chosen scale come first, each part in its order. */
export function chosenScaleFirst(
  models: readonly SeverityModel[],
  scaleId: string | null,
): readonly SeverityModel[] {
  const isOfChosen = (model: SeverityModel): boolean => model.scaleId === scaleId
  return [...models.filter(isOfChosen), ...models.filter((model) => !isOfChosen(model))]
}
