import { describe, expect, it } from 'vitest'
import {
  countOf,
  formatBasis,
  formatNumber,
  formatPercent,
  formatStatistic,
  formatWarnings,
} from '#shared/charts/statistic-text.ts'
import { aStatistic } from '../../../helpers/a-statistic.ts'

describe('formatNumber', () => {
  it.each([
    [1.005, 1, '1.0'],
    [-0.5, 1, '\u22120.5'],
    [-0.04, 1, '0.0'],
  ])('prints %d with %d digits and a true minus, never minus nought', (value, digits, text) => {
    expect(formatNumber(value, digits)).toBe(text)
  })
})

describe('formatStatistic', () => {
  it('puts the interval behind the value', () => {
    expect(formatStatistic(aStatistic(0.52, { ciLow: -0.11, ciHigh: 0.8 }))).toBe('0.52 [\u22120.11, 0.80]')
  })

  it('says that there is no interval instead of leaving it out silently', () => {
    expect(formatStatistic(aStatistic(0.52, { ciLow: null, ciHigh: null }))).toBe('0.52 (no interval)')
  })

  it('says "not defined" where a statistic has no value', () => {
    expect(formatStatistic(aStatistic(null))).toBe('not defined')
  })
})

describe('a statistic with something known to be wrong', () => {
  const narrow = { warning: 'The interval is too narrow.' }
  const statistics = [
    { name: 'MAE', statistic: aStatistic(0.5, narrow) },
    { name: 'Q²', statistic: aStatistic(0.5) },
    { name: 'RMSE', statistic: aStatistic(0.7, narrow) },
    { name: 'PCC', statistic: aStatistic(0.7, { warning: 'Leans below 0.' }) },
  ]

  it('carries a mark, with and without an interval', () => {
    expect(formatStatistic(aStatistic(0.5, narrow))).toBe('0.50 [0.30, 0.70]†')
    const none = aStatistic(0.5, { ...narrow, ciLow: null, ciHigh: null, level: null })
    expect(formatStatistic(none)).toBe('0.50† (no interval)')
  })

  it('has its warning told once, by name', () => {
    expect(formatWarnings(statistics)).toBe('† MAE, RMSE: The interval is too narrow. † PCC: Leans below 0.')
    expect(formatWarnings(statistics.slice(1, 2))).toBe('')
  })
})

describe('formatBasis', () => {
  it('names n, level and method', () => {
    expect(formatBasis(aStatistic(0.5, { nPatients: 1, nSessions: 2 }))).toBe(
      'n = 1 patient, 2 visits; 95 % interval: bootstrap over patients.',
    )
  })

  it('gives the reason instead of a level where there is no interval', () => {
    const lonely = aStatistic(0.5, {
      ciLow: null,
      ciHigh: null,
      level: null,
      method: 'no interval, one patient only',
    })
    expect(formatBasis(lonely)).toBe('n = 10 patients, 20 visits; no interval, one patient only.')
  })
})

it('counts in words and prints shares as whole percent', () => {
  expect([countOf(1, 'visit'), countOf(0, 'visit'), formatPercent(0.626)]).toEqual([
    '1 visit',
    '0 visits',
    '63 %',
  ])
})
