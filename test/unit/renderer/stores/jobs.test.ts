import { describe, expect, it } from 'vitest'
import type { Job } from '../../../../src-shared/domain/job.ts'
import { useJobsStore } from '../../../../src-renderer/stores/jobs.ts'
import { useSettingsStore } from '../../../../src-renderer/stores/settings.ts'
import { fakePromptSet } from '../../../helpers/fake-study.ts'
import { fakeElevenClasses, fakeEmoclipPack } from '../../../helpers/fake-workshop.ts'
import { openWindow } from '../../../helpers/open-window.ts'

function running(jobId: string, done: number, total: number): Job {
  return {
    jobId,
    kind: 'predict',
    title: jobId,
    done,
    total,
    failures: [],
    notices: [],
    stage: null,
    attempts: 1,
    endedUtc: null,
    startedUtc: `2026-01-01T00:00:0${jobId}Z`,
    status: 'running',
    etaMs: null,
    pausable: true,
  }
}

describe('jobs', () => {
  it('counts each running job as much as the others, as clips and files cannot be added up', () => {
    openWindow()
    const jobs = useJobsStore()
    jobs.accept(running('1', 10, 10))
    jobs.accept(running('2', 0, 30))
    expect(jobs.progress).toBe(0.5)
  })

  it('has no progress while nothing runs or no length is known', () => {
    openWindow()
    const jobs = useJobsStore()
    expect(jobs.progress).toBeNull()
    jobs.accept(running('1', 0, 0))
    expect(jobs.progress).toBeNull()
  })

  it('replaces a job by its newest state and lists the newest first', () => {
    openWindow()
    const jobs = useJobsStore()
    jobs.accept(running('1', 0, 10))
    jobs.accept(running('2', 0, 10))
    jobs.accept({ ...running('1', 10, 10), status: 'done', summary: 'Done.' })
    expect(jobs.jobs.map((job) => [job.jobId, job.status])).toEqual([
      ['2', 'running'],
      ['1', 'done'],
    ])
    expect(jobs.live.map((job) => job.jobId)).toEqual(['2'])
  })

  it('predicts with the pack in use, and its own prompt set when none is chosen', async () => {
    const { bridge } = openWindow({ settings: { promptSetId: null } })
    await useSettingsStore().load()
    await useJobsStore().predict([3, 5])
    expect(bridge.calls.at(-1)).toEqual({
      channel: 'prediction.start',
      request: { clipIds: [3, 5], packId: 'face-api-7', promptSetId: 1 },
    })
  })

  it('never predicts with a prompt set that belongs to another pack', async () => {
    const { bridge } = openWindow({ settings: { packId: fakeEmoclipPack.id, promptSetId: fakePromptSet.id } })
    bridge.use({ 'promptSet.list': () => [fakePromptSet, fakeElevenClasses] })
    await useSettingsStore().load()
    await useJobsStore().predict(null)
    expect(bridge.calls.at(-1)).toEqual({
      channel: 'prediction.start',
      request: { clipIds: null, packId: fakeEmoclipPack.id, promptSetId: fakeElevenClasses.id },
    })
  })

  it('says so when there is no prompt set to predict with', async () => {
    const { bridge } = openWindow()
    bridge.use({ 'promptSet.list': () => [] })
    await useSettingsStore().load()
    await expect(useJobsStore().predict(null)).rejects.toThrow('No prompt set')
  })
})
