import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Scale } from '#shared/domain/scale.ts'
import { missingReasons } from '#shared/domain/score.ts'
import type { Session } from '#shared/domain/session.ts'
import { readClipboardTable } from '#shared/tables/clipboard-table.ts'
import { copiedBlock, copiedTable } from '../../../../../src-renderer/features/score-grid/grid-text.ts'
import { planPaste } from '../../../../../src-renderer/features/score-grid/paste-plan.ts'
import type { PasteGrid, PastePlan } from '../../../../../src-renderer/features/score-grid/paste-plan.ts'
import type { ScoreValue } from '../../../../../src-renderer/stores/scores.ts'

const item = (id: string, name: string, max: number) => ({
  ...{ id, column: `s_${id}`, name, min: 1, max, faceVisible: true },
})
const scale: Scale = {
  ...{ formatVersion: 1, id: 's', title: 'A scale', shortTitle: 'S', citation: '', licenceNote: '' },
  aliases: { a: ['flat_face'] },
  items: [item('a', 'Blunted affect', 7), item('b', 'Speech', 7), { ...item('c', 'Pain', 101), step: 10 }],
  totals: [{ id: 'sum', column: 's_sum', name: 'Sum', items: ['a', 'b'] }],
}

const visit = (
  id: number,
  patientCode: string,
  visitLabel: string,
  visitDate: string | null = null,
): Session => ({
  ...{ id, patientId: id, patientCode, visitLabel, visitDate, synthetic: false },
})
const visits = [
  visit(1, '001', 'baseline', '2024-05-03'),
  visit(2, '001', 'month 3', '2024-08-05'),
  visit(3, 'P002', 'baseline'),
]

const unrated: ScoreValue = { value: null, missingReason: null }

function gridOf(
  given: Readonly<Record<string, number>> = {},
  at: Partial<PasteGrid['selected']> = {},
): PasteGrid {
  return {
    ...{ scale, visits },
    selected: { row: 0, column: 0, rows: 1, columns: 1, ...at },
    valueOf: (sessionId, itemId) => {
      const value = given[`${String(sessionId)}${itemId}`]
      return value === undefined ? unrated : { value, missingReason: null }
    },
    refusalOf: () => null,
  }
}

/** `1a=3`: what is given at the visit 1 on the item a. */
function said({ fresh, changed, emptied, same, refused }: PastePlan) {
  const words = (cells: PastePlan['fresh']) =>
    cells.map(({ visit: { id }, item: { id: itemId }, after }) => {
      return `${String(id)}${itemId}=${String(after.value ?? after.missingReason)}`
    })
  return {
    ...{ fresh: words(fresh), changed: words(changed), emptied: words(emptied), same },
    refused: refused.map(({ place, reason }) => `${place}: ${reason}`),
  }
}

const plan = (text: string, grid = gridOf()) => said(planPaste(readClipboardTable(text), grid))

it('tells what is new, changed and the same, from the cursor on', () => {
  const given = { '2a': 3, '2b': 4, '3a': 5 }
  expect(plan('3\t5\n6\t\n', gridOf(given, { row: 1 }))).toEqual({
    ...{ fresh: [], changed: ['2b=5', '3a=6'], emptied: [], same: 1, refused: [] },
  })
})

it('finds columns by their names and lines by patient and visit, whatever the order', () => {
  const text = [
    'Visit\tSubject ID\tAge\tSpeech\tflat_face\ts_sum',
    'V baseline?\tP002\t41\t1\t1\t2',
    'month 3\t1\t33\t2\t7\t9',
  ].join('\n')
  const grid = gridOf()
  expect(plan(text, grid)).toMatchObject({
    fresh: ['2b=2', '2a=7'],
    refused: ['Line 2: P002 has no visit “V baseline?”.'],
  })
  expect(planPaste(readClipboardTable(text), grid).layout.ignored).toEqual(['Age'])
})

it('knows patients, visits and dates of a block without names by what they say', () => {
  expect(plan('P002\tbaseline\t4\n').fresh).toEqual(['3a=4'])
  expect(plan('001\t03.05.2024\t4\nP002\t\t5\n')).toMatchObject({ fresh: ['1a=4', '3a=5'] })
})

it('takes numbers for scores where nothing else says that they are patients', () => {
  expect(plan('1\t2\n1\t3').fresh).toEqual(['1a=1', '1b=2', '2a=1', '2b=3'])
})

it.each([
  [
    'a number above the range',
    '8',
    '001 baseline, Blunted affect: 8 is not possible: it is rated from 1 to 7.',
  ],
  ['half a point', '2,5', '001 baseline, Blunted affect: “2,5” is not a whole number.'],
  ['a word', 'mild', '001 baseline, Blunted affect: “mild” is not a number.'],
  [
    'a value between two steps',
    '1\t1\t15',
    'Line 1, 001 baseline, Pain: 15 is not possible: it is rated from 1 to 101 in steps of 10.',
  ],
  ['a column too many', '1\t1\t11\t1', 'Line 1, column 4: The scale has no item left for this column.'],
  ['a line too many', '1\n1\n1\n1', 'Line 4: The grid has no visit left for this line.'],
  ['a patient who is not there', 'patient\ta\nP9\t3', 'Line 2: There is no patient “P9” in this study.'],
  ['a visit that is not said', 'patient\ta\n001\t3', 'Line 2: 001 has 2 visits that this line could be of.'],
  [
    'a line without a patient',
    'patient\tvisit\ta\n\tbaseline\t3',
    'Line 2: The line does not say whose it is.',
  ],
  ['visits without patients', 'visit\ta\nbaseline\t3', 'Line 2: The line does not say whose it is.'],
  [
    'the same visit twice',
    'patient\ta\nP002\t3\nP002\t4',
    'Line 3: It is of the same visit as line 2, which is taken.',
  ],
])('refuses %s, with the place and the reason', (_, text, sentence) => {
  expect(plan(text).refused).toEqual([sentence])
})

it('takes whole numbers with decimals, reasons and codes for no score, and leaves what is empty', () => {
  const given = { '2a': 3, '2b': 3 }
  expect(plan('3,0\t4.00\n\t-99\nrefused\tNot assessed\n', gridOf(given))).toEqual({
    fresh: ['1a=3', '1b=4', '3a=refused', '3b=not-assessed'],
    ...{ changed: [], emptied: ['2a=null', '2b=null'], same: 0, refused: [] },
  })
})

it('gives one value to all that is selected', () => {
  expect(plan('2', gridOf({}, { column: 1, rows: 2, columns: 1 })).fresh).toEqual(['1b=2', '2b=2'])
})

it('refuses what the rater may not give, and nothing that stays as it is', () => {
  const grid = { ...gridOf({ '1a': 3 }), refusalOf: () => 'AB has not rated it yet.' }
  expect(plan('3\t4', grid)).toMatchObject({
    same: 1,
    refused: ['Line 1, 001 baseline, Speech: AB has not rated it yet.'],
  })
})

it('changes nothing when what was copied is pasted, as a block or as a whole table', () => {
  const score = fc.oneof(
    fc.constant(unrated),
    fc.constantFrom(...missingReasons).map((missingReason) => ({ value: null, missingReason })),
    fc.constantFrom(1, 11).map((value) => ({ value, missingReason: null })),
  )
  const place = fc.record({
    row: fc.nat(2),
    column: fc.nat(2),
    rows: fc.integer({ min: 1, max: 3 }),
    columns: fc.constant(2),
  })
  fc.assert(
    fc.property(fc.array(score, { minLength: 9, maxLength: 9 }), place, (scores, selected) => {
      const valueOf = (sessionId: number, itemId: string): ScoreValue => {
        const given = scores[(sessionId - 1) * 3 + ['a', 'b', 'c'].indexOf(itemId)] ?? unrated
        return itemId === 'c' || given.value !== 11 ? given : { value: 7, missingReason: null }
      }
      const grid = { ...gridOf(), selected, valueOf }
      for (const text of [copiedBlock(grid, selected), copiedTable(grid)]) {
        expect(plan(text, grid)).toMatchObject({ fresh: [], changed: [], emptied: [], refused: [] })
      }
    }),
  )
})
