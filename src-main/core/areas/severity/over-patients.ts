import type { StudyContext } from '../study/study-context.ts'
import { createCorrelationService } from './correlation-service.ts'
import type { CorrelationServiceDeps } from './correlation-service.ts'
import { createCourseService } from './course-service.ts'
import type { CourseServiceDeps } from './course-service.ts'
import type { CorrelationService, CourseService } from './service.ts'

type OverPatientsDeps = CourseServiceDeps & Pick<CorrelationServiceDeps, 'environment'>

/** What is seen of ratings over patients, without any model. */
export function createOverPatients(
  { db, repositories }: Pick<StudyContext, 'db' | 'repositories'>,
  deps: OverPatientsDeps,
): { readonly correlations: CorrelationService; readonly courses: CourseService } {
  const { environment } = deps
  return {
    correlations: createCorrelationService({ db, environment, scales: repositories.scales }),
    courses: createCourseService(deps),
  }
}
