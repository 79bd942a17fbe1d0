import { describe, expect, it } from 'vitest'
import {
  filterClips,
  groupRows,
  noFilter,
  rankSessions,
  searchTextOf,
  sortClips,
} from '../../../../src-renderer/stores/clip-filter.ts'
import type { ClipRow } from '../../../../src-shared/domain/clip.ts'
import type { Session } from '../../../../src-shared/domain/session.ts'
import { makeFakeStudy } from '../../../helpers/fake-study.ts'

const [template] = makeFakeStudy({ patients: 1, clipsPerSession: 1 }).clips

function aClip(part: Partial<ClipRow>): ClipRow {
  if (template === undefined) throw new Error('The fake study has no clip.')
  return { ...template, problem: null, topClass: null, topProbability: null, faceShare: null, ...part }
}

function aSession(id: number, patientCode: string, visitDate: string | null): Session {
  return { id, patientId: id, patientCode, visitLabel: 'visit', visitDate, synthetic: false }
}

const ids = (clips: readonly ClipRow[]): number[] => clips.map((clip) => clip.id)

describe('rankSessions', () => {
  it('puts P2 before P10 and an early visit before a late one', () => {
    const ranks = rankSessions([
      aSession(1, 'P10', '2024-01-01'),
      aSession(2, 'P2', '2024-09-01'),
      aSession(3, 'P2', '2024-05-01'),
    ])
    expect([...ranks.keys()]).toEqual([3, 2, 1])
  })
})

describe('sortClips', () => {
  const ranks = new Map([
    [1, 1],
    [2, 0],
  ])
  const clips = [
    aClip({ id: 1, sessionId: 1, ordinal: 1, topProbability: 0.4, topClass: 'sad', startMs: 0, endMs: 900 }),
    aClip({ id: 2, sessionId: 2, ordinal: 2, topProbability: null, startMs: 0, endMs: 500 }),
    aClip({
      id: 3,
      sessionId: 2,
      ordinal: 1,
      topProbability: 0.9,
      topClass: 'angry',
      startMs: 0,
      endMs: 700,
    }),
  ]

  it('follows sessions and places in them by default', () => {
    expect(ids(sortClips(clips, ranks, { sort: 'session', descending: false }))).toEqual([3, 2, 1])
  })

  it('puts clips without an estimate last when the surest come first', () => {
    expect(ids(sortClips(clips, ranks, { sort: 'probability', descending: true }))).toEqual([3, 1, 2])
  })

  it('puts clips without a class after the alphabet', () => {
    expect(ids(sortClips(clips, ranks, { sort: 'class', descending: false }))).toEqual([3, 1, 2])
  })

  it('sorts by length', () => {
    expect(ids(sortClips(clips, ranks, { sort: 'duration', descending: false }))).toEqual([2, 3, 1])
  })

  it('leaves the given list as it was', () => {
    sortClips(clips, ranks, { sort: 'duration', descending: true })
    expect(ids(clips)).toEqual([1, 2, 3])
  })
})

describe('filterClips', () => {
  const clips = [
    aClip({ id: 1, patientCode: 'P001', captioned: true, topClass: 'Sad', predicted: true, faceShare: 0.2 }),
    aClip({ id: 2, patientCode: 'P002', captioned: false, predicted: false, faceShare: null }),
    aClip({
      id: 3,
      patientCode: 'P002',
      captioned: false,
      predicted: true,
      faceShare: 0.9,
      problem: 'No face.',
    }),
  ]
  const found = (part: Partial<typeof noFilter>): number[] =>
    ids(filterClips(clips, searchTextOf, { ...noFilter, ...part }))

  it('keeps everything without a filter', () => {
    expect(found({})).toEqual([1, 2, 3])
  })

  it('wants every word of the search, in any order and case', () => {
    expect(found({ search: 'sad p001' })).toEqual([1])
    expect(found({ search: 'sad p002' })).toEqual([])
  })

  it('searches the sentence of a problem', () => {
    expect(found({ search: 'no face' })).toEqual([3])
  })

  it('narrows further with each mark', () => {
    expect(found({ marks: ['not-captioned'] })).toEqual([2, 3])
    expect(found({ marks: ['not-captioned', 'not-predicted'] })).toEqual([2])
  })

  it('does not call a clip nobody looked at one with little face', () => {
    expect(found({ marks: ['little-face'] })).toEqual([1])
  })
})

describe('groupRows', () => {
  it('puts a heading with the count above each session', () => {
    const clips = [
      aClip({ id: 1, sessionId: 7 }),
      aClip({ id: 2, sessionId: 7 }),
      aClip({ id: 3, sessionId: 9 }),
    ]
    expect(
      groupRows(clips).map((row) => (row.kind === 'session' ? [row.sessionId, row.count] : row.index)),
    ).toEqual([[7, 2], 0, 1, [9, 1], 2])
  })
})

describe('how well the patient is seen', () => {
  const clips = [
    aClip({ id: 1, grade: 'good' }),
    aClip({ id: 2, grade: 'unusable' }),
    aClip({ id: 3, grade: 'poor', excluded: true, captioned: false, predicted: false }),
    aClip({ id: 4, grade: null, faceShare: 0.4 }),
    aClip({ id: 5, grade: 'fair', faceShare: 0.1 }),
  ]
  const marked = (mark: 'hard-to-see' | 'excluded' | 'little-face' | 'not-predicted'): number[] =>
    ids(filterClips(clips, searchTextOf, { ...noFilter, marks: [mark] }))

  it('finds poor and unusable clips, and excluded ones', () => {
    expect(marked('hard-to-see')).toEqual([2, 3])
    expect(marked('excluded')).toEqual([3])
  })

  it('goes by the share of a prediction only where there is no grade', () => {
    expect(marked('little-face')).toEqual([4])
  })

  it('asks nothing more of an excluded clip', () => {
    expect(marked('not-predicted')).not.toContain(3)
  })

  it('sorts grades and shares together', () => {
    expect(ids(sortClips(clips, new Map(), { sort: 'face', descending: true }))).toEqual([1, 5, 4, 3, 2])
  })
})
