import { describe, expect, it } from 'vitest'
import { useImportStore } from '../../../../src-renderer/stores/import.ts'
import { useJobsStore } from '../../../../src-renderer/stores/jobs.ts'
import { listenToMain } from '../../../../src-renderer/stores/main-events.ts'
import type { FakeBridge } from '../../../helpers/fake-bridge.ts'
import { openWindow } from '../../../helpers/open-window.ts'
import { eventually } from '../../../helpers/eventually.ts'

function openImport(): { bridge: FakeBridge; importing: ReturnType<typeof useImportStore> } {
  const { bridge } = openWindow()
  listenToMain({ 'job.changed': useJobsStore().accept })
  return { bridge, importing: useImportStore() }
}

const waiting = {
  title: 'Reading',
  done: 0,
  total: 0,
  failures: [],
  notices: [],
  stage: null,
  attempts: 1,
  endedUtc: null,
  startedUtc: '2026-01-01T00:00:00Z',
}

describe('import', () => {
  it('shows the plan once the folders are read', async () => {
    const { bridge, importing } = openImport()
    await importing.preview(['/videos/P011'])
    await eventually(() => {
      expect(importing.stage).toBe('plan')
    })
    expect(importing.plan).toEqual(bridge.study?.importPlan)
    expect(bridge.calls).toContainEqual({ channel: 'import.preview', request: { folders: ['/videos/P011'] } })
  })

  it('writes nothing before it is confirmed', async () => {
    const { bridge, importing } = openImport()
    await importing.preview(['/videos/P011'])
    await eventually(() => {
      expect(importing.stage).toBe('plan')
    })
    expect(bridge.calls.some((call) => call.channel === 'import.start')).toBe(false)
    await importing.start(true)
    await eventually(() => {
      expect(importing.stage).toBe('done')
    })
    expect(bridge.calls).toContainEqual({
      channel: 'import.start',
      request: { planId: 'plan-1', copyVideos: true },
    })
  })

  it('sends the codes that were typed, and what was declined of this plan alone', async () => {
    const { bridge, importing } = openImport()
    importing.missingCodes = '-77, 88;x'
    importing.setTaken('of an earlier plan', false)
    await importing.preview(['/videos/P011'])
    expect(bridge.calls).toContainEqual({
      channel: 'import.preview',
      request: { folders: ['/videos/P011'], missingCodes: ['-77', '88', 'x'] },
    })
    await eventually(() => {
      expect(importing.stage).toBe('plan')
    })
    importing.setTaken('1', false)
    importing.setTaken('2', false)
    importing.setTaken('2', true)
    await importing.start(false)
    expect(bridge.calls).toContainEqual({
      channel: 'import.start',
      request: { planId: 'plan-1', copyVideos: false, declined: ['1'] },
    })
  })

  it('stays where it was when the folder dialog is cancelled', async () => {
    const { bridge, importing } = openImport()
    bridge.use({ 'import.preview': () => null })
    await importing.preview(null)
    expect(importing.stage).toBe('choose')
  })

  it('tells why reading failed', async () => {
    const { bridge, importing } = openImport()
    bridge.use({ 'import.preview': () => ({ jobId: 'x' }) })
    await importing.preview(['/videos'])
    bridge.emit('job.changed', {
      ...waiting,
      jobId: 'x',
      kind: 'import-preview',
      status: 'failed',
      message: 'P001 cannot be read.',
      continuable: false,
    })
    await eventually(() => {
      expect(importing.stage).toBe('failed')
    })
    expect(importing.failure).toBe('P001 cannot be read.')
  })

  it('begins again after a cancel', async () => {
    const { bridge, importing } = openImport()
    bridge.use({ 'import.preview': () => ({ jobId: 'x' }) })
    await importing.preview(['/videos'])
    expect(importing.stage).toBe('reading')
    bridge.emit('job.changed', { ...waiting, jobId: 'x', kind: 'import-preview', status: 'cancelled' })
    await eventually(() => {
      expect(importing.stage).toBe('choose')
    })
  })
})
