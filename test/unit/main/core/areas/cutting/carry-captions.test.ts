import { describe, expect, it } from 'vitest'
import { carryCaptions } from '#core/areas/cutting/carry-captions.ts'
import type { CaptionSource } from '#core/areas/cutting/carry-captions.ts'
import type { Caption } from '#shared/domain/caption.ts'

let lastId = 0
function said(text: string, changes: Partial<Caption> = {}): Caption {
  lastId += 1
  const rater = { raterId: 1, raterCode: 'AB' }
  const base = { id: lastId, clipId: 1, startMs: null, endMs: null, synthetic: false, revision: 1 }
  return { ...base, ...rater, text, origin: 'typed', updatedUtc: '2026-01-01T00:00:00.000Z', ...changes }
}
const at = (startMs: number, endMs: number, text: string) => said(text, { startMs, endMs })
const source = (startMs: number, endMs: number, captions: Caption[], takesWhole = true): CaptionSource => ({
  clip: { startMs, endMs },
  captions,
  takesWhole,
})
const carried = (sources: CaptionSource[], startMs: number, endMs: number) =>
  carryCaptions(sources, { startMs, endMs }).map((caption) => [caption.startMs, caption.endMs, caption.text])

describe('captions on their way to a new clip', () => {
  it('go along when they are about the whole clip, unless the new clip is about less', () => {
    const captions = [said('Smiles'), said('')]
    expect(carried([source(0, 10_000, captions)], 0, 4000)).toEqual([[null, null, 'Smiles']])
    expect(carried([source(0, 10_000, captions, false)], 0, 4000)).toEqual([])
  })

  it('are cut where the new clip ends, and left behind outside of it', () => {
    const captions = [at(0, 1000, 'in'), at(3000, 5000, 'across'), at(7000, 8000, 'out')]
    expect(carried([source(0, 10_000, captions)], 0, 4000)).toEqual([
      [0, 1000, 'in'],
      [3000, 4000, 'across'],
    ])
    expect(carried([source(0, 10_000, captions)], 4000, 10_000)).toEqual([
      [4000, 5000, 'across'],
      [7000, 8000, 'out'],
    ])
  })

  it('leave no sliver on the other side of a cut, but a short one is never lost', () => {
    const captions = [at(3000, 4060, 'long'), at(3970, 4040, 'short')]
    expect(carried([source(0, 10_000, captions)], 4000, 10_000)).toEqual([[4000, 4040, 'short']])
    expect(carried([source(0, 10_000, captions)], 0, 4000)).toEqual([[3000, 4000, 'long']])
  })

  it('are joined when clips are merged: by rater, in order, what a split had doubled once', () => {
    const other = { raterId: 2, raterCode: 'CD' }
    const sources = [
      source(0, 4000, [said('Smiles'), said('Frowns', other)]),
      source(4000, 8000, [said('Smiles')]),
      source(8000, 9000, [said('Looks down')]),
    ]
    expect(carried(sources, 0, 9000)).toEqual([
      [null, null, 'Smiles Looks down'],
      [null, null, 'Frowns'],
    ])
  })

  it('are whole again when the cut between them is gone', () => {
    const sources = [
      source(0, 4000, [at(3000, 4000, 'Nods'), at(3500, 4000, 'Blinks')]),
      source(4000, 8000, [at(4000, 5000, 'Nods'), at(4000, 4500, 'Yawns')]),
    ]
    expect(carried(sources, 0, 8000)).toEqual([
      [3000, 5000, 'Nods'],
      [3500, 4000, 'Blinks'],
      [4000, 4500, 'Yawns'],
    ])
  })

  it('stay two when one rater said the same twice on end', () => {
    const captions = [at(0, 1000, 'Nods'), at(1000, 2000, 'Nods')]
    expect(carried([source(0, 4000, captions)], 0, 3000)).toHaveLength(2)
  })

  it('of one rater that a cut makes alike become one', () => {
    const captions = [at(0, 4000, 'Nods'), at(0, 5000, 'Smiles')]
    expect(carried([source(0, 5000, captions)], 0, 4000)).toEqual([[0, 4000, 'Nods Smiles']])
  })

  it('are imported only when all of them were, made up when any was, and as new as the newest', () => {
    const late = '2026-02-02T00:00:00.000Z'
    const sources = [
      source(0, 4000, [said('A', { origin: 'imported', synthetic: true })]),
      source(4000, 8000, [said('B', { updatedUtc: late })]),
    ]
    expect(carryCaptions(sources, { startMs: 0, endMs: 8000 })).toMatchObject([
      { origin: 'typed', synthetic: true, updatedUtc: late },
    ])
  })

  it('are refused when they would be too long together', () => {
    const sources = ['a', 'b'].map((letter, index) =>
      source(index * 1000, index * 1000 + 1000, [said(letter.repeat(12_500))]),
    )
    expect(() => carryCaptions(sources, { startMs: 0, endMs: 2000 })).toThrow(
      'The captions of rater AB on 00:00.000 to 00:02.000 would have 25001 characters together.',
    )
  })
})
