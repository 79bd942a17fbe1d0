import { describe, expect, it } from 'vitest'
import type { SeriesOption } from 'echarts'
import {
  clickedModel,
  forestFinding,
  forestOption,
  forestPlot,
  forestTable,
  inTwoLines,
} from '#shared/charts/forest-option.ts'
import type { BaselineVerdict, SeverityMetrics, SeverityModel } from '#shared/domain/severity.ts'
import { aStatistic } from '../../../helpers/a-statistic.ts'
import { namedTheme } from '../../../helpers/chart-theme.ts'
import { aPermutationTest } from '../../../helpers/held-out.ts'

type Named = Pick<SeverityModel, 'id' | 'itemName' | 'scaleId' | 'packId' | 'head' | 'metrics'>

/** Only what the chart reads. */
function model(id: number, itemName: string, changes: Partial<Named> & { q2?: number; p?: number }): Named {
  const { q2 = 0.4, p = 0.001, ...rest } = changes
  const metrics = {
    q2: aStatistic(q2),
    maeGain: aStatistic(q2),
    permutation: { ...aPermutationTest, p, pAdjusted: p },
  } as SeverityMetrics
  return { id, itemName, scaleId: 'panss', packId: 'face-api-7', head: 'ridge', metrics, ...rest }
}

const titleOf = (scaleId: string) => scaleId.toUpperCase()
const plotOf = (...models: Named[]) => forestPlot(models, titleOf)

describe('the title of all items together', () => {
  const better = model(1, 'Blunted affect', {})
  const related = model(2, 'Rapport', { q2: 0.1 })
  const unclear = model(3, 'Flow', { q2: 0.4, p: 0.2 })

  it('names what is closer, and what is related only, each apart', () => {
    expect(forestFinding(plotOf(better, related, unclear))).toBe(
      'Closer to the ratings than the mean of the other patients: Blunted affect (1 of 3 fitted models). Related to them: Rapport',
    )
  })

  it('claims nothing where no test is passed, however high Q² is', () => {
    expect(forestFinding(plotOf(unclear))).toBe(
      'None of 1 fitted model is clearly closer to the ratings than the mean of the other patients',
    )
  })

  it('counts instead of naming many', () => {
    const many = [1, 2, 3, 4].map((id) => model(id, `Item ${String(id)}`, {}))
    expect(forestFinding(plotOf(...many, unclear))).toBe(
      'Closer to the ratings than the mean of the other patients: 4 of 5 models',
    )
  })
})

describe('the rows', () => {
  it('are named with scale, pack and head only where the item alone could be two models', () => {
    const one = model(1, 'Flow', {})
    expect(plotOf(one, model(2, 'Rapport', {})).rows.map(({ name }) => name)).toEqual(['Flow', 'Rapport'])
    const others = [model(2, 'Flow', { scaleId: 'bnss' }), model(3, 'Flow', { packId: 'emoclip' })]
    expect(plotOf(one, ...others).rows.map(({ name }) => name)).toEqual([
      'Flow, PANSS, face-api-7',
      'Flow, BNSS, face-api-7',
      'Flow, PANSS, emoclip',
    ])
    expect(plotOf(one, model(2, 'Flow', { head: 'pls' })).rows.map(({ name }) => name)).toEqual([
      'Flow, ridge regression',
      'Flow, partial least squares',
    ])
  })

  const low = model(2, 'Low', { q2: -3, p: 0.9 })
  const plot = plotOf(model(1, 'High', {}), low)

  it('are marked by verdict and clicked by row; what lies left of the axis has no mark', () => {
    const series: SeriesOption[] = [forestOption(plot, namedTheme).series ?? []].flat()
    const marks = new Map<unknown, unknown>(series.map(({ name, data }) => [name, data]))
    expect(marks.get('better than the mean')).toEqual([[0.4, 0]])
    expect(marks.get('not clear')).toEqual([])
    expect(clickedModel(plot, [0.4, 0])).toBe(1)
    expect(clickedModel(plot, undefined)).toBeNull()
  })

  it('all stand in the table with the whole interval', () => {
    expect(forestTable(plot).rows[1]).toEqual(['Low', -3, -3.2, -2.8, 'not clear', 10, 20])
  })

  it.each<[number, number, BaselineVerdict]>([
    [0.4, 0.001, 'better'],
    [0.1, 0.001, 'related'],
    [0.4, 0.06, 'not-clear'],
    [-0.4, 0.001, 'not-clear'],
  ])('with Q² %d and p %d are called %s', (q2, p, verdict) => {
    expect(plotOf(model(1, 'Flow', { q2, p })).rows[0]?.verdict).toBe(verdict)
  })
})

it('breaks a long name into two lines between words, so that no row runs into the next', () => {
  expect(inTwoLines('N1 Blunted affect')).toBe('N1 Blunted affect')
  expect(inTwoLines('N6 Lack of spontaneity and flow of conversation, PANSS negative')).toBe(
    'N6 Lack of spontaneity and flow of\nconversation, PANSS negative',
  )
  const longest = inTwoLines(`Motivation for close family, ${'and so on, '.repeat(9)}partner relationships`)
  expect(longest.split('\n')).toHaveLength(2)
  expect(longest).toMatch(/…$/)
  expect(Math.max(...longest.split('\n').map((line) => line.length))).toBeLessThanOrEqual(36)
})
