import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { scaleSchema, totalRange } from '#shared/domain/scale.ts'
import { readScoresCsv } from '#core/exchange/csv/scores-csv.ts'
import { createScoreColumns } from '#core/exchange/csv/score-columns.ts'
import { isVisitName } from '#shared/tables/visit-name.ts'
import { scalesFolder } from '../../../../../helpers/an-environment.ts'

const scales = readdirSync(scalesFolder).map((name) =>
  scaleSchema.parse(JSON.parse(readFileSync(join(scalesFolder, name), 'utf8'))),
)
const items = scales.flatMap((scale) => scale.items.map((item) => ({ scale, item })))

function read(text: string, missingCodes: readonly string[] = []) {
  return readScoresCsv(Buffer.from(text), 'scores.csv', { scales, isVisit: isVisitName, missingCodes })
}

const notesOf = (text: string, missingCodes?: readonly string[]) =>
  read(text, missingCodes).notes?.map(({ message }) => message)

const brief = (text: string) =>
  read(text).rows.map(({ itemId, affix, value, missingReason }) => [itemId, affix, value ?? missingReason])

describe('a wide table', () => {
  it('takes item columns in any case, with a visit before or after, and by their other names', () => {
    const header = 'PANSS_N1,panss_n3_v1,M0_PANSS_N6,CAINS10,cains_11,BNSS9_baseline_arm_1'
    expect(brief(`${header}\n1,2,3,4,0,6\n`)).toEqual([
      ['n1', null, 1],
      ['n3', 'v1', 2],
      ['n6', 'm0', 3],
      ['c10', null, 4],
      ['c11', null, 0],
      ['b9', 'baseline_arm_1', 6],
    ])
  })

  it('takes no score from cells that say there is none', () => {
    const header = 'rater,panss_n1,panss_n2,panss_n3,panss_n4'
    expect(brief(`${header}\nAB,,NA,n/a,.\n`)).toEqual([])
  })

  it('counts the codes that programs write for a missing score', () => {
    const header = 'panss_n1,panss_n2,panss_n3,panss_n4,panss_n5,cains10'
    const { rows, problems, notes } = read(`${header}\n#N/A,-99,999,<NA>,None,\n#NULL!,-99,3,.a,NA,#NV\n`)
    expect(rows.map(({ itemId, value }) => [itemId, value])).toEqual([['n3', 3]])
    expect(problems).toEqual([])
    expect(notes?.map(({ message }) => message)).toEqual([
      'scores.csv: 10 cells say that there is no score (“-99” 2, “#N/A” 1, “999” 1, “<NA>” 1, “None” 1, “#NULL!” 1, “.a” 1, “NA” 1, …).',
    ])
  })

  it('takes a number for a missing code only where no score of the item can have it', () => {
    const wide = scaleSchema.parse({
      formatVersion: 1,
      id: 'wide',
      title: 'Wide',
      shortTitle: 'Wide',
      citation: 'None',
      licenceNote: 'None',
      items: [{ id: 'w1', column: 'wide1', name: 'W', min: 0, max: 100, faceVisible: false }],
      aliases: {},
      totals: [],
    })
    const request = { scales: [...scales, wide], isVisit: isVisitName }
    const { rows } = readScoresCsv(Buffer.from('wide1,panss_n1\n99,99\n'), 'scores.csv', request)
    expect(rows.map(({ itemId, value }) => [itemId, value])).toEqual([['w1', 99]])
  })

  it('takes codes that were declared, and none that could be a score', () => {
    expect(read('panss_n1\n-77\n').problems).toHaveLength(1)
    expect(read('panss_n1,panss_n2\n-77,x\n', ['-77', 'X']).problems).toEqual([])
    expect(read('panss_n1\n7\n', ['7'])).toMatchObject({
      rows: [],
      problems: [{ code: 'not-certain', line: 2 }],
    })
  })

  it('reads decimal commas, and says so', () => {
    const text = 'rater;panss_n1;cains10\nAB;4,0;2,5\n'
    expect(brief(text)).toEqual([['n1', null, 4]])
    expect(read(text).problems).toMatchObject([{ code: 'not-a-number', line: 2 }])
    expect(notesOf(text)).toEqual([
      'scores.csv: Read with semicolons between the columns and a decimal comma.',
    ])
  })

  it('passes over what REDCap adds by itself, and knows items by their labels', () => {
    const header = 'record_id,redcap_event_name,panss_n1,panss_timestamp,panss_complete,cains_complete'
    expect(read(`${header}\nP001,baseline_arm_1,4,,2,0\n`)).toMatchObject({
      rows: [{ value: 4 }],
      problems: [],
    })
    const labels = 'Record ID,Event Name,N1 Blunted affect,Complete?,10 Facial expression,Complete?'
    expect(brief(`${labels}\nP001,Baseline (Arm 1: A),4,Complete,2,Incomplete\n`)).toEqual([
      ['n1', null, 4],
      ['c10', null, 2],
    ])
  })

  it('names the way out of an export of labels', () => {
    const { problems } = read('record_id,redcap_event_name,panss_n1\nP001,baseline_arm_1,Moderate\n')
    expect(problems).toMatchObject([{ message: expect.stringContaining('export the raw data') as string }])
  })

  it('keeps the reason why there is no score', () => {
    expect(brief('panss_n1,panss_n2,panss_n3\nrefused,Not assessed,not_applicable\n')).toEqual([
      ['n1', null, 'refused'],
      ['n2', null, 'not-assessed'],
      ['n3', null, 'not-applicable'],
    ])
  })

  it('takes 3.0 as 3', () => {
    expect(brief('panss_n1\n3.0\n')).toEqual([['n1', null, 3]])
  })

  it('leaves out totals and columns that have nothing to do with scales, without a word', () => {
    const { rows, problems } = read(
      'panss_n1,panss_sum_neg,cains_exp_v1,bnss_total,age,comment\n3,20,4,12,34,fine\n',
    )
    expect(rows).toHaveLength(1)
    expect(problems).toEqual([])
  })

  it('does not take an affix for a visit that is none', () => {
    expect(read('panss_n1,panss_n1_comment\n3,fine\n').problems).toMatchObject([
      { code: 'unknown-item', line: 1 },
    ])
  })

  it('reads every score in range and refuses every other, each with its line', () => {
    const someItem = fc.constantFrom(...items)
    const cell = fc.oneof(
      fc.integer({ min: -3, max: 12 }).map(String),
      fc.constantFrom('x', '2.5', '1e3', '٣'),
    )
    fc.assert(
      fc.property(someItem, fc.array(cell, { minLength: 1, maxLength: 30 }), ({ scale, item }, cells) => {
        const { rows, problems } = read(`${item.column}\n${cells.join('\n')}\n`)
        const isGood = (text: string) =>
          /^-?\d+$/.test(text) && Number(text) >= item.min && Number(text) <= item.max
        const linesOf = (good: boolean) =>
          cells.flatMap((text, index) => (isGood(text) === good ? [index + 2] : []))
        expect(rows.map(({ line }) => line)).toEqual(linesOf(true))
        expect(problems.map(({ line }) => line)).toEqual(linesOf(false))
        expect(rows.map(({ value }) => String(value))).toEqual(cells.filter(isGood))
        expect(rows.every((row) => row.scaleId === scale.id && row.itemId === item.id)).toBe(true)
      }),
      { seed: 11, numRuns: 200 },
    )
  })
})

describe('a long table', () => {
  it('names items by scale and id, by title, or by column', () => {
    const lines = ['scale,item,score', 'cains,c10,2', 'CAINS,cains11,3', ',bnss9,4', 'PANSS negative,N1,5']
    expect(brief(lines.join('\n'))).toEqual([
      ['c10', null, 2],
      ['c11', null, 3],
      ['b9', null, 4],
      ['n1', null, 5],
    ])
  })

  it('leaves out totals, and takes raters only where a source is named', () => {
    const { rows, problems } = read(
      'scale,item,value,source\ncains,exp,9,rater\ncains,c10,2,rater\ncains,c10,2.4,model\n',
    )
    expect(rows.map(({ itemId }) => itemId)).toEqual(['c10'])
    expect(problems).toMatchObject([{ code: 'not-a-rating' }])
  })
})

describe('the scales that the program ships', () => {
  it('offer estimates only for what a face can show', () => {
    const visible = items.filter(({ item }) => item.faceVisible).map(({ item }) => item.column)
    expect(visible.sort()).toEqual(
      [
        ...['panss_n1', 'panss_n3', 'panss_n6'],
        ...[10, 11, 12, 13].map((item) => `cains${String(item)}`),
        ...[9, 10, 11, 12, 13].map((item) => `bnss${String(item)}`),
        ...[1, 2, 3, 4, 5, 6, 8].map((item) => `sans${String(item)}`),
        ...['panss6_n1', 'panss6_n6', 'madrs1', 'hamd17_8'],
      ].sort(),
    )
  })

  it('have the published ranges', () => {
    const ranges = scales.map(({ id, items: all }) => [
      id,
      all.length,
      ...new Set(all.map(({ min, max }) => `${String(min)}-${String(max)}`)),
    ])
    expect(ranges.sort()).toEqual([
      ['bnss', 13, '0-6'],
      ['cains', 13, '0-4'],
      ['ham-d17', 17, '0-4', '0-2'],
      ['madrs', 10, '0-6'],
      ['panss-6', 6, '1-7'],
      ['panss-general', 16, '1-7'],
      ['panss-negative', 7, '1-7'],
      ['panss-positive', 7, '1-7'],
      ['phq-9', 9, '0-3'],
      ['sans', 25, '0-5'],
    ])
  })

  it('have the published totals', () => {
    const totals = scales.flatMap((scale) =>
      scale.totals.map((total) => [total.column, totalRange(scale, total).min, totalRange(scale, total).max]),
    )
    expect(totals).toEqual(
      expect.arrayContaining([
        ['panss_negative_total', 7, 49],
        ['panss_positive_total', 7, 49],
        ['panss_general_total', 16, 112],
        ['panss6_total', 6, 42],
        ['cains_map', 0, 36],
        ['cains_exp', 0, 16],
        ['cains_total', 0, 52],
        ['bnss_total', 0, 78],
        ['sans_total', 0, 125],
        ['sans_global_sum', 0, 25],
        ['phq8_total', 0, 24],
        ['phq9_total', 0, 27],
        ['madrs_total', 0, 60],
        ['hamd17_total', 0, 52],
      ]),
    )
  })

  it('share no column, no other name of a column, and no name of an item with a label', () => {
    const names = scales.flatMap((scale) => [
      ...scale.items.flatMap(({ id, column, name }) => [
        ...new Set([column, name.toLowerCase(), ...(scale.aliases[id] ?? [])]),
      ]),
      ...scale.totals.map(({ column }) => column),
    ])
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([])
  })

  it('read a column that is called like a total elsewhere as no item', () => {
    for (const column of ['phq9', 'phq8', 'phq2', 'hamd17', 'hamd_17', 'ham_d17']) {
      expect(createScoreColumns(scales, () => false).meaningOf(column).kind).not.toBe('item')
    }
  })
})
