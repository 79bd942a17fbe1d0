import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { scaleSchema } from '#shared/domain/scale.ts'
import { readAnchorsCsv } from '#core/exchange/csv/anchors-csv.ts'
import { scalesFolder } from '../../../../../helpers/an-environment.ts'

const cains = scaleSchema.parse(JSON.parse(readFileSync(join(scalesFolder, 'cains.json'), 'utf8')))
const read = (text: string) => readAnchorsCsv(Buffer.from(text), 'anchors.csv', cains)

describe('a table of anchor texts', () => {
  it('names items by id, column or name, and its columns in other ways', () => {
    const lines = [
      'Item;Value;Description',
      'c10;0;None',
      'cains10;4;"Severe; always"',
      '11 Vocal expression;2;Flat',
    ]
    expect(read(lines.join('\r\n'))).toEqual({
      c10: { 0: 'None', 4: 'Severe; always' },
      c11: { 2: 'Flat' },
    })
  })

  it('passes over empty lines, and takes off what guards a text against being a formula', () => {
    expect(read("item,score,text\nc10,1,'=mild\n,,\n")).toEqual({ c10: { 1: '=mild' } })
  })

  it.each([
    ['an unknown item', 'c99,1,a', 'anchors.csv, line 2: “c99” is not an item of CAINS.'],
    [
      'a score out of range',
      'c10,5,a',
      'line 2: “5” is not a score of 10 Facial expression, which is rated from 0 to 4.',
    ],
    ['a score that is none', 'c10,1.5,a', '“1.5” is not a score'],
    ['a missing text', 'c10,1,', 'The text for score 1 of 10 Facial expression is missing.'],
    ['a text that is too long', `c10,1,${'a'.repeat(2001)}`, 'is longer than 2,000 characters.'],
    [
      'a score that is there twice',
      'c10,1,a\nc10,1,b',
      'line 3: 10 Facial expression, score 1 is there twice.',
    ],
    ['more than one fault', 'c99,1,a\nc98,1,b', '(and 1 more) Nothing was taken from it.'],
    ['a row of other cells', 'c10,1', 'The row has 2 cells, the header has 3.'],
    ['nothing', '', 'There are no anchor texts in it.'],
  ])('is refused whole for %s', (_, rows, message) => {
    expect(() => read(`item,score,text\n${rows}\n`)).toThrow(message)
  })

  it('says which column is missing', () => {
    expect(() => read('item,text\nc10,a\n')).toThrow('anchors.csv: The column “score” is missing.')
  })
})
