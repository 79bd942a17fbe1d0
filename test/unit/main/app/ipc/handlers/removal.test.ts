import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Removable } from '#shared/domain/removal.ts'
import { heldJob } from '../../../../../helpers/a-job-runner.ts'
import { fakeMedia } from '../../../../../helpers/fake-media.ts'
import { writeFiles } from '../../../../../helpers/temp-folder.ts'
import { askHandlers, code } from '../ask-handlers.ts'

/** The window with a study of two patients with a video each, and rater AB at work. */
async function theWindow() {
  const asked = askHandlers({ media: fakeMedia() })
  const { ask, folder, jobEnded } = asked
  asked.chosen = join(folder, 'study')
  await ask('study.create', { title: 'Correct and remove' })
  const inbox = join(folder, 'inbox')
  writeFiles(inbox, { 'P001/baseline/a.mp4': 'one', 'P002/week 4/b.mp4': 'two' })
  const preview = await ask('import.preview', { folders: [inbox] })
  await jobEnded(preview?.jobId ?? '')
  const { planId } = await ask('import.plan', { jobId: preview?.jobId ?? '' })
  await jobEnded((await ask('import.start', { planId, copyVideos: true })).jobId)
  await ask('app.saveSettings', { raterCode: 'AB' })
  await ask('rater.create', { code: 'AB' })
  const [first] = await ask('library.sessions')
  const patient: Removable = { kind: 'patient', id: first?.patientId ?? 0 }
  const visits = async () =>
    (await ask('library.sessions')).map(({ patientCode, visitLabel }) => `${patientCode} ${visitLabel}`)
  /** Ends when the test says so. */
  function atWork(kind: 'predict' | 'engine'): () => void {
    const { job, end } = heldJob('Predicting 2 clips')
    if (kind === 'predict') asked.study().jobs.start(job, {})
    else {
      const run = () => new Promise<string>(() => undefined)
      asked.jobs.start({ kind, title: 'Trying what runs a pack best', pausable: false, run })
    }
    return end
  }
  return { asked, ask, patient, visits, atWork, sessionId: first?.id ?? 0 }
}

describe('a removal that the window asks for', () => {
  it('is counted first, and is then carried out under the code of whoever works there', async () => {
    const { asked, ask, patient, visits } = await theWindow()
    expect(await ask('removal.count', { what: patient })).toMatchObject({
      name: 'P001',
      visits: 1,
      videos: 1,
    })
    asked.events = []
    const removal = { what: patient, deleteBackups: false }
    await expect(ask('removal.remove', { ...removal, confirmed: 'P002' })).rejects.toThrow(
      code('bad-request'),
    )
    expect(await ask('removal.remove', { ...removal, confirmed: 'P001' })).toMatchObject({ finished: true })
    expect(await visits()).toEqual(['P002 week 4'])
    await expect.poll(() => asked.events.map(({ name }) => name)).toContain('study.changed')
    await expect(ask('removal.count', { what: patient })).rejects.toThrow(code('not-found'))
  })

  it('is refused in one sentence while a job works on the study, and not while one builds a pack', async () => {
    const { ask, patient, visits, atWork } = await theWindow()
    const removal = { what: patient, confirmed: 'P001', deleteBackups: false }
    const end = atWork('predict')
    await expect(ask('removal.remove', removal)).rejects.toThrow(
      'Nothing was removed: “Predicting 2 clips” is still at work on this study.',
    )
    expect(await visits()).toHaveLength(2)
    end()
    const endOther = atWork('engine')
    await expect.poll(() => ask('removal.remove', removal).then(() => 'removed')).toBe('removed')
    endOther()
  })
})

describe('a correction that the window asks for', () => {
  it('is a step of whoever works there, which Ctrl+Z takes back and shows', async () => {
    const { ask, visits, sessionId } = await theWindow()
    const correction = { patientCode: 'P001', visitLabel: null, to: { patientCode: 'P007' }, mayMerge: false }
    expect(await ask('correction.correct', correction)).toEqual({ visits: 1 })
    expect(await visits()).toEqual(['P002 week 4', 'P007 baseline'])
    expect(await ask('journal.undo')).toEqual({
      label: 'correction of P001',
      place: { kind: 'visit', sessionId },
    })
    expect(await visits()).toEqual(['P001 baseline', 'P002 week 4'])
  })

  it('keeps whoever works there at work under another code, also when that is taken back', async () => {
    const { ask } = await theWindow()
    const code = async () => (await ask('app.settings')).raterCode
    await ask('correction.renameRater', { from: 'AB', to: 'XY' })
    expect([await code(), (await ask('rater.list')).map((rater) => rater.code)]).toEqual(['XY', ['XY']])
    expect((await ask('journal.undoable')).undo?.label).toBe('renaming of rater AB to XY')
    await ask('journal.undo')
    expect(await code()).toBe('AB')
    await ask('journal.redo')
    expect(await code()).toBe('XY')
  })

  it('makes whoever works there the rater whom they are merged into', async () => {
    const { ask } = await theWindow()
    await ask('rater.create', { code: 'CD' })
    await ask('app.saveSettings', { blindRating: false })
    await ask('correction.merge', { what: { kind: 'raters', from: 'AB', into: 'CD' }, whose: null })
    expect((await ask('app.settings')).raterCode).toBe('CD')
    expect((await ask('journal.undo'))?.label).toBe('merging of rater AB into CD')
    expect((await ask('rater.list')).map((rater) => rater.code)).toEqual(['AB', 'CD'])
  })

  it('does not show a rater who works blind what another one said, as their own', async () => {
    const { ask, sessionId } = await theWindow()
    const [own, other] = [
      await ask('rater.create', { code: 'AB' }),
      await ask('rater.create', { code: 'CD' }),
    ]
    const score = { sessionId, scaleId: 'panss-negative', itemId: 'n1', value: 4, missingReason: null }
    await ask('score.save', { ...score, raterId: other.id })
    const what = { kind: 'raters', from: 'CD', into: 'AB' } as const
    const refused = 'You work blind as AB'
    await expect(ask('correction.planMerge', what)).rejects.toThrow(refused)
    await expect(ask('correction.merge', { what, whose: 'from' })).rejects.toThrow(refused)
    expect(await ask('score.list', { sessionId })).toEqual([])
    // Somebody else sees none of it afterwards either.
    await ask('app.saveSettings', { raterCode: 'EF' })
    await ask('rater.create', { code: 'EF' })
    expect(await ask('correction.planMerge', what)).toMatchObject({ scores: 1, cells: [] })
    // Whoever sees what others said may, and that it was shown is on record.
    await ask('app.saveSettings', { raterCode: 'AB', blindRating: false })
    await ask('correction.merge', { what, whose: 'from' })
    expect(await ask('score.list', { sessionId })).toMatchObject([{ raterCode: 'AB', value: 4 }])
    await ask('app.saveSettings', { blindRating: true })
    const later = await ask('score.save', { ...score, itemId: 'n2', raterId: own.id })
    expect(later.score?.sight).toMatchObject({ others: true })
  })

  it('is refused in one sentence while a job works on the study', async () => {
    const { ask, visits, atWork } = await theWindow()
    const end = atWork('predict')
    const correction = { patientCode: 'P001', visitLabel: null, to: { patientCode: 'P007' }, mayMerge: false }
    await expect(ask('correction.correct', correction)).rejects.toThrow(
      'Nothing was changed: “Predicting 2 clips” is still at work on this study.',
    )
    expect(await visits()).toEqual(['P001 baseline', 'P002 week 4'])
    end()
  })
})
