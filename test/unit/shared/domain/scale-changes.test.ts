import { describe, expect, it } from 'vitest'
import { copiedScale, recomputedTotals, refusedChanges } from '#shared/domain/scale-changes.ts'
import { scaleSchema } from '#shared/domain/scale.ts'
import type { Scale, ScaleItem } from '#shared/domain/scale.ts'

const item = (id: string, more: Partial<ScaleItem> = {}): ScaleItem => {
  return { id, column: `mood_${id}`, name: id.toUpperCase(), min: 0, max: 4, faceVisible: true, ...more }
}
const mood: Scale = {
  ...{ formatVersion: 1, id: 'mood', title: 'Mood of the day', shortTitle: 'Mood' },
  ...{ citation: '', licenceNote: '', aliases: { a: ['m1'] }, items: [item('a'), item('b')] },
  totals: [{ id: 'total', column: 'mood_total', name: 'Mood total', items: ['a', 'b'] }],
}
const use = { a: { ratings: 12, models: 0 }, b: { ratings: 0, models: 1 } }

describe('a change of a scale that is in use', () => {
  it('is refused where an item with ratings would go, or have another range', () => {
    expect(refusedChanges(mood, { ...mood, items: [item('b')] }, use)).toEqual([
      {
        itemId: 'a',
        sentence: '“A” has 12 ratings: it stays in the scale. A new version can leave it out.',
      },
    ])
    const wider = { ...mood, items: [item('a', { max: 6 }), item('b', { step: 2 })] }
    expect(refusedChanges(mood, wider, use).map(({ sentence }) => sentence)).toEqual([
      '“A” has 12 ratings on 0 to 4: this range stays. A new version can have another.',
      '“B” has 1 severity model on 0 to 4: this range stays. A new version can have another.',
    ])
  })

  it('is taken where names, columns, faces and further items are concerned, and where nothing hangs on the item', () => {
    const after = { ...mood, items: [item('b'), item('a', { name: 'Sadness', column: 'x' }), item('c')] }
    expect(refusedChanges(mood, after, use)).toEqual([])
    expect(refusedChanges(mood, { ...mood, items: [item('a')] }, { a: { ratings: 12, models: 0 } })).toEqual(
      [],
    )
  })

  it('says which totals come out otherwise for what was rated', () => {
    expect(
      recomputedTotals(mood, { ...mood, items: [item('a', { reversed: true }), item('b')] }, use),
    ).toEqual(['“Mood total” is made anew of the ratings that are there: up to 12 ratings of an item.'])
    expect(recomputedTotals(mood, { ...mood, totals: [] }, use)).toEqual([
      '“Mood total” goes; the ratings that it was made of stay.',
    ])
    const [total] = mood.totals
    if (total === undefined) expect.fail('The scale has a total.')
    const turned = { ...mood, totals: [{ ...total, items: ['b', 'a'], name: 'All' }] }
    expect(recomputedTotals(mood, turned, use)).toEqual([])
    expect(recomputedTotals(mood, { ...mood, totals: [] }, {})).toEqual([])
  })
})

describe('a copy of a scale', () => {
  const nothing = { ids: new Set<string>(), columns: new Set<string>() }

  it('has names of its own for the scale and for every column, and no other names', () => {
    const copy = copiedScale(mood, { ids: new Set(['mood']), columns: new Set(['mood_a']) }, 'copy')
    expect(copy).toMatchObject({
      id: 'mood-2',
      title: 'Mood of the day (copy)',
      shortTitle: 'Mood (copy)',
      aliases: {},
    })
    expect([...copy.items, ...copy.totals].map(({ column }) => column)).toEqual([
      'mood_a_2',
      'mood_b_2',
      'mood_total_2',
    ])
    expect(copy.items.map(({ id }) => id)).toEqual(['a', 'b'])
    expect(scaleSchema.parse(copy)).toEqual(copy)
  })

  it('passes over numbers that are taken, and a version counts on from the one before', () => {
    const second = copiedScale(mood, nothing, 'version')
    expect(second).toMatchObject({ id: 'mood-2', title: 'Mood of the day (version 2)' })
    const taken = { ids: new Set(['mood-2']), columns: new Set(['mood_b_3']) }
    expect(copiedScale(second, taken, 'version')).toMatchObject({
      id: 'mood-4',
      title: 'Mood of the day (version 4)',
    })
  })

  it('fits into the limits of a scale however long the names are', () => {
    const column = `m${'x'.repeat(39)}`
    const long = {
      ...mood,
      id: `m${'o'.repeat(39)}`,
      shortTitle: 'M'.repeat(40),
      totals: [],
      items: [item('a', { column })],
    }
    const copy = copiedScale(long, nothing, 'copy')
    expect(scaleSchema.safeParse(copy).success).toBe(true)
    expect(copy.id).toMatch(/-2$/)
  })
})
