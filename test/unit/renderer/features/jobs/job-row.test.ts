import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import JobRow from '../../../../../src-renderer/features/jobs/JobRow.vue'
import type { Job } from '#shared/domain/job.ts'

const failures = [{ item: 'Clip 2', message: 'No face.' }]
const notices = [
  { item: 'Clip 3', message: 'A part is damaged.' },
  { item: 'Clip 4', message: 'A part is damaged.' },
]

/** What a row says below its line, list by list. */
function lists(found: Pick<Job, 'failures' | 'notices'>): string[][] {
  const job: Job = {
    ...{
      jobId: 'a',
      kind: 'predict',
      title: 'Predicting',
      stage: null,
      attempts: 1,
      done: 4,
      total: 4,
      ...found,
    },
    ...{
      startedUtc: '2026-01-01T00:00:00Z',
      endedUtc: '2026-01-01T00:01:00Z',
      status: 'done',
      summary: '4 clips.',
    },
  }
  return mount(JobRow, { props: { job } })
    .findAll('details')
    .map((list) => [list.get('summary').text(), ...list.findAll('li').map((item) => item.text())])
}

describe('the items of a job', () => {
  it('that failed and those with a note are told apart', () => {
    expect(lists({ failures, notices })).toEqual([
      ['1 item failed', 'Clip 2 No face.'],
      ['2 notes', 'Clip 3 A part is damaged.', 'Clip 4 A part is damaged.'],
    ])
  })

  it('are not mentioned when there is nothing to say of them', () => {
    expect(lists({ failures: [], notices: [] })).toEqual([])
    expect(lists({ failures: [], notices: notices.slice(0, 1) })).toEqual([
      ['1 note', 'Clip 3 A part is damaged.'],
    ])
  })
})
