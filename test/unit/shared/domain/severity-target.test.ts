import { expect, test } from 'vitest'
import { findTarget, hiddenPartsSentence, totalTargets, wholeTotal } from '#shared/domain/severity-target.ts'
import { tinyScale } from '../../../helpers/memory-study.ts'

const mean = {
  id: 'mean',
  column: 'tiny_mean',
  name: 'Mean',
  method: 'mean' as const,
  items: ['face', 'talk'],
}
const scale = { ...tinyScale, totals: [...tinyScale.totals, mean] }

test('a total is a target with the range of its items and what a face does not show of them', () => {
  expect(findTarget(scale, 'still')).toMatchObject({ name: 'Stillness', min: 2, max: 14, faceVisible: true })
  const target = findTarget(scale, 'mean') ?? expect.fail('no target')
  expect(target).toMatchObject({ min: 1, max: 7, faceVisible: true })
  expect(hiddenPartsSentence(target)).toBe('A face does not show 1 of its 2 items: What is said.')
  expect(findTarget(scale, 'face')).not.toHaveProperty('parts')
  expect(findTarget(scale, 'nothing')).toBeUndefined()
})

test('a total that cannot be told from an item by its id is no target', () => {
  const twice = { ...scale, totals: [{ ...mean, id: 'face' }] }
  expect(totalTargets(twice)).toEqual([])
  expect(findTarget(twice, 'face')?.name).toBe('Stillness of the face')
})

test('is added up only where every item is rated, whatever the scale lets be missing', () => {
  const lenient = { ...scale, totals: [{ ...mean, mostMissing: 1 }] }
  const of = (values: Record<string, number>) => wholeTotal(lenient, 'mean', (id) => values[id] ?? null)
  expect(of({ face: 3, talk: 6 })).toBe(4.5)
  expect(of({ face: 3 })).toBeNull()
})

test('counts reversed items turned round', () => {
  const items = scale.items.map((item) => (item.id === 'talk' ? { ...item, reversed: true } : item))
  const values: Record<string, number> = { face: 3, talk: 7 }
  expect(wholeTotal({ ...scale, items }, 'mean', (id) => values[id] ?? null)).toBe(2)
})
