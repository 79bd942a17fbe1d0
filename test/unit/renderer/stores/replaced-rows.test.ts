import { describe, expect, it } from 'vitest'
import { replacedRows } from '../../../../src-renderer/stores/replaced-rows.ts'
import type { ClipRow } from '../../../../src-shared/domain/clip.ts'
import { makeFakeStudy } from '../../../helpers/fake-study.ts'

const [model] = makeFakeStudy().clips
const row = (id: number, sessionId: number, captioned = false): ClipRow => {
  if (model === undefined) throw new Error('There is a clip in the study.')
  return { ...model, id, sessionId, captioned }
}
const before = [row(1, 1), row(2, 1), row(3, 2), row(4, 3)]
const idsOf = (rows: readonly ClipRow[] | null) => rows?.map(({ id }) => id) ?? null

describe('rows that were read again', () => {
  it('stand in their places, and the others are the very same', () => {
    const next = replacedRows(before, [row(3, 2, true)], { clipIds: [3], sessionIds: [] })
    expect(idsOf(next)).toEqual([1, 2, 3, 4])
    expect(next?.[2]?.captioned).toBe(true)
    expect(next?.[0]).toBe(before[0])
  })

  it('take the place of all rows of their session, more or fewer, in their own order', () => {
    const wanted = { clipIds: [1], sessionIds: [1] }
    expect(idsOf(replacedRows(before, [row(5, 1), row(1, 1), row(6, 1)], wanted))).toEqual([5, 1, 6, 3, 4])
    expect(idsOf(replacedRows(before, [row(2, 1)], wanted))).toEqual([2, 3, 4])
  })

  it('are gone where nothing came of a clip that was asked for', () => {
    expect(idsOf(replacedRows(before, [], { clipIds: [4], sessionIds: [] }))).toEqual([1, 2, 3])
  })

  it('have no place here when their session had none', () => {
    expect(replacedRows(before, [row(9, 7)], { clipIds: [9], sessionIds: [7] })).toBeNull()
  })
})
