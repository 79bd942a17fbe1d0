import type { EChartsOption } from 'echarts'

/** The colours and font that charts draw with, read from the window's tokens (see `use-chart.ts`). */
export interface ChartTheme {
  readonly text: string
  readonly textMuted: string
  /** Axis lines and ticks. */
  readonly line: string
  /** Grid lines: fainter than the axes. */
  readonly grid: string
  readonly surface: string
  readonly accent: string
  /** What a model made; always hollow or dashed as well, so that the hue is not needed. */
  readonly estimate: string
  /** Stretches without data, such as a clip without a face. */
  readonly shade: string
  readonly font: string
  /** Colour of each class token, by its name such as `--expr-sad`. */
  readonly classes: Readonly<Record<string, string>>
}

/** Chart text is one step smaller than the interface's 13 px. */
export const chartFontSize = 12

interface AxisRequest {
  name: string
  min?: number
  max?: number
  interval?: number
  formatter?: (value: number) => string
}

interface LabelStyle {
  color: string
  fontSize: number
  fontFamily: string
}

/** The part of an axis that is set here; fits x and y alike. */
interface ValueAxis {
  type: 'value'
  name: string
  nameLocation: 'middle'
  nameTextStyle: LabelStyle
  min?: number
  max?: number
  interval?: number
  axisLine: { show: boolean; lineStyle: { color: string } }
  axisTick: { show: boolean; lineStyle: { color: string } }
  splitLine: { lineStyle: { color: string } }
  axisLabel: LabelStyle & { lineHeight: number; formatter?: (value: number) => string }
}

/** A numeric axis that names its quantity and unit and shows its whole range. */
export function valueAxis(theme: ChartTheme, request: AxisRequest): ValueAxis {
  return {
    type: 'value',
    name: request.name,
    nameLocation: 'middle',
    nameTextStyle: { color: theme.text, fontSize: chartFontSize, fontFamily: theme.font },
    ...(request.min === undefined ? {} : { min: request.min }),
    ...(request.max === undefined ? {} : { max: request.max }),
    ...(request.interval === undefined ? {} : { interval: request.interval }),
    axisLine: { show: true, lineStyle: { color: theme.line } },
    axisTick: { show: true, lineStyle: { color: theme.line } },
    splitLine: { lineStyle: { color: theme.grid } },
    axisLabel: {
      color: theme.textMuted,
      fontSize: chartFontSize - 1,
      lineHeight: 14,
      fontFamily: theme.font,
      ...(request.formatter === undefined ? {} : { formatter: request.formatter }),
    },
  }
}

/** What every chart shares. Tooltips are drawn on the canvas: text stays text, and no inline style is made. */
export function baseOption(theme: ChartTheme): EChartsOption {
  return {
    animation: false,
    backgroundColor: 'transparent',
    textStyle: { fontFamily: theme.font, fontSize: chartFontSize, color: theme.text },
    tooltip: {
      renderMode: 'richText',
      confine: true,
      transitionDuration: 0,
      backgroundColor: theme.surface,
      borderColor: theme.line,
      borderWidth: 1,
      padding: [6, 10],
      textStyle: { color: theme.text, fontSize: chartFontSize, fontFamily: theme.font },
    },
  }
}

/** Steps that make at most eight ticks, of which both ends of the scale are one; round ones first. */
export function scaleInterval(min: number, max: number): number {
  const span = max - min
  const steps = [1, 2, 5, 10, 20, 25, 50, 3, 4, 6, 7, 13].filter(
    (step) => span / step <= 8 && span % step === 0,
  )
  return steps.find((step) => min % step === 0) ?? steps[0] ?? span / 4
}
