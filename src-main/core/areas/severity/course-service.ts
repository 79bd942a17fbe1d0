import { buildTrajectories } from '#shared/charts/trajectories.ts'
import { meanRating } from '#shared/charts/trajectory-option.ts'
import type { PatientTrajectory } from '#shared/charts/trajectory-option.ts'
import type { Covariate } from '#shared/domain/covariate.ts'
import type { GroupCourse, GroupCourseRequest, GroupCourses } from '#shared/domain/group-course.ts'
import { measuresOf } from '#shared/domain/measures.ts'
import { AppError } from '#shared/errors.ts'
import { groupBy } from '#shared/group-by.ts'
import { meanOverPatients } from '../../statistics/mean-over-patients.ts'
import type { CovariateService } from '../covariates/service.ts'
import type { LibraryService } from '../library/service.ts'
import type { ScaleService, ScoreService } from '../rating/service.ts'
import type { CourseService } from './service.ts'

export interface CourseServiceDeps {
  readonly library: Pick<LibraryService, 'sessions'>
  readonly scales: Pick<ScaleService, 'list'>
  readonly scores: Pick<ScoreService, 'ofScale'>
  readonly covariates: Pick<CovariateService, 'kinds' | 'known'>
}

/** More lines cannot be told from each other. */
const MOST_GROUPS = 6

const EVERYBODY = 'All patients'

function mostCommon(labels: readonly string[]): string {
  const counts = [...groupBy(labels, (label) => label)].sort(([, a], [, b]) => b.length - a.length)
  return counts[0]?.[0] ?? ''
}

function courseOf(label: string, patients: readonly PatientTrajectory[]): GroupCourse {
  const rated = patients.flatMap(({ visits }) =>
    visits.flatMap((visit, index) => {
      const value = meanRating(visit)
      return value === null ? [] : [{ place: index + 1, label: visit.visitLabel, value }]
    }),
  )
  const places = [...groupBy(rated, ({ place }) => place)].sort(([a], [b]) => a - b)
  return {
    ...{ label, nPatients: patients.length },
    visits: places.map(([place, of]) => ({
      place,
      label: mostCommon(of.map((visit) => visit.label)),
      mean: meanOverPatients(of.map(({ value }) => value)),
    })),
  }
}

function labelOf(covariate: Covariate, value: string | number): string {
  const choice =
    covariate.kind === 'choice' ? covariate.choices.find(({ code }) => code === value)?.label : undefined
  return choice ?? String(value)
}

/** How groups of patients were rated from visit to visit. Patients are the unit: a mean at a visit has one value a patient. */
export function createCourseService(deps: CourseServiceDeps): CourseService {
  const { library, scales, scores, covariates } = deps

  /** Group of each patient of whom it is known. Throws AppError `not-found`, and `bad-request` for what is another at each visit. */
  const groupsBy = (covariateId: string): Map<string, string> => {
    const covariate = covariates.kinds().find(({ id }) => id === covariateId)
    if (covariate === undefined) throw new AppError('not-found', 'This study knows nothing of that name.')
    if (covariate.of !== 'patient' || covariate.kind === 'number') {
      throw new AppError('bad-request', `${covariate.name} makes no groups of patients.`)
    }
    const patients = new Map(library.sessions().map(({ id, patientCode }) => [id, patientCode]))
    return new Map(
      covariates
        .known()
        .filter((known) => known.covariateId === covariateId)
        .flatMap(({ sessionId, value }): [string, string][] => {
          const patient = patients.get(sessionId)
          return patient === undefined ? [] : [[patient, labelOf(covariate, value)]]
        }),
    )
  }

  return {
    courses({ scaleId, measureId, covariateId }: GroupCourseRequest): GroupCourses {
      const scale = scales.list().find(({ id }) => id === scaleId)
      const measure = scale === undefined ? undefined : measuresOf(scale).find(({ id }) => id === measureId)
      if (measure === undefined) throw new AppError('not-found', 'This study has no such item or total.')
      const rated = buildTrajectories({
        ...{ sessions: library.sessions(), scores: scores.ofScale(scaleId), estimates: [], measure },
      }).filter(({ visits }) => visits.some((visit) => visit.ratings.length > 0))
      const groupOf = covariateId === null ? null : groupsBy(covariateId)
      const known = rated.filter(({ patientCode }) => groupOf?.has(patientCode) !== false)
      const groups = [...groupBy(known, ({ patientCode }) => groupOf?.get(patientCode) ?? EVERYBODY)].sort(
        ([a, first], [b, second]) => second.length - first.length || a.localeCompare(b),
      )
      return {
        groups: groups.slice(0, MOST_GROUPS).map(([label, patients]) => courseOf(label, patients)),
        nUnknown: rated.length - known.length,
        nLeftOut: groups.slice(MOST_GROUPS).reduce((sum, [, patients]) => sum + patients.length, 0),
      }
    },
  }
}
