import { describe, expect, it } from 'vitest'
import type { CustomSeriesOption } from 'echarts'
import { orderedPatients, pagesOf, ratingRows } from '#shared/charts/rating-map.ts'
import type { RatingRow } from '#shared/charts/rating-map.ts'
import {
  clickedVisit,
  ratingMapCaption,
  ratingMapFinding,
  ratingMapHeight,
  ratingMapOption,
  ratingMapTable,
} from '#shared/charts/rating-map-option.ts'
import type { RatingMap } from '#shared/charts/rating-map-option.ts'
import type { Scale } from '#shared/domain/scale.ts'
import type { Score } from '#shared/domain/score.ts'
import type { Session } from '#shared/domain/session.ts'
import { namedTheme } from '../../../helpers/chart-theme.ts'

const scale = {
  ...{ id: 'tiny', shortTitle: 'Tiny', totals: [] },
  items: [
    { id: 'a', column: 'a', name: 'Stillness', min: 1, max: 7, faceVisible: true },
    { id: 'b', column: 'b', name: 'Drive', min: 0, max: 4, faceVisible: false },
  ],
} as unknown as Scale

const session = (id: number, patientCode: string, visitLabel: string): Session => ({
  id,
  patientId: 1,
  patientCode,
  visitLabel,
  visitDate: null,
  synthetic: false,
})

function score(sessionId: number, itemId: string, value: number | null, more: Partial<Score> = {}): Score {
  return {
    ...{ id: 1, sessionId, raterId: 1, raterCode: 'AB', scaleId: 'tiny', itemId, value },
    missingReason: value === null ? 'refused' : null,
    ...{ origin: 'typed', synthetic: false, updatedUtc: '', ...more },
  }
}

const sessions = [session(3, 'P10', 'baseline'), session(2, 'P2', 'week 8'), session(1, 'P2', 'baseline')]
const scores = [
  score(1, 'a', 7),
  score(1, 'a', 4, { raterCode: 'CD' }),
  score(1, 'b', 2),
  score(2, 'a', 1),
  score(2, 'b', null),
  score(3, 'a', 2),
  score(3, 'a', 5, { raterCode: 'both', isConsensus: true }),
]
const rowsOf = (raterCode: string | null = null) => ratingRows({ sessions, scores, scale, raterCode })

describe('the rows', () => {
  it('are visits that were rated, by patient and in order of visit, with the mean of raters or their consensus', () => {
    const rows = rowsOf()
    expect(rows.map(({ sessionId }) => sessionId)).toEqual([1, 2, 3])
    expect(rows.map(({ cells }) => cells.map(({ value }) => value))).toEqual([
      [5.5, 2],
      [1, null],
      [5, null],
    ])
  })

  it('are coloured by how far a value goes in the range of its own item', () => {
    const [first, second] = rowsOf()
    expect(first?.cells.map(({ share }) => share)).toEqual([0.75, 0.5])
    expect(first?.share).toBe(0.625)
    expect(second?.cells[0]?.share).toBe(0)
  })

  it('tell what could not be rated from what was not', () => {
    const [, second, third] = rowsOf()
    expect(second?.cells[1]).toMatchObject({ value: null, couldNot: true })
    expect(third?.cells[1]).toMatchObject({ value: null, couldNot: false, nRaters: 0 })
  })

  it('are those of one rater alone where one is chosen', () => {
    const rows = rowsOf('CD')
    expect(rows.map(({ sessionId, cells }) => [sessionId, cells[0]?.value])).toEqual([[1, 4]])
  })
})

describe('patients', () => {
  const codes = (patients: RatingRow[][]) => patients.map(([first]) => first?.patientCode)

  it('stand by code, or by how high they were rated over all visits, with none parted', () => {
    const rows = rowsOf()
    expect(codes(orderedPatients(rows, 'code'))).toEqual(['P2', 'P10'])
    expect(codes(orderedPatients(rows, 'highest'))).toEqual(['P10', 'P2'])
    expect(codes(orderedPatients(rows, 'lowest'))).toEqual(['P2', 'P10'])
  })

  it('without any value come last in either order', () => {
    const rows = ratingRows({
      ...{ sessions, scale, raterCode: null },
      scores: [score(1, 'a', null), score(3, 'a', 1)],
    })
    for (const order of ['highest', 'lowest'] as const) {
      expect(codes(orderedPatients(rows, order))).toEqual(['P10', 'P2'])
    }
  })

  it('fill pages of so many visits, each whole, and one that has more gets a page of its own', () => {
    const patients = orderedPatients(rowsOf(), 'code')
    expect(pagesOf(patients, 3).map(codes)).toEqual([['P2', 'P10']])
    expect(pagesOf(patients, 2).map(codes)).toEqual([['P2'], ['P10']])
    expect(pagesOf(patients, 1).map(codes)).toEqual([['P2'], ['P10']])
    expect(pagesOf([], 10)).toEqual([])
  })
})

describe('the heat map', () => {
  const rows = rowsOf()
  const map: RatingMap = {
    ...{ items: scale.items, rows, all: rows, scaleTitle: 'Tiny', chosen: 2, rowHeight: 18 },
  }

  it('says how much there is and how much is missing, and no more', () => {
    expect(ratingMapFinding(map)).toBe('Tiny, 2 items: 2 patients, 3 visits, 33 % of the ratings missing')
    expect(ratingMapFinding({ ...map, all: rows.slice(0, 1) })).toBe(
      'Tiny, 2 items: 1 patient, 1 visit, no rating missing',
    )
  })

  it('says whose ratings they are, and which part of them is shown', () => {
    const who = { who: 'Ratings by AB', synthetic: true }
    expect(ratingMapCaption(map, who)).not.toContain('Shown:')
    const caption = ratingMapCaption({ ...map, rows: rows.slice(0, 2) }, who)
    expect(caption).toContain('Ratings by AB.')
    expect(caption).toContain('Shown: 1 patient with 2 visits; the saved numbers are of these.')
    expect(caption).toContain('Ratings are synthetic.')
  })

  function drawn(
    place: number,
    item: number,
  ): { type: string; style?: { opacity?: number; text?: string } }[] {
    const series = ratingMapOption(map, namedTheme).series as CustomSeriesOption[]
    const api = { value: (of: number) => (of === 0 ? item : place), coord: () => [0, 0] }
    const made = series[0]?.renderItem?.({} as never, api as never) as unknown as {
      children: { type: string; style?: { opacity?: number; text?: string } }[]
    }
    return made.children
  }

  it('draws a value darker the higher it is, with its number, and crosses out what could not be rated', () => {
    expect(drawn(0, 0)[1]?.style?.opacity).toBeCloseTo(0.05 + 0.95 * 0.75)
    expect(drawn(0, 0).at(-1)?.style?.text).toBe('5.5')
    expect(drawn(1, 1).map(({ type }) => type)).toEqual(['rect', 'line', 'line'])
    expect(drawn(2, 1).map(({ type }) => type)).toEqual(['rect'])
  })

  it('parts patients by a line and frames the chosen visit', () => {
    const series = ratingMapOption(map, namedTheme).series as CustomSeriesOption[]
    expect(series[1]?.data).toEqual([
      [0, 2, 0],
      [0, 1, 1],
    ])
  })

  it('names a patient at the first visit alone', () => {
    const { yAxis } = ratingMapOption(map, namedTheme)
    expect((yAxis as { data: string[] }).data).toEqual(['P2  baseline', 'week 8', 'P10  baseline'])
  })

  it('is as high as its visits, and a click finds its visit', () => {
    expect(ratingMapHeight(map) - ratingMapHeight({ ...map, rows: rows.slice(1) })).toBe(18)
    expect(clickedVisit(map, [1, 1])).toBe(2)
    expect(clickedVisit(map, [1, 9])).toBeNull()
    expect(clickedVisit(map, 'x')).toBeNull()
  })

  it('stands as a table of what is shown', () => {
    expect(ratingMapTable(map)).toEqual({
      columns: ['patient', 'visit', 'date', 'Stillness', 'Drive', 'share_of_range'],
      rows: [
        ['P2', 'baseline', null, 5.5, 2, 0.625],
        ['P2', 'week 8', null, 1, null, 0],
        ['P10', 'baseline', null, 5, null, 4 / 6],
      ],
    })
  })
})
