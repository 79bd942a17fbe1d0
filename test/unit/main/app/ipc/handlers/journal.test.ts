import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fakeMedia } from '../../../../../helpers/fake-media.ts'
import { writeFiles } from '../../../../../helpers/temp-folder.ts'
import { askHandlers, code } from '../ask-handlers.ts'

/** The window with a study of one video, and rater AB at work. */
async function theWindow() {
  const asked = askHandlers({ media: fakeMedia() })
  const { ask, folder, jobEnded } = asked
  asked.chosen = join(folder, 'study')
  await ask('study.create', { title: 'Undo' })
  asked.chosen = join(folder, 'inbox')
  writeFiles(asked.chosen, { 'P001/baseline/a.mp4': 'one' })
  const preview = await ask('import.preview', { folders: [asked.chosen] })
  await jobEnded(preview?.jobId ?? '')
  const { planId } = await ask('import.plan', { jobId: preview?.jobId ?? '' })
  await jobEnded((await ask('import.start', { planId, copyVideos: false })).jobId)
  const raterOf = async (raterCode: string): Promise<number> => {
    await ask('app.saveSettings', { raterCode })
    return (await ask('rater.create', { code: raterCode })).id
  }
  const [clip] = await ask('library.clips')
  const clipId = clip?.id ?? 0
  const sessionId = clip?.sessionId ?? 0
  const raterId = await raterOf('AB')
  const scale = (await ask('scale.list')).find(({ id }) => id === 'panss-negative')
  const score = {
    ...{ sessionId, scaleId: 'panss-negative', itemId: scale?.items[0]?.id ?? '' },
    missingReason: null,
  }
  const put = (value: number, by = raterId) => ask('score.save', { ...score, raterId: by, value })
  const type = (text: string) => ask('caption.save', { clipId, raterId, text, startMs: null, endMs: null })
  const held = async () => ({
    captions: (await ask('caption.list', { clipId })).map(({ text }) => text),
    scores: (await ask('score.list', { sessionId })).map(({ value }) => value),
  })
  async function startAnew(): Promise<void> {
    const [recent] = await ask('study.recent')
    await ask('study.close')
    await ask('study.openRecent', { id: recent?.id ?? '' })
  }
  return { asked, ask, put, type, held, startAnew, raterOf, clipId, sessionId, score }
}

describe('taking back in the window', () => {
  it('takes back what was changed before the program was closed, and does it again after the next closing', async () => {
    const { ask, put, type, held, startAnew, clipId, sessionId, score } = await theWindow()
    await put(3)
    await type('Looks')
    await type('Looks down')
    await startAnew()
    expect((await ask('journal.undoable')).undo).toMatchObject({
      label: 'caption of P001 baseline clip 1',
      place: { kind: 'caption', clipId },
    })
    // All that was typed is one step.
    await ask('journal.undo')
    expect(await held()).toEqual({ captions: [], scores: [3] })
    const { scaleId, itemId } = score
    expect(await ask('journal.undo')).toEqual({
      label: 'score of P001 baseline, N1 Blunted affect',
      place: { kind: 'score', sessionId, scaleId, itemId },
    })
    expect(await held()).toEqual({ captions: [], scores: [] })
    await startAnew()
    await ask('journal.redo')
    await ask('journal.redo')
    expect(await held()).toEqual({ captions: ['Looks down'], scores: [3] })
    expect([await ask('journal.redo'), (await ask('journal.undoable')).redo]).toEqual([null, null])
  })

  it('takes back a cut in the same list, and tells the window which areas changed', async () => {
    const { asked, ask, put, clipId } = await theWindow()
    await put(3)
    const videoId = (await ask('library.clips'))[0]?.videoId ?? 0
    await ask('cut.edit', { videoId, edit: { kind: 'split', clipId, atMs: 4000 } })
    asked.events = []
    expect((await ask('journal.undo'))?.place).toEqual({ kind: 'cut', videoId })
    expect((await ask('cut.state', { videoId })).clips).toHaveLength(1)
    await expect
      .poll(() => asked.events.flatMap(({ payload }) => (payload as { areas?: string[] }).areas ?? []))
      .toContain('clips')
    expect((await ask('journal.undoable')).undo?.label).toContain('score of P001')
  })

  it('has a list for each rater, and none while no study is open', async () => {
    const { ask, put, held, raterOf } = await theWindow()
    await put(3)
    await put(5, await raterOf('CD'))
    await ask('journal.undo')
    await ask('app.saveSettings', { raterCode: 'AB', blindRating: false })
    expect((await held()).scores).toEqual([3])
    await ask('journal.undo')
    expect((await held()).scores).toEqual([])
    await ask('study.close')
    await expect(ask('journal.undo')).rejects.toThrow(code('no-study'))
  })
})
