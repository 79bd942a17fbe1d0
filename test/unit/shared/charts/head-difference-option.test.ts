import { describe, expect, it } from 'vitest'
import type { SeriesOption } from 'echarts'
import {
  differenceCaption,
  differenceFinding,
  differenceHeight,
  differenceOption,
  differenceTable,
  headDifferences,
} from '#shared/charts/head-difference-option.ts'
import { NO_PROTOCOL } from '#shared/domain/protocol.ts'
import type { HeadDifference } from '#shared/domain/severity.ts'
import { aStatistic } from '../../../helpers/a-statistic.ts'
import { namedTheme } from '../../../helpers/chart-theme.ts'

function head(modelId: number, of: HeadDifference['head'], difference: number | null): HeadDifference {
  return {
    ...{ modelId, head: of, features: 'mean', mae: aStatistic(1), q2: aStatistic(0.2), concordance: null },
    planning: NO_PROTOCOL,
    // With an interval 0.2 to either side.
    difference: difference === null ? null : aStatistic(difference, { method: 'jackknife over patients' }),
  }
}

const plotOf = (...others: HeadDifference[]) =>
  headDifferences([head(1, 'ridge', null), ...others]) ?? expect.fail('no other head')

describe('the title of a comparison of heads', () => {
  it('says that nothing is clear where every interval holds 0, and never that heads are equal', () => {
    expect(differenceFinding(plotOf(head(2, 'pls', -0.15), head(3, 'svr', 0)))).toBe(
      'Whether any other head errs less or more than ridge regression, the mean clip embedding of a session is not clear',
    )
  })

  it('names what errs less and what errs more, each only where its whole interval does', () => {
    const finding = differenceFinding(plotOf(head(2, 'pls', -0.3), head(3, 'svr', 0.3), head(4, 'gp', 0.1)))
    expect(finding).toMatch(
      /^Against ridge regression, .+ errs less on average: partial least squares, .+; more: /,
    )
    expect(finding).not.toContain('Gaussian')
  })
})

it('is drawn only where there is another head on the same visits', () => {
  expect(headDifferences([head(1, 'ridge', null)])).toBeNull()
  expect(headDifferences([])).toBeNull()
})

it('tells by shape and side what errs less, in a symmetric range with zero in the middle', () => {
  const plot = plotOf(head(2, 'pls', -0.3), head(3, 'svr', 0.3), head(4, 'gp', 0.1))
  const { series, xAxis } = differenceOption(plot, namedTheme)
  expect(xAxis).toMatchObject({ min: -0.5, max: 0.5 })
  const marks = (series as SeriesOption[]).slice(1)
  expect(marks.map((one) => ('symbol' in one ? one.symbol : null))).toEqual(['diamond', 'triangle', 'circle'])
  expect(marks.map(({ data }) => data)).toEqual([[[-0.3, 0]], [[0.3, 1]], [[0.1, 2]]])
  expect(differenceHeight(plot)).toBeGreaterThan(differenceHeight(plotOf(head(2, 'pls', 0))))
})

it('says what the intervals are of, and that they are not adjusted for how many heads there are', () => {
  const caption = differenceCaption(plotOf(head(2, 'pls', 0)))
  expect(caption).toContain('n = 10 patients, 20 visits; 95 % interval: jackknife over patients.')
  expect(caption).toContain('not adjusted for how many heads are compared')
})

it('stands as a table', () => {
  expect(differenceTable(plotOf(head(2, 'pls', -0.3))).rows[0]?.slice(1)).toEqual([
    ...[-0.3, -0.5, -0.09999999999999998, 'errs less', 10, 20],
  ])
})
