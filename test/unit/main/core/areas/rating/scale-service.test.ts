import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
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
      expect(Object.keys((JSON.parse(text) as { items: object[] }).items[0] ?? {}).sort()).toEqual(
        ['column', 'faceVisible', 'id', 'max', 'min', 'name'].sort(),
      )
    }
  })
})
