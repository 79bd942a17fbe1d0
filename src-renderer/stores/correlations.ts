import { defineStore } from 'pinia'
import type { CorrelationMatrix, CorrelationRequest } from '#shared/domain/correlation-matrix.ts'
import type { GroupCourseRequest, GroupCourses } from '#shared/domain/group-course.ts'
import { request } from '../api/client.ts'

/** Correlations over patients; main keeps what it computed. */
export const useCorrelationsStore = defineStore('correlations', () => {
  function matrix(asked: CorrelationRequest): Promise<CorrelationMatrix> {
    return request('correlation.matrix', asked)
  }

  /** Means of groups of patients from visit to visit. */
  function courses(asked: GroupCourseRequest): Promise<GroupCourses> {
    return request('course.groups', asked)
  }

  return { matrix, courses }
})
