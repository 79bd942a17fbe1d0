import { newsOf } from '#shared/ipc/contract/study.ts'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fakeMedia } from '../../../../../helpers/fake-media.ts'
import { writeFiles } from '../../../../../helpers/temp-folder.ts'
import { askHandlers, code } from '../ask-handlers.ts'

const visit = 'P001/2024-05-03_baseline'

/** A study of one visit that CD captioned, with and without a time, and rated; AB works in the window, blind. */
async function atWork() {
  const asked = askHandlers({ media: fakeMedia() })
  const { ask, folder, jobEnded } = asked
  asked.chosen = join(folder, 'study')
  await ask('study.create', { title: 'Blind' })
  const inbox = join(folder, 'inbox')
  writeFiles(inbox, {
    [`${visit}/a.mp4`]: 'one',
    [`${visit}/captions.csv`]:
      'clip_file,text,rater_id,start_ms,end_ms\na.mp4,Smiles,CD,,\na.mp4,Looks away,CD,100,900\n',
    [`${visit}/scores.csv`]: 'rater_id,panss_n1\nCD,3\n',
  })
  const preview = await ask('import.preview', { folders: [inbox] })
  await jobEnded(preview?.jobId ?? '')
  const { planId } = await ask('import.plan', { jobId: preview?.jobId ?? '' })
  await jobEnded((await ask('import.start', { planId, copyVideos: false })).jobId)
  const [clip] = await ask('library.clips')
  if (clip === undefined) throw new Error('no clip was imported')
  const ab = await ask('rater.create', { code: 'AB' })
  await ask('app.saveSettings', { raterCode: 'AB', blindRating: true })
  const { id: clipId, sessionId } = clip
  const caption = { clipId, raterId: ab.id, startMs: null, endMs: null }
  const score = { sessionId, raterId: ab.id, scaleId: 'panss-negative', itemId: 'n1', missingReason: null }
  const texts = async () => (await ask('caption.list', { clipId })).map(({ text }) => text)
  const raters = async () => [
    ...(await ask('score.list', { sessionId })).map(({ raterCode }) => raterCode),
    ...(await ask('score.ofScale', { scaleId: 'panss-negative' })).map(({ raterCode }) => raterCode),
  ]
  return { asked, ask, clipId, sessionId, caption, score, texts, raters }
}

describe('a rater who works blind', () => {
  it('sees what each rated who rates together with them, as their consensus, and knows what each had seen', async () => {
    const { ask, sessionId, score, raters } = await atWork()
    await ask('score.save', { ...score, value: 4 })
    await ask('blind.reveal', { kind: 'estimates', sessionId })
    await ask('rater.addConsensus', { code: 'J', members: ['AB', 'CD'] })
    expect(await raters()).toEqual(['AB', 'AB'])
    await ask('app.saveSettings', { raterCode: 'J' })
    expect((await raters()).sort()).toEqual(['AB', 'AB', 'CD', 'CD'])
    const joint = (await ask('rater.list')).find(({ code: known }) => known === 'J')
    const saved = await ask('score.save', { ...score, raterId: joint?.id ?? 0, value: 3 })
    expect(saved.score).toMatchObject({ isConsensus: true, sight: { estimates: false, others: false } })
  })

  it('is not told what an estimate of a hidden visit is made of', async () => {
    const { ask, sessionId } = await atWork()
    await expect(ask('severity.parts', { modelId: 1, sessionId })).rejects.toThrow(code('conflict'))
    await ask('blind.reveal', { kind: 'estimates', sessionId })
    await expect(ask('severity.parts', { modelId: 1, sessionId })).rejects.toThrow(code('not-found'))
  })

  it('is handed nothing that others wrote or scored, with or without a time', async () => {
    const { ask, caption, score, texts, raters } = await atWork()
    expect([await texts(), await raters()]).toEqual([[], []])
    await ask('caption.save', { ...caption, text: 'Mine' })
    await ask('score.save', { ...score, value: 4 })
    expect([await texts(), await raters()]).toEqual([['Mine'], ['AB', 'AB']])
    const pair = { scaleId: 'panss-negative', itemId: 'n1', raterA: 'AB', raterB: 'CD' }
    await expect(ask('agreement.get', pair)).rejects.toThrow(code('conflict'))
  })

  it('is handed no history of another rater’s caption', async () => {
    const { ask, clipId, sessionId } = await atWork()
    await ask('blind.reveal', { kind: 'others', sessionId })
    const [other] = await ask('caption.list', { clipId })
    await ask('blind.hide', { kind: 'others', sessionId })
    await expect(ask('caption.history', { captionId: other?.id ?? 0 })).rejects.toThrow(code('not-found'))
  })

  it('makes captions and scores that say so', async () => {
    const { ask, caption, score } = await atWork()
    const blind = { estimates: false, others: false }
    expect((await ask('caption.save', { ...caption, text: 'Smiles' })).sight).toEqual(blind)
    expect((await ask('score.save', { ...score, value: 2 })).score?.sight).toEqual(blind)
  })

  it('pastes scores that say what was known, and is handed back nobody else’s', async () => {
    const { ask, score, sessionId, raters } = await atWork()
    const { raterId, scaleId } = score
    const cells = [{ sessionId, itemId: 'n1', value: 3, missingReason: null, ratedOn: null }]
    const paste = async (by: number) => {
      return (await ask('score.saveMany', { raterId: by, scaleId, cells })).map(({ raterCode, sight }) => [
        raterCode,
        sight,
      ])
    }
    expect(await paste(raterId)).toEqual([['AB', { estimates: false, others: false }]])
    const cd = (await ask('rater.list')).find(({ code: known }) => known === 'CD')
    expect(await paste(cd?.id ?? 0)).toEqual([])
    expect(await raters()).toEqual(['AB', 'AB'])
    await ask('blind.reveal', { kind: 'others', sessionId })
    await raters()
    await ask('score.save', { ...score, value: null })
    expect(await paste(raterId)).toEqual([['AB', { estimates: false, others: true }]])
  })

  it('sees what was asked for, and what is made then says so, also after it was hidden again', async () => {
    const { asked, ask, caption, score, sessionId, texts, raters } = await atWork()
    await ask('caption.save', { ...caption, text: 'Before' })
    asked.events = []
    expect(await ask('blind.reveal', { kind: 'others', sessionId })).toEqual({
      blind: true,
      revealed: { estimates: [], others: [sessionId] },
    })
    expect(asked.events).toMatchObject([{ name: 'study.changed' }])
    expect(await texts()).toEqual(['Before', 'Smiles', 'Looks away'])
    expect(await raters()).toEqual(['CD', 'CD'])
    await ask('blind.hide', { kind: 'others', sessionId })
    expect(await texts()).toEqual(['Before'])
    const seen = { estimates: false, others: true }
    expect((await ask('caption.save', { ...caption, text: 'After' })).sight).toEqual(seen)
    expect((await ask('score.save', { ...score, value: 3 })).score?.sight).toEqual(seen)
  })

  it('is not blind after having worked without, whatever is set now', async () => {
    const { ask, caption, texts } = await atWork()
    await ask('app.saveSettings', { blindRating: false })
    expect(await texts()).toEqual(['Smiles', 'Looks away'])
    await ask('app.saveSettings', { blindRating: true })
    expect(await texts()).toEqual([])
    expect((await ask('caption.save', { ...caption, text: 'Mine' })).sight?.others).toBe(true)
  })

  it('stays blind when another rater at the same desk has looked', async () => {
    const { ask, caption, sessionId, texts } = await atWork()
    const ef = await ask('rater.create', { code: 'EF' })
    await ask('app.saveSettings', { raterCode: 'EF' })
    await ask('blind.reveal', { kind: 'others', sessionId })
    expect(await texts()).toEqual(['Smiles', 'Looks away'])
    await ask('app.saveSettings', { raterCode: 'AB' })
    expect(await texts()).toEqual([])
    expect((await ask('caption.save', { ...caption, text: 'Mine' })).sight?.others).toBe(false)
    const ofEf = await ask('caption.save', { ...caption, raterId: ef.id, text: 'Theirs' })
    expect(ofEf.sight?.others).toBe(true)
  })

  it('is held to what was shown before anybody said who they are', async () => {
    const { ask, caption, texts } = await atWork()
    await ask('app.saveSettings', { raterCode: null, blindRating: false })
    await texts()
    await ask('app.saveSettings', { raterCode: 'AB', blindRating: true })
    expect((await ask('caption.save', { ...caption, text: 'Mine' })).sight?.others).toBe(true)
  })
})

it('tells the window to read anew when the rater or blind work is set', async () => {
  const { asked, ask } = await atWork()
  asked.events = []
  await ask('app.saveSettings', { blindRating: false })
  await ask('app.saveSettings', { theme: 'dark' })
  expect(asked.events).toEqual([
    {
      name: 'study.changed',
      payload: newsOf([
        ...(['library', 'captions', 'annotations', 'scores', 'covariates'] as const),
        ...(['predictions', 'severity'] as const),
      ]),
    },
  ])
})
