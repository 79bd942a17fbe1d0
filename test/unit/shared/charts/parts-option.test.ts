import { describe, expect, it } from 'vitest'
import {
  clickedPart,
  clipPlot,
  partsCaption,
  partsFinding,
  partsHeight,
  partsOption,
  partsTable,
  promptPlot,
  strongestMoments,
} from '#shared/charts/parts-option.ts'
import type { EstimateSum } from '#shared/domain/estimate-parts.ts'
import { namedTheme } from '../../../helpers/chart-theme.ts'

const sum: EstimateSum = {
  ...{ kind: 'sum', estimate: 7, uncut: 7.2, base: 6, heldOut: true, spread: 0.1 },
  clips: [
    { clipId: 3, points: 1.5, moments: [moment(0, 2), moment(1000, -0.5)] },
    { clipId: 4, points: -0.4, moments: [moment(0, -0.4)] },
  ],
  prompts: [
    { label: 'a smile', share: 0.1, usualShare: 0.3, points: -0.2 },
    { label: 'a still face', share: 0.8, usualShare: 0.2, points: 1.4 },
  ],
}

function moment(startMs: number, points: number) {
  return { startMs, endMs: startMs + 900, points }
}

const plot = clipPlot(sum, (id) => `clip ${String(id)}`)

describe('what an estimate is made of, as a chart', () => {
  it('says how the number came about and which parts say most, and no more', () => {
    expect(partsFinding(plot, 'P001, baseline', sum)).toBe(
      'P001, baseline: 6.00 of the mean visit +1.20 = 7.20 points; most for more: clip 3 (+1.50); most for less: clip 4 (−0.40)',
    )
    expect(partsCaption(plot, sum, { min: 1, max: 7 })).toBe(
      'n = 1 visit, 3 clips; estimated by a model that never saw this patient. The bars add up to what the estimate differs by from that of the mean visit. The estimate that is shown, 7.00, is cut to the range of the item, 1 to 7. They say how the model came to its number: not what caused a rating, nor how sure the estimate is.',
    )
  })

  it('has one bar a clip and one for the spread, and the strongest prompt first', () => {
    expect(partsTable(plot)).toEqual({
      columns: ['clip', 'points'],
      rows: [
        ['clip 3', 1.5],
        ['clip 4', -0.4],
        ['how much the face changes', 0.1],
      ],
    })
    const prompts = promptPlot(sum)
    expect(prompts.bars.map(({ name, note }) => [name, note])).toEqual([
      ['a still face', 'likely in 80 % of the moments; on the mean visit in 20 %'],
      ['a smile', 'likely in 10 % of the moments; on the mean visit in 30 %'],
    ])
  })

  it('fills what speaks for more and leaves hollow what speaks for less', () => {
    const [series] = [partsOption(plot, namedTheme).series].flat()
    const looks = (series as { data: { itemStyle: { color: string } }[] }).data
    expect(looks.map(({ itemStyle }) => itemStyle.color)).toEqual(['estimate', 'surface', 'estimate'])
  })

  it('draws the strongest of very many, says so, and finds the clip behind a bar all the same', () => {
    const clips = Array.from({ length: 60 }, (_, place) => ({
      ...{ clipId: place + 1, moments: [], points: place % 2 === 0 ? 0.01 : 1 + place / 100 },
    }))
    const many = clipPlot({ clips, spread: null }, String)
    expect(partsHeight(many)).toBe(partsHeight({ ...many, bars: many.bars.slice(0, 40) }))
    expect(partsCaption(many, { ...sum, clips }, { min: 1, max: 7 })).toContain('the 40 strongest of 60')
    expect([0, 1].map((place) => clickedPart(many, place)?.clipId)).toEqual([1, 2])
    expect(clickedPart(many, 39)?.clipId).toBe(60)
    expect(partsTable(many).rows).toHaveLength(60)
  })

  it('lists the moments that say most, for more and for less', () => {
    expect(strongestMoments(sum, 1)).toEqual([
      { clipId: 3, ...moment(0, 2) },
      { clipId: 3, ...moment(1000, -0.5) },
    ])
  })
})
