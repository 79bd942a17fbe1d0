import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { CutMethod } from '#shared/domain/cut.ts'
import { fakeMedia } from '../../../../../helpers/fake-media.ts'
import { writeFiles } from '../../../../../helpers/temp-folder.ts'
import { askHandlers, code } from '../ask-handlers.ts'

const fixed: CutMethod = { kind: 'fixed', lengthMs: 5000, strideMs: 5000 }

/** The window with a study of one video of 10 s. */
async function theWindow() {
  const asked = askHandlers({ media: fakeMedia() })
  const { ask, folder, jobEnded } = asked
  asked.chosen = join(folder, 'study')
  await ask('study.create', { title: 'Cutting' })
  asked.chosen = join(folder, 'inbox')
  writeFiles(asked.chosen, { 'P001/baseline/a.mp4': 'one' })
  const preview = await ask('import.preview', { folders: [asked.chosen] })
  await jobEnded(preview?.jobId ?? '')
  const { planId } = await ask('import.plan', { jobId: preview?.jobId ?? '' })
  const { jobId } = await ask('import.start', { planId, copyVideos: false })
  await jobEnded(jobId)
  const [clip] = await ask('library.clips')
  return { asked, ask, jobEnded, videoId: clip?.videoId ?? 0, clipId: clip?.id ?? 0 }
}

describe('cutting in the window', () => {
  it('proposes in the background, and has the proposal ready when the job has ended', async () => {
    const { ask, jobEnded, videoId } = await theWindow()
    const { jobId } = await ask('cut.propose', { videoId, method: fixed })
    expect(await jobEnded(jobId)).toMatchObject({ status: 'done', summary: 'Proposed 2 clips.' })
    expect(await ask('cut.proposal', { jobId })).toMatchObject({
      videoId,
      spans: [
        { startMs: 0, endMs: 5000 },
        { startMs: 5000, endMs: 10_000 },
      ],
    })
    expect(await ask('library.clips')).toHaveLength(1)
    await expect(ask('cut.proposal', { jobId: 'another' })).rejects.toThrow(code('not-found'))
  })

  it('says why nothing can be proposed, and has no proposal then', async () => {
    const { ask, jobEnded, videoId } = await theWindow()
    const method: CutMethod = { kind: 'face', gapMs: 1000, minLengthMs: 2000, maxLengthMs: 9000 }
    const { jobId } = await ask('cut.propose', { videoId, method })
    expect(await jobEnded(jobId)).toMatchObject({
      status: 'failed',
      message: expect.stringContaining('Find the people first') as string,
    })
    await expect(ask('cut.proposal', { jobId })).rejects.toThrow(code('not-found'))
  })

  it('carries steps out, takes them back, and tells the window that clips changed', async () => {
    const { asked, ask, videoId, clipId } = await theWindow()
    const before = await ask('cut.state', { videoId })
    asked.events = []
    const split = await ask('cut.edit', { videoId, edit: { kind: 'split', clipId, atMs: 4000 } })
    expect(split.clips).toHaveLength(2)
    // Changes are gathered for a moment before the window hears of them.
    await expect
      .poll(() => asked.events.flatMap(({ payload }) => (payload as { areas: string[] }).areas))
      .toEqual(expect.arrayContaining(['clips', 'library', 'captions', 'predictions']))
    await ask('journal.undo')
    expect(await ask('cut.state', { videoId })).toEqual(before)
    await ask('journal.redo')
    expect(await ask('cut.state', { videoId })).toEqual(split)
    expect(await ask('journal.redo')).toBeNull()
  })
})
