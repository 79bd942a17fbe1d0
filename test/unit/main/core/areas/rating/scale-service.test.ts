import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { scaleSchema } from '#shared/domain/scale.ts'
import type { Scale } from '#shared/domain/scale.ts'
import { createScaleService, installBuiltInScales } from '#core/areas/rating/scale-service.ts'
import { createScoreService } from '#core/areas/rating/score-service.ts'
import { openStudy } from '#core/study.ts'
import { aContext } from '../../../../../helpers/a-context.ts'
import { aStudy } from '../../../../../helpers/a-study.ts'
import { scalesFolder } from '../../../../../helpers/an-environment.ts'
import { addSession } from '../../../../../helpers/memory-study.ts'

const mood = {
  formatVersion: 1,
  id: 'mood',
  title: 'Mood on a line',
  shortTitle: 'Mood',
  citation: '',
  licenceNote: '',
  aliases: {},
  items: [{ id: 'line', column: 'mood_line', name: 'Line', min: 0, max: 100, faceVisible: false }],
  totals: [],
}

/** Every file of the folder; a further one needs a place in the order. */
const shipped = [
  ...['panss-negative', 'cains', 'bnss', 'sans', 'panss-positive', 'panss-general', 'panss-6'],
  ...['madrs', 'ham-d17', 'phq-9'],
]

describe('the scales of a study', () => {
  it('are those that the program ships, also after opening it again', () => {
    const { study, environment } = aStudy()
    const ids = study.scales.list().map(({ id }) => id)
    expect(ids).toEqual(shipped)
    study.close()
    const again = openStudy(study.folder, environment)
    expect(again.scales.list().map(({ id }) => id)).toEqual(ids)
    again.close()
  })

  it('take a further one from a JSON file, once', () => {
    const { study } = aStudy()
    expect(study.scales.add(`\uFEFF${JSON.stringify(mood)}`)).toEqual(mood)
    study.scales.add(JSON.stringify(mood))
    expect(study.scales.list().map(({ id }) => id)).toEqual([...shipped, 'mood'])
  })

  it.each([
    ['text', 'hello', /not valid JSON/],
    ['another document', '{}', /not a scale at “formatVersion”/],
    [
      'an upside-down range',
      JSON.stringify({ ...mood, items: [{ ...mood.items[0], min: 100, max: 0 }] }),
      /min must be below max/,
    ],
    ['a taken id', JSON.stringify({ ...mood, id: 'cains' }), /has a scale “cains” already/],
    [
      'a taken column',
      JSON.stringify({ ...mood, items: [{ ...mood.items[0], column: 'cains10' }] }),
      /“cains10” belongs to another scale/,
    ],
    [
      'a total’s column',
      JSON.stringify({ ...mood, items: [{ ...mood.items[0], column: 'cains_exp' }] }),
      /“cains_exp” belongs to another scale/,
    ],
  ])('refuse %s', (_, json, message) => {
    const { study } = aStudy()
    expect(() => study.scales.add(json)).toThrow(
      expect.objectContaining({ code: 'bad-request', message: expect.stringMatching(message) as string }),
    )
    expect(study.scales.list()).toHaveLength(shipped.length)
  })

  it('come first in the window where somebody rated on them', () => {
    const context = aContext()
    installBuiltInScales(context, scalesFolder)
    const { sessionId } = addSession(context.db, { patient: 'P001' })
    const raterId = context.repositories.raters.insert('AB', 'AB', '')
    const place = { sessionId, raterId, scaleId: 'madrs', itemId: 'm1', missingReason: null }
    createScoreService(context).save({ ...place, value: 2 })
    const scales = createScaleService(context)
    const ids = scales.listRatedFirst().map(({ id }) => id)
    expect(ids).toEqual(['madrs', ...shipped.filter((id) => id !== 'madrs')])
    expect(scales.list().map(({ id }) => id)).toEqual(shipped)
  })

  it('have the anchor texts that were loaded last, which is undone as every change is', () => {
    const { study } = aStudy()
    study.scales.add(JSON.stringify(mood), 'AB')
    const load = (text: string) =>
      study.scales.loadAnchors(
        { scaleId: 'mood', fileName: 'a.csv', bytes: Buffer.from(`item,score,text\nline,0,${text}\n`) },
        'AB',
      )
    load('Low')
    load('Lowest')
    expect(study.scales.anchors('mood')).toEqual({ line: { 0: 'Lowest' } })
    expect(study.journal.undoable('AB').undo?.label).toBe('anchor texts of “Mood on a line”')
    study.journal.undo('AB')
    expect(study.scales.anchors('mood')).toEqual({ line: { 0: 'Low' } })
    study.scales.removeAnchors('mood', 'AB')
    expect(study.scales.anchors('mood')).toBeNull()
    study.journal.undo('AB')
    expect(study.scales.anchors('mood')).toEqual({ line: { 0: 'Low' } })
    expect(study.journal.verify().problems).toEqual([])
  })

  it('ship names and ranges, not the texts of a manual', () => {
    for (const id of shipped) {
      const text = readFileSync(join(scalesFolder, `${id}.json`), 'utf8')
      for (const item of (JSON.parse(text) as { items: { faceVisible: boolean }[] }).items) {
        const reason = item.faceVisible ? [] : ['notOnFace']
        expect(Object.keys(item).sort()).toEqual(
          ['column', 'faceVisible', 'id', 'max', 'min', 'name', ...reason].sort(),
        )
      }
    }
  })

  it('are changed as one step with their anchor texts, which is undone', () => {
    const { study } = aStudy()
    const scale = scaleSchema.parse(mood)
    const [line] = scale.items
    if (line === undefined) expect.fail('The scale has an item.')
    study.scales.save({ scale, anchors: { line: { 0: 'Low' } }, isNew: true }, 'AB')
    expect(study.scales.own()).toEqual([{ scaleId: 'mood', use: {} }])
    const other = { ...line, id: 'other', column: 'mood_other' }
    // Two items exchange their columns.
    const wider = {
      ...scale,
      items: [
        { ...other, column: line.column },
        { ...line, max: 10, column: 'mood_other' },
      ],
    }
    study.scales.save({ scale: wider, anchors: null, isNew: false }, 'AB')
    expect(study.scales.list().at(-1)).toEqual(wider)
    expect(study.scales.anchors('mood')).toBeNull()
    study.journal.undo('AB')
    expect(study.scales.list().at(-1)).toEqual(scale)
    expect(study.scales.anchors('mood')).toEqual({ line: { 0: 'Low' } })
    study.journal.undo('AB')
    expect(study.scales.list()).toHaveLength(shipped.length)
    study.journal.redo('AB')
    study.scales.remove('mood', 'AB')
    expect(study.scales.list()).toHaveLength(shipped.length)
    study.journal.undo('AB')
    expect(study.scales.anchors('mood')).toEqual({ line: { 0: 'Low' } })
    expect(study.journal.verify().problems).toEqual([])
  })

  it('do not lose what was rated: an item with ratings stays, and so does its range', () => {
    const context = aContext()
    const scales = createScaleService(context)
    const scale = scaleSchema.parse({
      ...mood,
      items: [...mood.items, { ...mood.items[0], id: 'free', column: 'mood_free' }],
    })
    const [line, unrated] = scale.items
    if (line === undefined || unrated === undefined) expect.fail('The scale has two items.')
    scales.save({ scale, anchors: null, isNew: true })
    const { sessionId } = addSession(context.db, { patient: 'P001' })
    const raterId = context.repositories.raters.insert('AB', 'AB', '')
    const place = { sessionId, raterId, scaleId: 'mood', itemId: 'line', missingReason: null }
    createScoreService(context).save({ ...place, value: 90 })
    expect(scales.own()).toEqual([{ scaleId: 'mood', use: { line: { ratings: 1, models: 0 } } }])
    const save = (items: Scale['items']) =>
      scales.save({ scale: { ...scale, items }, anchors: null, isNew: false })
    const conflict = (message: RegExp) =>
      expect.objectContaining({
        code: 'conflict',
        message: expect.stringMatching(message) as string,
      }) as Error
    expect(() => save([unrated])).toThrow(conflict(/“Line” has 1 rating: it stays/))
    expect(() => save([{ ...line, max: 50 }, unrated])).toThrow(conflict(/this range stays/))
    expect(() => {
      scales.remove('mood')
    }).toThrow(conflict(/There are scores/))
    expect(save([{ ...line, name: 'Visual line' }]).items).toHaveLength(1)
    expect(createScoreService(context).list(sessionId)).toMatchObject([{ value: 90 }])
  })

  it('that the program brings are copied, never changed', () => {
    const { study } = aStudy()
    const [first] = study.scales.list()
    if (first === undefined) expect.fail('The program brings scales.')
    expect(() => study.scales.save({ scale: first, anchors: null, isNew: false })).toThrow(/copy it first/)
    expect(() => study.scales.save({ scale: first, anchors: null, isNew: true })).toThrow(/has a scale “/)
    expect(() => {
      study.scales.remove(first.id)
    }).toThrow(/copy it first/)
  })

  it('come back from their file with the anchor texts', () => {
    const { study } = aStudy()
    const scale = scaleSchema.parse(mood)
    study.scales.save({ scale, anchors: { line: { 0: 'Low' } }, isNew: true })
    const { json } = study.scales.fileOf('mood')
    const { study: other } = aStudy()
    expect(other.scales.add(json)).toEqual(scale)
    expect(other.scales.anchors('mood')).toEqual({ line: { 0: 'Low' } })
    const stray = json.replace('"0": "Low"', '"101": "Low"')
    expect(() => aStudy().study.scales.add(stray)).toThrow(/anchor text for the score 101/)
  })
})
