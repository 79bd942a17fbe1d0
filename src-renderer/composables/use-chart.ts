import { TitleComponent, TooltipComponent } from 'echarts/components'
import * as echarts from 'echarts/core'
import { LabelLayout } from 'echarts/features'
import { CanvasRenderer } from 'echarts/renderers'
import type { ECElementEvent, ECharts, EChartsOption } from 'echarts'
import { onScopeDispose, shallowRef, watch } from 'vue'
import type { ShallowRef } from 'vue'
import { chartParts } from '#shared/charts/chart-parts.ts'
import type { ChartTheme } from '#shared/charts/chart-theme.ts'
import { classTokens } from '../charts/class-style.ts'
import { framedOption } from '../charts/framed-option.ts'
import type { ChartFraming } from '../charts/framed-option.ts'

echarts.use([...chartParts, TitleComponent, TooltipComponent, LabelLayout, CanvasRenderer])

/** Reads the tokens that hold at an element: Review is dark inside a light window. */
export function readChartTheme(element: Element): ChartTheme {
  const style = getComputedStyle(element)
  const token = (name: string): string => style.getPropertyValue(name).trim()
  return {
    text: token('--text'),
    textMuted: token('--text-3'),
    line: token('--border-control'),
    grid: token('--border'),
    surface: token('--bg-raised'),
    accent: token('--accent-text'),
    estimate: token('--estimate'),
    shade: token('--bg-active'),
    font: token('--font-sans'),
    classes: Object.fromEntries(classTokens.map((name) => [name, token(name)])),
  }
}

/** Saved pictures go into papers and letters: always the light tokens, whatever the window shows. */
function readPaperTheme(): ChartTheme {
  const paper = document.createElement('div')
  paper.dataset.theme = 'light'
  paper.hidden = true
  document.body.append(paper)
  try {
    return readChartTheme(paper)
  } finally {
    paper.remove()
  }
}

type Draw = (theme: ChartTheme) => EChartsOption

function offscreen<Picture>(
  draw: Draw,
  framing: ChartFraming,
  use: { renderer: 'svg' | 'canvas'; take: (chart: ECharts) => Picture },
): Picture {
  const theme = readPaperTheme()
  const { option, height } = framedOption(draw(theme), framing, theme)
  const chart =
    use.renderer === 'svg'
      ? echarts.init(null, null, { renderer: 'svg', ssr: true, width: framing.width, height })
      : echarts.init(document.createElement('div'), null, {
          renderer: 'canvas',
          width: framing.width,
          height,
          devicePixelRatio: 2,
        })
  try {
    chart.setOption(option)
    return use.take(chart)
  } finally {
    chart.dispose()
  }
}

/** The chart with its title and caption as an SVG document. */
export function drawSvg(draw: Draw, framing: ChartFraming): string {
  return offscreen(draw, framing, { renderer: 'svg', take: (chart) => chart.renderToSVGString() })
}

/** The same as a PNG `data:` address, two pixels a point. */
export function drawPng(draw: Draw, framing: ChartFraming): string {
  return offscreen(draw, framing, {
    renderer: 'canvas',
    take: (chart) => chart.getDataURL({ type: 'png', pixelRatio: 2 }),
  })
}

/**
 * Owns one ECharts instance in `host`: makes, redraws, resizes and disposes it, and draws anew when the
 * theme changes. `draw` is tracked, so whatever it reads redraws the chart.
 */
export function useChart(
  host: Readonly<ShallowRef<HTMLElement | null>>,
  draw: Draw,
  handlers: {
    click?: (event: ECElementEvent) => void
    clickAt?: (point: [number, number]) => void
    /** Before a menu opens: the mark under the pointer, if any. */
    point?: (event: ECElementEvent | null) => void
  } = {},
): { theme: Readonly<ShallowRef<ChartTheme | null>> } {
  const theme = shallowRef<ChartTheme | null>(null)
  let chart: ECharts | null = null
  let shown = ''

  function readTheme(): void {
    const element = host.value
    if (element === null) return
    const next = readChartTheme(element)
    const key = JSON.stringify(next)
    if (key === shown) return
    shown = key
    theme.value = next
  }

  const resizes = new ResizeObserver(() => {
    chart?.resize()
  })
  const themes = new MutationObserver(readTheme)

  function dispose(): void {
    resizes.disconnect()
    themes.disconnect()
    chart?.dispose()
    chart = null
  }

  watch(
    host,
    (element) => {
      dispose()
      if (element === null) return
      chart = echarts.init(element, null, { renderer: 'canvas' })
      chart.on('click', (event) => handlers.click?.(event))
      let mark: ECElementEvent | null = null
      chart.on('contextmenu', (event) => {
        mark = event.componentType === 'series' ? event : null
      })
      // The chart's own handler, which finds the mark, was there first.
      chart.getZr().on('contextmenu', () => {
        handlers.point?.(mark)
        mark = null
      })
      chart.getZr().on('click', (event) => {
        const at = chart?.convertFromPixel({ gridIndex: 0 }, [event.offsetX, event.offsetY])
        if (Array.isArray(at)) handlers.clickAt?.([Number(at[0]), Number(at[1])])
      })
      resizes.observe(element)
      themes.observe(document.documentElement, {
        attributes: true,
        attributeFilter: ['data-theme'],
        subtree: true,
      })
      readTheme()
    },
    { immediate: true, flush: 'post' },
  )

  watch(
    () => (theme.value === null ? null : draw(theme.value)),
    (option) => {
      if (option !== null) chart?.setOption(option, { notMerge: true })
    },
    { immediate: true, flush: 'post' },
  )

  onScopeDispose(dispose)
  return { theme }
}
