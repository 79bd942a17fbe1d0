import { expect, it } from 'vitest'
import { programJobs } from '#core/program-jobs.ts'
import { studyJobs } from '#core/study-jobs.ts'
import { jobKinds } from '#shared/domain/job.ts'

it('every kind of long work is a definition, of a study or of the program', () => {
  const kinds = new Set([...studyJobs, ...programJobs].map(({ kind }) => kind))
  expect([...kinds].sort()).toEqual([...jobKinds].sort())
})

it('what a study keeps of its work can go on where it was, but for what is whole or nothing', () => {
  const kept = studyJobs.filter(({ isKept }) => isKept)
  expect(kept.filter(({ resumable }) => !resumable).map(({ kind }) => kind)).toEqual(['fit', 'export'])
})
