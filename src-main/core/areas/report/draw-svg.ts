import * as echarts from 'echarts/core'
import type { EChartsOption } from 'echarts'
import { chartParts } from '#shared/charts/chart-parts.ts'

echarts.use(chartParts)

/** Of a wide font, as nobody knows which one the reader has: what is too wide for it would run into its neighbour. */
const EMS_PER_CHARACTER = 0.62

echarts.setPlatformAPI({
  measureText: (text, font) => ({
    width: text.length * EMS_PER_CHARACTER * Number(/(\d+(?:\.\d+)?)px/u.exec(font ?? '')?.[1] ?? 12),
  }),
})

/** Width and height in px of a page at 96 dpi. */
export interface DrawnSize {
  readonly width: number
  readonly height: number
}

/** The chart as an SVG element, drawn without a window. */
export function drawSvg(option: EChartsOption, { width, height }: DrawnSize): string {
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width, height })
  try {
    // A report has nothing to point with.
    const { tooltip: _, ...drawn } = option
    chart.setOption(drawn)
    return chart.renderToSVGString({ useViewBox: true })
  } finally {
    chart.dispose()
  }
}
