import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { importJob, importOf } from '#core/areas/import/import-job.ts'
import { importPreviewJob } from '#core/areas/import/import-preview-job.ts'
import { createJobRegistry } from '#core/jobs/job-registry.ts'
import type { Study } from '#core/study-services.ts'
import { openStudy } from '#core/study.ts'
import { aStudy } from '../../../../../helpers/a-study.ts'
import { writeFiles } from '../../../../../helpers/temp-folder.ts'

const visits = ['001/baseline', '002/baseline', '003/baseline']

/** Scores of a table that names patients otherwise: 1 is meant for 001, by inference alone. */
const table = 'participant_id,visit,rater,panss_n1\n1,baseline,AB,4\n003,baseline,AB,2\n'

function aFullInbox() {
  const test = aStudy({ jobs: createJobRegistry({ intervalMs: 0 }) })
  const videos = Object.fromEntries(visits.map((visit) => [`${visit}/interview-1.mp4`, visit]))
  writeFiles(test.inbox, { ...videos, 'scores.csv': table })
  return test
}

async function preview({ jobs }: Study, inbox: string) {
  const input = { folders: [inbox], missingCodes: [], withInferences: true }
  const { jobId, result } = jobs.start(importPreviewJob, input)
  return { jobId, plan: await result }
}

const patients = (study: Study): string[] => study.library.sessions().map(({ patientCode }) => patientCode)
const choice = { copyVideos: false, declined: [], raters: [], by: null }

describe('an import', () => {
  it('is called after the videos that it takes in, and sums up what it took', async () => {
    const { study, inbox } = aFullInbox()
    const { jobId, plan } = await preview(study, inbox)
    expect(study.jobs.resultOf(importPreviewJob, jobId)).toBe(plan)
    const input = importOf(study.imports, plan.planId, choice) ?? expect.fail('the plan is gone')
    await study.jobs.start(importJob, input).result
    expect(study.jobs.list().at(-1)).toMatchObject({
      title: 'Importing 3 videos',
      summary: 'Imported 3 videos, no captions, 2 scores.',
    })
  })

  it('goes on after the program was closed: nothing is missing, double, or taken that was declined', async () => {
    const { study, inbox, environment } = aFullInbox()
    const { plan } = await preview(study, inbox)
    const declined = plan.inferences.map(({ id }) => id)
    expect(declined).toHaveLength(1)
    const input =
      importOf(study.imports, plan.planId, { ...choice, declined }) ?? expect.fail('the plan is gone')
    const { jobId, result } = study.jobs.start(importJob, input)
    const stopListening = study.jobs.onChange(({ done }) => {
      if (done >= 1) study.jobs.cancel(jobId)
    })
    await expect(result).rejects.toMatchObject({ code: 'cancelled' })
    expect(patients(study)).toEqual(['001'])
    stopListening()
    study.close()

    const next = openStudy(study.folder, environment)
    await next.jobs.continue(jobId).result
    expect(patients(next)).toEqual(['001', '002', '003'])
    expect(next.library.sessions().map(({ id }) => next.scores.list(id).length)).toEqual([0, 0, 1])
    expect(next.jobs.log(jobId).map(({ text }) => text)).toContain('Reading the folders again')
    expect(next.jobs.list().find((job) => job.jobId === jobId)).toMatchObject({ status: 'done', attempts: 2 })
    // However often it was begun, it is one step to take back.
    const label = 'import of folder inbox: 3 visits, in more than one go'
    expect(next.journal.undoable(null).undo?.label).toBe(label)
    expect(next.journal.undo(null)?.label).toBe(label)
    expect(patients(next)).toEqual([])
    expect(next.journal.undoable(null)).toMatchObject({ undo: null, redo: { label } })
    next.journal.redo(null)
    expect(patients(next)).toEqual(['001', '002', '003'])
    expect(next.journal.verify().problems).toEqual([])
    next.close()
  })

  it('is not begun from a plan that is not known', () => {
    const { study } = aStudy()
    expect(importOf(study.imports, 'of yesterday', choice)).toBeNull()
  })
})

it('a preview is not kept in the study', async () => {
  const { study, inbox, environment } = aFullInbox()
  await preview(study, join(inbox))
  expect(study.jobs.list()).toMatchObject([{ kind: 'import-preview', status: 'done' }])
  study.close()
  const next = openStudy(study.folder, environment)
  expect(next.jobs.list()).toEqual([])
  next.close()
})
