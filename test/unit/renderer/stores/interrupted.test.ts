import { beforeEach, describe, expect, it } from 'vitest'
import type { Job } from '../../../../src-shared/domain/job.ts'
import type { InterruptedRun } from '../../../../src-shared/domain/prediction.ts'
import { AppError } from '../../../../src-shared/errors.ts'
import { useInterruptedStore } from '../../../../src-renderer/stores/interrupted.ts'
import { useJobsStore } from '../../../../src-renderer/stores/jobs.ts'
import type { FakeBridge } from '../../../helpers/fake-bridge.ts'
import { openWindow } from '../../../helpers/open-window.ts'

const run: InterruptedRun = {
  runId: 4,
  packId: 'face-api-7',
  promptSetName: 'Seven expressions',
  startedUtc: '2026-03-02T13:02:11Z',
  done: 4211,
  total: 10_000,
}
const predicting: Job = {
  jobId: 'p',
  kind: 'predict',
  title: 'Predicting',
  done: 0,
  total: 10,
  failures: [],
  notices: [],
  stage: null,
  attempts: 1,
  endedUtc: null,
  startedUtc: '2026-03-02T13:02:11Z',
  status: 'running',
  etaMs: null,
  pausable: true,
}

let bridge: FakeBridge
let interrupted: ReturnType<typeof useInterruptedStore>
beforeEach(async () => {
  bridge = openWindow().bridge
  bridge.use({
    'prediction.interrupted': () => run,
    'prediction.resume': () => ({ jobId: 'p' }),
    'prediction.dismiss': () => null,
  })
  interrupted = useInterruptedStore()
  await interrupted.load()
})

describe('an interrupted prediction', () => {
  it('is offered, but not while a prediction is under way', () => {
    expect(interrupted.offered).toEqual(run)
    useJobsStore().accept(predicting)
    expect(interrupted.offered).toBeNull()
    useJobsStore().accept({ ...predicting, status: 'cancelled' })
    expect(interrupted.offered).toEqual(run)
  })

  it.each(['resume', 'dismiss'] as const)('is offered no more after %s', async (action) => {
    await interrupted[action]()
    expect(bridge.calls).toContainEqual({ channel: `prediction.${action}`, request: { runId: 4 } })
    expect(interrupted.offered).toBeNull()
  })

  it('stays offered when it cannot be resumed', async () => {
    bridge.use({
      'prediction.resume': () => {
        throw new AppError('pack-invalid', 'The pack was changed.')
      },
    })
    await expect(interrupted.resume()).rejects.toThrow('The pack was changed.')
    expect(interrupted.offered).toEqual(run)
  })
})
