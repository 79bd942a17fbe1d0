import { correlationMatrixSchema, correlationRequestSchema } from '../../domain/correlation-matrix.ts'
import { groupCourseRequestSchema, groupCoursesSchema } from '../../domain/group-course.ts'
import { call } from '../define.ts'

export const correlationCalls = {
  /** Over patients: of the items of a scale among themselves, or with the prompts of a set. */
  'correlation.matrix': call(correlationRequestSchema, correlationMatrixSchema),
  /** Means of groups of patients from visit to visit. */
  'course.groups': call(groupCourseRequestSchema, groupCoursesSchema),
} as const
