import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import BetterSqlite from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import type { JournalFilter } from '#shared/domain/journal.ts'
import { fakeMedia } from '../../../../../helpers/fake-media.ts'
import { writeFiles } from '../../../../../helpers/temp-folder.ts'
import { forRequest } from '../../../../../../src-main/app/ipc/origin.ts'
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
  return { asked, ask, put, type, held, startAnew, raterOf, raterId, clipId, sessionId, score }
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

  it('tells with a change which clip it is of, by which request, and what can be taken back now', async () => {
    const { asked, ask, type, clipId } = await theWindow()
    const origin = { window: 1, request: 9 }
    asked.events = []
    asked.origins = []
    const saved = await forRequest(origin, () => type('Smiles'))
    expect(saved.clipCaptioned).toBe(true)
    await expect.poll(() => asked.origins).toContainEqual(origin)
    const own = asked.origins.findIndex((each) => each !== null)
    expect(asked.events[own]?.payload).toEqual({
      areas: ['captions', 'library'],
      ids: { clips: [clipId], visits: [], patients: [], scales: [] },
      by: null,
      undoable: await ask('journal.undoable'),
    })
    expect((await type('')).clipCaptioned).toBe(false)
  })

  it.each([
    ['half a span', 'caption.save', { startMs: 1 }],
    ['20,001 characters', 'caption.save', { text: 'x'.repeat(20_001) }],
    ['a value and a reason at once', 'score.save', { missingReason: 'refused' }],
    ['half a point', 'score.save', { value: 2.5 }],
    ['a prompt set of one class', 'promptSet.create', {}],
  ] as const)('does not let in %s, which no service looks at again', async (_, channel, change) => {
    const { ask, held, score, clipId, raterId } = await theWindow()
    const requests = {
      'caption.save': { clipId, raterId, text: 'Smiles', startMs: null, endMs: null },
      'score.save': { ...score, raterId, value: 3 },
      'promptSet.create': { name: 'One', classes: [{ label: 'joy', sentence: 'a smile' }] },
    }
    await expect(ask(channel, { ...requests[channel], ...change })).rejects.toThrow(code('bad-request'))
    expect(await held()).toEqual({ captions: [], scores: [] })
  })

  it('tells of a score whether its session has any', async () => {
    const { ask, put, sessionId } = await theWindow()
    expect(await put(3)).toMatchObject({ score: { value: 3 }, sessionRated: true })
    const [row] = await ask('library.rows', { clipIds: [], sessionIds: [sessionId] })
    expect(row?.rated).toBe(true)
  })

  it('takes back a cut in the same list, and tells the window which areas changed', async () => {
    const { asked, ask, put, clipId } = await theWindow()
    await put(3)
    const videoId = (await ask('library.clips'))[0]?.videoId ?? 0
    await ask('cut.edit', { videoId, edit: { kind: 'split', clipId, atMs: 4000 } })
    asked.events = []
    expect((await ask('journal.undo'))?.place).toEqual({ kind: 'cut', videoId, clipId })
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

describe('what people did, in the window', () => {
  /** AB and CD have each scored and captioned the same visit; AB works, blind. */
  async function twoRaters() {
    const window = await theWindow()
    const { ask, put, type, raterOf, raterId } = window
    await put(2)
    await type('Looks down')
    const other = await raterOf('CD')
    await put(6, other)
    const whole = { clipId: window.clipId, startMs: null, endMs: null }
    await ask('caption.save', { ...whole, raterId: other, text: 'Laughs aloud' })
    await ask('caption.done', { clipId: window.clipId, raterId: other })
    await ask('app.saveSettings', { raterCode: 'AB', blindRating: true })
    await ask('caption.done', { clipId: window.clipId, raterId })
    return window
  }
  const everything = { filter: {}, before: null }

  it('is listed newest first, with who, what, the old and the new value', async () => {
    const { ask } = await twoRaters()
    await ask('journal.undo')
    const { entries, next } = await ask('journal.audit', everything)
    expect(next).toBeNull()
    expect(entries.slice(0, 2)).toMatchObject([
      {
        ...{ rater: 'AB', kind: 'captions', step: 'undo', label: 'caption of P001 baseline clip 1' },
        changes: [{ before: 'Looks down', after: null, isHidden: false }],
      },
      { rater: 'AB', kind: 'captions', step: 'do', isTakenBack: true },
    ])
    expect(entries.at(-1)).toMatchObject({
      kind: 'imports',
      changes: [{ what: 'visit of P001 baseline' }, { what: 'video a.mp4 of P001 baseline' }],
    })
  })

  it('shows a rater who works blind neither old nor new values of others, in no list, no part and no file, until they are revealed', async () => {
    const { ask, asked, put, sessionId, clipId } = await twoRaters()
    asked.chosen = asked.folder
    const all = async () => {
      const audit = await ask('journal.audit', everything)
      const parts = await Promise.all(
        audit.entries.map(({ uid }) => ask('journal.changes', { uid, of: { kind: 'study' }, from: 0 })),
      )
      const histories = await Promise.all(
        (
          [
            { kind: 'clip', clipId },
            { kind: 'visit', sessionId },
            { kind: 'patient', code: 'P001' },
            { kind: 'study' },
          ] as const
        ).map((of) => ask('journal.history', { of, before: null })),
      )
      await ask('journal.export', { filter: {} })
      return JSON.stringify([audit, parts, histories, readFileSync(join(asked.folder, 'audit.csv'), 'utf8')])
    }
    const blind = await all()
    expect(blind).toContain('Looks down')
    expect(blind).not.toContain('Laughs')
    const values = (text: string) => (text.match(/"after":"6[",]|,,"?6,/g) ?? []).length
    expect(values(blind)).toBe(0)
    expect(blind).toContain('"before":null,"after":null,"isHidden":true')
    const sightOf = async (value: number) => (await put(value)).score?.sight
    expect(await sightOf(3)).toEqual({ estimates: false, others: false })
    await ask('blind.reveal', { kind: 'others', sessionId })
    const revealed = await all()
    expect(revealed).toContain('Laughs aloud')
    expect(values(revealed)).toBeGreaterThan(4)
    // What was read of others is on record, as it is where captions and scores are shown.
    expect(await sightOf(4)).toEqual({ estimates: false, others: true })
  })

  it('is found by who, what kind, which words and when', async () => {
    const { ask } = await twoRaters()
    const found = async (filter: JournalFilter) =>
      (await ask('journal.audit', { filter, before: null })).entries.map(({ kind, rater }) => [kind, rater])
    expect(await found({ rater: 'CD' })).toEqual([
      ['captions', 'CD'],
      ['scores', 'CD'],
    ])
    expect(await found({ kind: 'scores' })).toEqual([
      ['scores', 'CD'],
      ['scores', 'AB'],
    ])
    expect(await found({ text: 'CAPTION OF p001', rater: 'AB' })).toEqual([['captions', 'AB']])
    expect(await found({ fromUtc: '2100-01-01T00:00:00.000Z' })).toEqual([])
  })

  it('is checked as a whole, and a change past the journal is told in a sentence', async () => {
    const { ask, asked } = await twoRaters()
    const report = await ask('journal.verify')
    expect(report).toMatchObject({ problems: [], erased: 0 })
    expect(report.entries).toBeGreaterThan(4)
    const file = join(asked.folder, 'study', 'study.sqlite')
    const db = new BetterSqlite(file)
    db.exec("UPDATE annotations SET text = 'Weeps' WHERE text = 'Looks down'")
    db.close()
    expect((await ask('journal.verify')).problems).toEqual([
      expect.stringContaining('The study holds something else than the journal says: caption'),
    ])
  })

  it('is exported as a table with each change, and the export is an entry itself', async () => {
    const { ask, asked } = await twoRaters()
    asked.chosen = null
    expect(await ask('journal.export', { filter: {} })).toBeNull()
    asked.chosen = asked.folder
    const written = await ask('journal.export', { filter: { rater: 'AB' } })
    const lines = readFileSync(join(asked.folder, 'audit.csv'), 'utf8').trim().split('\r\n')
    expect(lines[0]).toBe(
      'entry_id,change,made_utc,rater_id,kind,entry,step,taken_back,migrated,object,old,new,hidden',
    )
    expect(written).toEqual({ fileName: 'audit.csv', rows: lines.length - 1 })
    expect(lines.slice(1).every((line) => line.split(',')[3] === 'AB')).toBe(true)
    expect(lines.join()).toContain('do,FALSE,FALSE,caption of P001 baseline clip 1,,Looks down,FALSE')
    expect((await ask('journal.audit', everything)).entries[0]).toMatchObject({
      kind: 'exports',
      rater: 'AB',
    })
  })
})
