import { describe, expect, it } from 'vitest'
import type { SampledFrame } from '../../../../src-shared/domain/prediction.ts'
import {
  classProbabilityOption,
  classProbabilityTable,
} from '../../../../src-renderer/charts/class-probability-option.ts'
import {
  probabilityTraceOption,
  probabilityTraceTable,
} from '../../../../src-renderer/charts/probability-trace-option.ts'
import { namedTheme } from '../../../helpers/chart-theme.ts'

const data = { labels: ['neutral', 'happy'], probabilities: [0.25, 0.75], topClass: 'happy' }
const face = { x: 0, y: 0, width: 1, height: 1, confidence: 1 }
const frames: SampledFrame[] = [
  { timeMs: 0, face, probabilities: [0.9, 0.1] },
  { timeMs: 1000, face: null, probabilities: null },
  { timeMs: 2000, face, probabilities: [0.2, 0.8] },
]
const trace = {
  labels: data.labels,
  frames,
  windows: null,
  clip: { startMs: 0, endMs: 3000 },
  hidden: new Set<string>(),
}
const windowTrace = {
  ...trace,
  frames: frames.map((frame) => ({ ...frame, probabilities: null })),
  windows: [
    { startMs: 0, endMs: 0, probabilities: [0.9, 0.1] },
    { startMs: 2000, endMs: 2000, probabilities: [0.2, 0.8] },
  ],
}

function seriesOf(option: unknown): { name?: string; data: unknown; markArea?: { data: unknown } }[] {
  return (option as { series: { name?: string; data: unknown; markArea?: { data: unknown } }[] }).series
}

describe('classProbabilityOption', () => {
  it('keeps the order of the prompt set and colours each class its own way', () => {
    const option = classProbabilityOption(data, namedTheme)
    expect(seriesOf(option)[0]?.data).toMatchObject([
      { value: 0.25, itemStyle: { color: '--expr-neutral' } },
      { value: 0.75, itemStyle: { color: '--expr-happy' } },
    ])
  })

  it('prints the percentage of each class in its row, the leading one in bold', () => {
    const option = classProbabilityOption(data, namedTheme)
    const labels = (
      seriesOf(option)[1]!.data as {
        label: { formatter: string; rich: { percent: { fontWeight: number } } }
      }[]
    ).map(({ label }) => label)
    expect(labels.map(({ formatter }) => formatter)).toEqual(['{percent|25 %}', '{percent|75 %}'])
    expect(labels.map(({ rich }) => rich.percent.fontWeight)).toEqual([400, 600])
  })

  it('gives the same numbers as a table', () => {
    expect(classProbabilityTable(data).rows).toEqual([
      ['neutral', 0.25],
      ['happy', 0.75],
    ])
  })
})

describe('probabilityTraceOption', () => {
  it('breaks the lines where no face was found and shades that stretch', () => {
    const series = seriesOf(probabilityTraceOption(trace, namedTheme))
    expect(series[1]?.data).toEqual([
      [0, 0.1],
      [1000, null],
      [2000, 0.8],
    ])
    expect(series.at(-1)?.markArea?.data).toEqual([
      [{ name: 'patient not seen', xAxis: 500 }, { xAxis: 1500 }],
    ])
  })

  it('is level over each window, marked in its middle, and breaks where a window was left out', () => {
    const series = seriesOf(probabilityTraceOption(windowTrace, namedTheme))
    const end = (timeMs: number, share: number | null): unknown => ({
      value: [timeMs, share],
      symbol: 'none',
    })
    expect(series[1]?.data).toEqual([
      end(0, null),
      end(0, 0.1),
      [250, 0.1],
      end(500, 0.1),
      end(1500, null),
      end(1500, 0.8),
      [2250, 0.8],
      end(3000, 0.8),
    ])
    expect(series.at(-1)?.markArea?.data).toEqual([
      [{ name: 'patient not seen', xAxis: 500 }, { xAxis: 1500 }],
    ])
  })

  it('says over a window which stretch it is and of how many frames', () => {
    const { tooltip } = probabilityTraceOption(windowTrace, namedTheme) as {
      tooltip: { formatter: (params: unknown) => string }
    }
    expect(tooltip.formatter([{ dataIndex: 6 }])).toBe(
      '02.0 to 02.0 s, window of 1 frame\n80 %  happy\n20 %  neutral',
    )
  })

  it('empties a class that was switched off, and keeps its place', () => {
    const series = seriesOf(probabilityTraceOption({ ...trace, hidden: new Set(['happy']) }, namedTheme))
    expect(series.map((entry) => entry.name)).toEqual(['neutral', 'happy', 'patient not seen'])
    expect(series[1]?.data).toEqual([])
  })

  it('has one row a window in the table, with the frames that it was made from', () => {
    expect(probabilityTraceTable(windowTrace)).toEqual({
      columns: ['start_ms', 'end_ms', 'frames', 'frames_with_face', 'neutral', 'happy'],
      rows: [
        [0, 0, 1, 1, 0.9, 0.1],
        [2000, 2000, 1, 1, 0.2, 0.8],
      ],
    })
  })

  it('says in the table which frames had no face', () => {
    expect(probabilityTraceTable(trace).rows[1]).toEqual([1000, 'no', null, null])
  })
})
