import { expect, it } from 'vitest'
import { writeFiles } from '../../../../../helpers/temp-folder.ts'
import { aControl, aStudy } from '../../../../../helpers/a-study.ts'

const classes = ['up', 'down'].map((label) => ({ label, sentence: `A face that looks ${label}` }))
const mood = JSON.stringify({
  formatVersion: 1,
  id: 'mood',
  title: 'Mood on a line',
  shortTitle: 'Mood',
  citation: '',
  licenceNote: '',
  aliases: {},
  items: [{ id: 'line', column: 'mood_line', name: 'Line', min: 0, max: 10, faceVisible: true }],
  totals: [],
})

it('a prompt set is a step of whoever made or deleted it, and keeps its number when that is taken back', () => {
  const { study } = aStudy()
  const names = () =>
    study.promptSets.list().flatMap(({ id, name, origin }) => (origin === 'user' ? [[id, name]] : []))
  const { id } = study.promptSets.create({ name: 'Directions', classes }, 'AB')
  expect(study.journal.undoable('AB').undo).toMatchObject({
    label: 'prompt set “Directions”',
    place: { kind: 'prompt-set', name: 'Directions' },
  })
  expect(study.journal.undo('AB')?.areas).toContain('prompts')
  expect(names()).toEqual([])
  study.journal.redo('AB')
  expect(names()).toEqual([[id, 'Directions']])
  study.promptSets.delete(id, 'AB')
  // The name is somebody else's now.
  const others = [...classes, { label: 'left', sentence: 'A face that looks left' }]
  const other = study.promptSets.create({ name: 'directions', classes: others }, 'CD')
  expect(() => study.journal.undo('AB')).toThrow('There is a prompt set “Directions” already')
  study.promptSets.delete(other.id, 'CD')
  expect(study.promptSets.create({ name: 'Directions', classes }, 'AB').id).toBe(id)
  expect(study.journal.verify().problems).toEqual([])
})

it('a scale is a step of whoever added it, and stays once somebody rated on it', () => {
  const { study, inbox } = aStudy()
  writeFiles(inbox, { 'P001/baseline/a.mp4': 'a' })
  const ids = () => study.scales.list().map((scale) => scale.id)
  study.scales.add(mood, 'AB')
  study.journal.undo('AB')
  expect(ids()).not.toContain('mood')
  study.journal.redo('AB')
  expect(ids()).toContain('mood')
  expect(study.journal.verify().problems).toEqual([])
})

it('a scale that somebody rated on stays in the study', async () => {
  const { study, inbox } = aStudy()
  writeFiles(inbox, { 'P001/baseline/a.mp4': 'a' })
  const { planId } = await study.imports.preview([inbox], aControl())
  await study.imports.run(planId, { copyVideos: false, by: 'CD' }, aControl())
  study.scales.add(mood, 'AB')
  const raterId = study.raters.ensure('CD', 'CD').id
  const sessionId = study.library.sessions()[0]?.id ?? 0
  study.scores.save(
    { sessionId, raterId, scaleId: 'mood', itemId: 'line', value: 3, missingReason: null },
    undefined,
    'CD',
  )
  expect(() => study.journal.undo('AB')).toThrow('There are scores on the scale “Mood on a line”')
  expect(study.scales.list().map(({ id }) => id)).toContain('mood')
  expect(study.journal.verify().problems).toEqual([])
})

it('a rater is added once, told of, and never taken back from under whoever works', () => {
  const { study } = aStudy()
  study.raters.ensure('CD', 'AB')
  study.raters.ensure('CD', 'AB')
  const { entries } = study.journal.list({ kind: 'raters' }, { limit: 9 })
  expect(entries).toMatchObject([{ label: 'rater CD', rater: 'AB', step: null }])
  expect(study.journal.undoable('AB').undo).toBeNull()
  expect(study.journal.verify().problems).toEqual([])
})

it('imports, videos found again and exports are told of, with counts and without a path', async () => {
  const { study, inbox } = aStudy()
  const csv = 'file,rater,caption\na.mp4,AB,Smiles\n'
  writeFiles(inbox, {
    'P001/baseline/a.mp4': 'a',
    'P001/baseline/captions.csv': csv,
    'P002/baseline/b.mp4': 'b',
  })
  const { planId } = await study.imports.preview([inbox], aControl())
  await study.imports.run(planId, { copyVideos: false, by: 'CD' }, aControl())
  await study.exports.run(`${inbox}-out`, aControl(), {
    inUse: null,
    promptSet: null,
    packId: null,
    by: 'CD',
  })
  const entries = study.journal.list({ rater: 'CD' }, { limit: 9 }).entries.toReversed()
  expect(entries.map(({ action, label, step }) => [action, label, step])).toEqual([
    ['import.session', 'import of P001 baseline: 1 video and 1 caption', 'do'],
    ['import.session', 'import of P002 baseline: 1 video', 'do'],
    ['import.all', 'import of folder inbox: 2 patients, 2 visits, 2 videos and 1 caption', 'do'],
    ['export.tables', 'export of no scores, 1 caption and no predictions', null],
  ])
  expect(study.journal.verify().problems).toEqual([])
})
