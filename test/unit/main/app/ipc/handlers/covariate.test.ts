import { join } from 'node:path'
import { expect, it } from 'vitest'
import { fakeMedia } from '../../../../../helpers/fake-media.ts'
import { writeFiles } from '../../../../../helpers/temp-folder.ts'
import { askHandlers, code } from '../ask-handlers.ts'

/** A study of one visit of P001; AB works in the window, blind or not. */
async function atWork(blindRating: boolean) {
  const asked = askHandlers({ media: fakeMedia() })
  const { ask, folder, jobEnded } = asked
  asked.chosen = join(folder, 'study')
  await ask('study.create', { title: 'Blind' })
  const inbox = join(folder, 'inbox')
  writeFiles(inbox, { 'P001/baseline/a.mp4': 'one', 'c.csv': 'patient,sex,cpz_mg\nP001,female,300\n' })
  const preview = await ask('import.preview', { folders: [inbox] })
  await jobEnded(preview?.jobId ?? '')
  const { planId } = await ask('import.plan', { jobId: preview?.jobId ?? '' })
  await jobEnded((await ask('import.start', { planId, copyVideos: false })).jobId)
  await ask('rater.create', { code: 'AB' })
  await ask('app.saveSettings', { raterCode: 'AB', blindRating })
  const [session] = await ask('library.sessions')
  asked.chosen = join(inbox, 'c.csv')
  return { ask, sessionId: session?.id ?? 0 }
}

it('what would tell the treatment is neither shown to nor entered by whoever works blind, until it is shown', async () => {
  const { ask, sessionId } = await atWork(true)
  expect(await ask('covariate.import')).toMatchObject({ new: 2, refused: [] })
  const known = async () => (await ask('covariate.known')).map(({ covariateId }) => covariateId)
  expect(await known()).toEqual(['sex'])
  await expect(ask('covariate.save', { sessionId, values: { cpz_mg: '400' } })).rejects.toThrow(
    code('conflict'),
  )
  await ask('covariate.save', { sessionId, values: { sex: 'male' } })
  const told = async () => {
    const { entries } = await ask('journal.history', { of: { kind: 'visit', sessionId }, before: null })
    return entries.flatMap(({ changes }) => changes).filter(({ what }) => what.startsWith('Medication'))
  }
  expect(await told()).toMatchObject([{ after: null, isHidden: true }])
  await ask('blind.reveal', { kind: 'others', sessionId })
  expect(await known()).toEqual(['cpz_mg', 'sex'])
  expect(await told()).toMatchObject([{ after: '300', isHidden: false }])
})

it('all of it is shown to whoever does not work blind, which does not count as having seen ratings', async () => {
  const { ask, sessionId } = await atWork(false)
  await ask('covariate.import')
  expect(await ask('covariate.known')).toHaveLength(2)
  expect(await ask('covariate.save', { sessionId, values: { cpz_mg: '400' } })).toContainEqual({
    ...{ sessionId, covariateId: 'cpz_mg', value: 400 },
  })
  const [rater] = await ask('rater.list')
  const score = {
    sessionId,
    raterId: rater?.id ?? 0,
    scaleId: 'panss-negative',
    itemId: 'n1',
    missingReason: null,
  }
  expect((await ask('score.save', { ...score, value: 3 })).score?.sight).toEqual({
    estimates: false,
    others: false,
  })
})
