import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { scaleSchema } from '#shared/domain/scale.ts'
import { readCsvTable } from '#core/exchange/csv-reading.ts'
import { readScoresCsv } from '#core/exchange/scores-csv.ts'
import { isVisitName } from '#core/exchange/visit-name.ts'
import { scalesFolder } from '../../../../helpers/an-environment.ts'

const scales = readdirSync(scalesFolder).map((name) =>
  scaleSchema.parse(JSON.parse(readFileSync(join(scalesFolder, name), 'utf8'))),
)
const items = scales.flatMap((scale) => scale.items.map((item) => ({ scale, item })))

function read(text: string) {
  const { table } = readCsvTable(Buffer.from(text), 'scores.csv')
  if (table === null) throw new Error('The table can be read.')
  return readScoresCsv(table, scales, isVisitName)
}

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
      ['panss-negative', 7, '1-7'],
    ])
  })
})
