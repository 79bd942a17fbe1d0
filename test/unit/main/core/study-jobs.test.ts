import { expect, it } from 'vitest'
import { studyJobs } from '#core/study-jobs.ts'
import { keptJobKinds } from '#shared/domain/job.ts'

it('are those of which the window offers a log', () => {
  expect(studyJobs.map(({ kind }) => kind).toSorted()).toEqual(keptJobKinds.toSorted())
})
