import { describe, expect, it } from 'vitest'
import type { Scale } from '#shared/domain/scale.ts'
import { checkDraft } from '../../../../../src-renderer/features/scales/check-draft.ts'
import type { DraftScope } from '../../../../../src-renderer/features/scales/check-draft.ts'
import {
  draftOf,
  emptyDraft,
  plainName,
  withItem,
  withItemChanged,
  withItemMoved,
  withTotal,
  withTotalChanged,
  withoutItem,
} from '../../../../../src-renderer/features/scales/scale-draft.ts'
import type { ScaleDraft } from '../../../../../src-renderer/features/scales/scale-draft.ts'

const free: DraftScope = { taken: { ids: new Set(), columns: new Set() }, before: null, use: {} }

/** Two items from 0 to 4 and their total. */
function aDraft(): ScaleDraft {
  const named = { ...emptyDraft, title: 'Mood of the day', shortTitle: 'Mood' }
  const first = withItemChanged(named, 0, { name: 'Sadness', code: 'a1' })
  return withTotal(withItemChanged(withItem(first, 0), 1, { name: 'Worry' }))
}

const faultsOf = (draft: ScaleDraft, scope: DraftScope = free) =>
  Object.fromEntries(checkDraft(draft, scope).faults)

describe('a scale in the form', () => {
  it('becomes a scale, with ids and columns made of what was typed', () => {
    const { scale, faults } = checkDraft(aDraft(), free)
    expect([...faults]).toEqual([])
    expect(scale).toMatchObject({
      id: 'mood',
      items: [
        { id: 'a1', column: 'mood_a1', name: 'Sadness', min: 0, max: 4 },
        { id: 'a2', column: 'mood_a2', name: 'Worry', min: 0, max: 4 },
      ],
      totals: [{ id: 'total', column: 'mood_total', items: ['a1', 'a2'] }],
    })
  })

  it('comes back from a scale as it was, with its anchor texts', () => {
    const scale: Scale = {
      ...{
        formatVersion: 1,
        id: 'own',
        title: 'Own',
        shortTitle: 'Own',
        version: '2026',
        timeFrame: 'past week',
      },
      ...{ citation: 'c', licenceNote: 'l', aliases: { a: ['x'] } },
      items: [
        {
          id: 'a',
          column: 'own_a',
          name: 'A',
          min: 0,
          max: 100,
          step: 10,
          faceVisible: false,
          notOnFace: 'speech',
        },
        { id: 'b', column: 'b', name: 'B', min: -2, max: 2, faceVisible: true, reversed: true },
      ],
      totals: [{ id: 't', column: 'own_t', name: 'T', method: 'mean', items: ['a', 'b'], mostMissing: 1 }],
    }
    const anchors = { b: { '-2': 'Not at all' } }
    const scope = { ...free, before: scale }
    expect(checkDraft(draftOf(scale, anchors), scope)).toMatchObject({ scale, anchors })
  })

  it('names each fault at its field', () => {
    expect(faultsOf({ ...emptyDraft, items: [] })).toEqual({
      title: 'The scale needs a name.',
      shortTitle: 'It needs a short name, for lists and charts.',
      items: 'A scale has at least one item.',
    })
    const draft = aDraft()
    const total = draft.totals[0]?.key ?? -1
    const wrong = (change: object) => faultsOf(withItemChanged(draft, 1, change))
    expect(wrong({ min: '4' })).toEqual({ 'item 1 max': 'The highest value is above the lowest, 4.' })
    expect(wrong({ max: '2,5' })).toEqual({ 'item 1 max': 'The highest value is a whole number.' })
    expect(wrong({ step: '3' })).toEqual({ 'item 1 step': 'Steps of 3 do not lead from 0 to 4.' })
    expect(wrong({ name: ' ' })).toEqual({ 'item 1 name': 'The item needs a name.' })
    expect(wrong({ code: 'A1' })).toEqual({ 'item 1 code': '“Sadness” has this code, too.' })
    expect(wrong({ max: '3', anchors: { 4: 'Worst' } })['item 1 max']).toMatch(/text for the score 4/)
    expect(faultsOf(withTotalChanged(draft, total, { items: [] }))).toEqual({
      [`total ${String(total)} items`]: 'The total is of no item.',
    })
    expect(faultsOf(withTotalChanged(draft, total, { mostMissing: '2' }))).toEqual({
      [`total ${String(total)} mostMissing`]: 'At least one of its 2 items must be rated.',
    })
  })

  it('says which names the study has already', () => {
    const taken = { ids: new Set(['mood']), columns: new Set(['mood_a2']) }
    expect(faultsOf(aDraft(), { ...free, taken })).toEqual({
      shortTitle: 'The study has a scale with the id “mood” already: choose another short name.',
      'item 1 code': 'The column “mood_a2” belongs to another scale of the study.',
    })
  })

  it('keeps the range of an item with ratings, and does not let it go', () => {
    const { scale: before } = checkDraft(aDraft(), free)
    if (before === null) expect.fail('The draft is a scale.')
    const scope = { ...free, before, use: { a1: { ratings: 3, models: 0 } } }
    const draft = draftOf(before, null)
    expect(faultsOf(withItemChanged(draft, 0, { max: '5' }), scope)['item 0 max']).toMatch(
      /3 ratings on 0 to 4/,
    )
    expect(faultsOf(withoutItem(draft, 0), scope)['items']).toMatch(/“Sadness” has 3 ratings: it stays/)
    expect(faultsOf(withItemChanged(draft, 1, { max: '5' }), scope)).toEqual({})
  })

  it('is shown as far as it goes while something is wrong', () => {
    const { preview, scale } = checkDraft(withItemChanged(aDraft(), 0, { max: '', name: '' }), free)
    expect(scale).toBeNull()
    expect(preview.items.map(({ name }) => name)).toEqual(['Worry'])
    expect(preview.totals.map(({ items }) => items)).toEqual([['item-1']])
  })
})

describe('the items of the form', () => {
  it('follow on each other with the range and the number after the one before', () => {
    const draft = withItem(withItemChanged(aDraft(), 1, { max: '7', code: 'n9' }), 1)
    expect(draft.items.at(-1)).toMatchObject({ code: 'n10', name: '', max: '7' })
    expect(withItem(draft, 0).items.map(({ code }) => code)).toEqual(['a1', 'a2', 'n9', 'n10'])
  })

  it('are moved within the list and not out of it', () => {
    const codes = (draft: ScaleDraft) => draft.items.map(({ code }) => code)
    expect(codes(withItemMoved(aDraft(), 0, 1))).toEqual(['a2', 'a1'])
    expect(codes(withItemMoved(aDraft(), 0, -1))).toEqual(['a1', 'a2'])
  })

  it('leave the totals with them', () => {
    expect(withoutItem(aDraft(), 0).totals[0]?.items).toEqual([1])
  })
})

describe('a name for tables', () => {
  it.each([
    ['Überwachung 2', 'uberwachung-2'],
    ['1', 'i1'],
    ['–', ''],
    ['A b/c', 'a-b-c'],
  ])('of “%s” is “%s”', (text, plain) => {
    expect(plainName(text, '-')).toBe(plain)
  })
})
