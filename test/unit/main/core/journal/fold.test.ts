import { expect, it } from 'vitest'
import { differences, fold } from '#core/journal/fold.ts'

const set = (id: number, before: unknown, after: unknown) => ({
  id,
  changes: [{ entity: 'note', key: ['a', null, 1], before, after }],
})
const object = 'note ["a",null,1]'

it('is what is there when all entries are carried out', () => {
  const { values, breaks } = fold([
    set(1, null, { text: 'x', n: 1 }),
    set(2, { n: 1, text: 'x' }, { text: 'y', n: 2 }),
  ])
  expect([...values]).toEqual([[object, '{"n":2,"text":"y"}']])
  expect(breaks).toEqual([])
  expect(fold([set(1, null, 1), set(2, 1, null)]).values.size).toBe(0)
})

it('tells of an entry that begins from something else', () => {
  expect(fold([set(1, null, 1), set(2, 3, 4)]).breaks).toEqual([{ entry: 2, object }])
})

it('takes what follows on erased entries as it is', () => {
  const { values, breaks } = fold([set(1, null, 1), { id: 2, changes: null }, set(3, 2, 4)])
  expect([...values]).toEqual([[object, '4']])
  expect(breaks).toEqual([])
})

it('differs from what holds another value, one more, or one less', () => {
  const { values } = fold([set(1, null, { b: 1, a: 2 })])
  expect(differences(values, [[object, { a: 2, b: 1 }]])).toEqual([])
  expect(differences(values, [[object, { a: 2, b: 2 }]])).toEqual([object])
  expect(differences(values, [])).toEqual([object])
  expect(
    differences(values, [
      [object, { a: 2, b: 1 }],
      ['note ["b"]', 1],
    ]),
  ).toEqual(['note ["b"]'])
})

it('takes objects that the program makes as they were when they are first told of, and no others', () => {
  const given = new Set(['note'])
  expect(fold([set(1, 7, 1), set(2, 1, 2)], given).breaks).toEqual([])
  expect(fold([set(1, 7, 1), set(2, 3, 2)], given).breaks).toEqual([{ entry: 2, object }])
  expect(fold([set(1, 7, 1)], new Set(['score'])).breaks).toEqual([{ entry: 1, object }])
  expect([...fold([set(1, 7, null)], given).told]).toEqual([object])
})
