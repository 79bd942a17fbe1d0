import { flushPromises } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { AppError } from '../../../../src-shared/errors.ts'
import { useAppStore } from '../../../../src-renderer/stores/app.ts'
import { useCutProposalStore } from '../../../../src-renderer/stores/cut-proposal.ts'
import { useCutStore } from '../../../../src-renderer/stores/cut.ts'
import { useJobsStore } from '../../../../src-renderer/stores/jobs.ts'
import { listenToMain } from '../../../../src-renderer/stores/main-events.ts'
import { useUndoStore } from '../../../../src-renderer/stores/undo.ts'
import { useViewStore } from '../../../../src-renderer/stores/view.ts'
import { addInterview, cutHandlers, interviewId } from '../../../helpers/fake-cut.ts'
import { openWindow } from '../../../helpers/open-window.ts'

const cuts = [
  { startMs: 0, endMs: 4000 },
  { startMs: 4000, endMs: 9000 },
  { startMs: 10_000, endMs: 12_000 },
]

async function openInterview() {
  const { bridge } = openWindow()
  bridge.use(cutHandlers(bridge))
  if (bridge.study !== null) addInterview(bridge.study, cuts)
  const cut = useCutStore()
  await cut.open(interviewId)
  const spans = (): number[][] => cut.clips.map(({ startMs, endMs }) => [startMs, endMs])
  return { bridge, cut, spans, ids: cut.clips.map((clip) => clip.id) }
}

describe('cutting', () => {
  it('opens a video with its clips, its file and the first clip selected', async () => {
    const { cut, ids } = await openInterview()
    expect([cut.clips.length, cut.selectedId, cut.video?.fileName]).toEqual([3, ids[0], 'interview.mp4'])
  })

  it('sends times at starts of frames, whatever was pointed at', async () => {
    const { bridge, cut, ids } = await openInterview()
    await cut.edit({ kind: 'split', clipId: ids[1] ?? 0, atMs: 6013 })
    await cut.edit({ kind: 'trim', clipId: ids[0] ?? 0, span: { startMs: 55, endMs: 3970 } })
    const edits = bridge.calls.filter((call) => call.channel === 'cut.edit').map(({ request }) => request)
    expect(edits).toEqual([
      { videoId: interviewId, edit: { kind: 'split', clipId: ids[1], atMs: 6000 } },
      { videoId: interviewId, edit: { kind: 'trim', clipId: ids[0], span: { startMs: 40, endMs: 3972 } } },
    ])
  })

  it('leaves out proposed clips that hold no frame', async () => {
    const { cut, spans } = await openInterview()
    const short = { startMs: 5001, endMs: 5010 }
    await cut.edit({ kind: 'replace', spans: [{ startMs: 0, endMs: 3000 }, short], origin: 'speech' })
    expect(spans()).toEqual([[0, 3000]])
  })

  it('goes back and forth through its steps, and says that each is saved', async () => {
    const { cut, spans, ids } = await openInterview()
    const before = spans()
    await cut.edit({ kind: 'merge', clipIds: ids.slice(0, 2) })
    expect(spans()).toEqual([
      [0, 9000],
      [10_000, 12_000],
    ])
    expect(useAppStore().savedUtc).not.toBeNull()
    expect(await useUndoStore().undo()).toBe('merge of clips')
    await cut.open(interviewId)
    expect(spans()).toEqual(before)
    await useUndoStore().redo()
    await cut.open(interviewId)
    expect(spans()[0]).toEqual([0, 9000])
  })

  it('selects what comes next when the selected clip is removed', async () => {
    const { cut, ids } = await openInterview()
    cut.selectedId = ids[1] ?? null
    await cut.edit({ kind: 'remove', clipIds: [ids[1] ?? 0] })
    expect(cut.selectedId).toBe(ids[2])
    await cut.edit({ kind: 'remove', clipIds: [ids[2] ?? 0] })
    expect(cut.selectedId).toBe(ids[0])
  })

  it('changes nothing that main refuses, and remembers no step', async () => {
    const { bridge, cut, spans, ids } = await openInterview()
    const before = spans()
    bridge.use({
      'cut.edit': () => {
        throw new AppError('bad-request', 'The clip has an end before its start.')
      },
    })
    await expect(cut.edit({ kind: 'remove', clipIds: ids })).rejects.toThrow('before its start')
    expect([spans(), useUndoStore().canUndo]).toEqual([before, false])
  })

  it('undoes a step of a video that is no longer on the table', async () => {
    const { cut, ids } = await openInterview()
    await cut.edit({ kind: 'exclude', clipIds: [ids[0] ?? 0], excluded: true })
    await cut.open(1)
    await useUndoStore().undo()
    expect(cut.state?.videoId).toBe(1)
    // And the window goes there.
    expect([useViewStore().view, useViewStore().videoId === 1]).toEqual(['cut', false])
  })

  it('says why a video could not be opened', async () => {
    const { cut } = await openInterview()
    await cut.open(4711)
    expect([cut.failure, cut.state]).toEqual(['This video is not in the study.', null])
  })

  it('reads the lengths of videos that are listed, once, passing over those that cannot be read', async () => {
    const { bridge, cut } = await openInterview()
    await cut.readDurations([1, 4711, interviewId])
    await cut.readDurations([1])
    expect(cut.durations.get(1)).toBeGreaterThan(0)
    const asked = bridge.calls.filter(
      (call) => call.channel === 'cut.state' && (call.request as { videoId: number }).videoId === 1,
    )
    expect(asked).toHaveLength(1)
  })
})

describe('proposals', () => {
  const method = { kind: 'fixed', lengthMs: 600_000, strideMs: 600_000 } as const

  async function propose() {
    const opened = await openInterview()
    listenToMain({ 'job.changed': useJobsStore().accept })
    const proposals = useCutProposalStore()
    await proposals.propose(method)
    await expect.poll(() => proposals.proposal).not.toBeNull()
    return { ...opened, proposals }
  }

  it('change nothing until they are applied, and can be undone then', async () => {
    const { cut, proposals, spans } = await propose()
    const before = spans()
    expect(proposals.proposal?.spans).toHaveLength(5)
    await proposals.apply()
    expect([spans().length, proposals.proposal, cut.clips[0]?.origin]).toEqual([5, null, 'fixed'])
    await useUndoStore().undo()
    await cut.open(interviewId)
    expect(spans()).toEqual(before)
  })

  it('are gone when discarded, and when another video comes on the table', async () => {
    const { cut, proposals } = await propose()
    await cut.open(1)
    expect(proposals.proposal).toBeNull()
    await cut.open(interviewId)
    await flushPromises()
    expect(proposals.proposal).toBeNull()
  })

  it('say why nothing was proposed', async () => {
    const { bridge } = await openInterview()
    listenToMain({ 'job.changed': useJobsStore().accept })
    bridge.use({ 'cut.propose': () => ({ jobId: 'c' }), 'job.list': () => [] })
    const proposals = useCutProposalStore()
    await proposals.propose(method)
    const base = {
      jobId: 'c',
      kind: 'cut' as const,
      title: 'Proposing',
      done: 0,
      total: 1,
      failures: [],
      notices: [],
      stage: null,
      attempts: 1,
      endedUtc: null,
    }
    const message = 'Nobody was marked as the patient yet.'
    bridge.emit('job.changed', {
      ...base,
      startedUtc: '2026-01-01T00:00:00Z',
      status: 'failed',
      continuable: false,
      message,
    })
    await flushPromises()
    expect([proposals.failure, proposals.isProposing]).toEqual([message, false])
  })
})
