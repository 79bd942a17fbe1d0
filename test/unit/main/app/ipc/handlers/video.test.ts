import { newsOf } from '#shared/ipc/contract/study.ts'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { aProbe, fakeMedia } from '../../../../../helpers/fake-media.ts'
import { fakeVideoMedia } from '../../../../../helpers/fake-video-media.ts'
import { writeFiles } from '../../../../../helpers/temp-folder.ts'
import { askHandlers } from '../ask-handlers.ts'

/** The window with a study of one video of 10 s that Chromium cannot play. */
async function theWindow() {
  const probe = () => Promise.resolve(aProbe({ codec: 'hevc', hasAudio: true }))
  const asked = askHandlers({ media: { ...fakeMedia(), ...fakeVideoMedia(10_000), probe } })
  const { ask, folder, jobEnded } = asked
  asked.chosen = join(folder, 'study')
  await ask('study.create', { title: 'Looking' })
  asked.chosen = join(folder, 'inbox')
  writeFiles(asked.chosen, { 'P001/baseline/a.mp4': 'loud' })
  const preview = await ask('import.preview', { folders: [asked.chosen] })
  await jobEnded(preview?.jobId ?? '')
  const { planId } = await ask('import.plan', { jobId: preview?.jobId ?? '' })
  const { jobId } = await ask('import.start', { planId, copyVideos: false })
  await jobEnded(jobId)
  const [clip] = await ask('library.clips')
  return { asked, ask, jobEnded, videoId: clip?.videoId ?? 0, clipId: clip?.id ?? 0 }
}

describe('videos in the window', () => {
  it('have a filmstrip, of whose growth the window is told', async () => {
    const { asked, ask, videoId } = await theWindow()
    asked.events = []
    expect(await ask('video.strip', { videoId })).toMatchObject({ state: 'making', videoId })
    await expect.poll(async () => (await ask('video.strip', { videoId })).state).toBe('ready')
    expect(asked.events).toContainEqual({ name: 'video.stripChanged', payload: { videoId } })
    const { waveform, tiles } = await ask('video.strip', { videoId })
    expect([tiles, waveform?.peaks.length]).toEqual([20, 50])
  })

  it('have the times of their frames', async () => {
    const { ask, videoId } = await theWindow()
    expect([...(await ask('video.frames', { videoId })).timesMs]).toEqual([0, 40, 120])
  })

  it('get a copy for the player as a job', async () => {
    const { ask, jobEnded, videoId, clipId } = await theWindow()
    expect((await ask('clip.get', { clipId })).video).toMatchObject({ playable: false, proxy: 'none' })
    const { jobId } = await ask('video.makeProxy', { videoId })
    expect(await jobEnded(jobId)).toMatchObject({ kind: 'proxy', status: 'done' })
    expect((await ask('clip.get', { clipId })).video).toMatchObject({ playable: false, proxy: 'ready' })
  })

  it('are told of when another recording lies in their place, before anything of it is asked for', async () => {
    const { asked, ask, clipId } = await theWindow()
    expect((await ask('clip.get', { clipId })).video.content).toBe('same')
    await expect.poll(() => asked.events.at(-1)?.name).toBe('study.changed')
    asked.events = []
    writeFiles(asked.chosen ?? '', { 'P001/baseline/a.mp4': 'deaf' })
    const { video, problems } = await ask('clip.get', { clipId })
    expect([video.content, problems.map(({ code }) => code)]).toEqual(['replaced', ['replaced']])
    await expect
      .poll(() => asked.events)
      .toContainEqual({ name: 'study.changed', payload: newsOf(['library']) })
  })
})
