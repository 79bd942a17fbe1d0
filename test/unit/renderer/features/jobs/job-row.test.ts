import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'
import JobRow from '../../../../../src-renderer/features/jobs/JobRow.vue'
import type { Job } from '#shared/domain/job.ts'
import { openWindow } from '../../../../helpers/open-window.ts'

beforeEach(() => {
  openWindow()
})

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
    .findAll('details.items')
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

const base = {
  ...{
    jobId: 'a',
    kind: 'predict' as const,
    title: 'Predicting',
    stage: 'Looking for faces',
    attempts: 2,
    done: 4,
    total: 9,
  },
  ...{ failures: [], notices: [], startedUtc: '2026-01-01T10:00:00Z', endedUtc: '2026-01-01T10:01:00Z' },
}
const message = 'The program ended before this did.'

describe('a job that was cut off', () => {
  it('says so, and asks whether it goes on or is dismissed', async () => {
    const job: Job = { ...base, status: 'interrupted', message, continuable: true }
    const row = mount(JobRow, { props: { job } })
    expect(row.text()).toContain(message)
    const [goOn, dismiss] = row.findAll('.choice button')
    await goOn?.trigger('click')
    await dismiss?.trigger('click')
    expect([goOn?.text(), dismiss?.text()]).toEqual(['Continue', 'Dismiss'])
    expect(row.emitted()).toMatchObject({ continue: [[]], dismiss: [[]] })
  })

  it('can only be dismissed when it cannot go on', () => {
    const job: Job = { ...base, status: 'interrupted', message, continuable: false }
    const row = mount(JobRow, { props: { job } })
    expect(row.findAll('.choice button').map((button) => button.text())).toEqual(['Dismiss'])
  })

  it('is not asked about when it is done', () => {
    const row = mount(JobRow, { props: { job: { ...base, status: 'done', summary: 'Predicted.' } } })
    expect(row.findAll('.choice button')).toEqual([])
  })
})

it('the log of a job is read when it is opened', async () => {
  const asked: unknown[] = []
  const line = { utc: '2026-01-01T10:00:00Z', kind: 'failure', item: 'Clip 2', text: 'No face.' } as const
  openWindow({
    handlers: {
      'job.log': ({ jobId }) => {
        asked.push(jobId)
        return [line]
      },
    },
  })
  const row = mount(JobRow, { props: { job: { ...base, status: 'done', summary: 'Predicted.' } } })
  expect(asked).toEqual([])
  const details = row.get<HTMLDetailsElement>('details.log')
  details.element.open = true
  await details.trigger('toggle')
  await flushPromises()
  expect(asked).toEqual(['a'])
  expect(details.get('li').text()).toContain('Clip 2 No face.')
})

it('an empty log says that nothing happened yet', async () => {
  openWindow({ handlers: { 'job.log': () => [] } })
  const job: Job = { ...base, kind: 'proxy', status: 'cancelled' }
  const row = mount(JobRow, { props: { job } })
  row.get<HTMLDetailsElement>('details.log').element.open = true
  await row.get('details.log').trigger('toggle')
  await flushPromises()
  expect(row.get('details.log').text()).toContain('Nothing happened yet.')
})

it('work that waits for its turn has no bar that moves', () => {
  const global = { stubs: { IconButton: true } }
  const bars = (job: Job): number =>
    mount(JobRow, { props: { job }, global }).findAll('[role="progressbar"]').length
  const live = { ...base, done: 0, total: 0, endedUtc: null }
  expect(bars({ ...live, status: 'queued' })).toBe(0)
  expect(bars({ ...live, status: 'running', etaMs: null, pausable: true })).toBe(1)
})
