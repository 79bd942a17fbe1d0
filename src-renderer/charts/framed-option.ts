import type { EChartsOption } from 'echarts'
import { chartFontSize } from '#shared/charts/chart-theme.ts'
import type { ChartTheme } from '#shared/charts/chart-theme.ts'

const titleLine = 20
const captionLine = 15
/** Mean width of a character of the interface font, as a share of its size. */
const characterWidth = 0.54

/** Breaks text between words so that each line fits the width; canvas text does not wrap by itself. */
export function wrapText(text: string, request: { widthPx: number; fontSizePx: number }): string[] {
  const room = Math.max(8, Math.floor(request.widthPx / (request.fontSizePx * characterWidth)))
  const lines: string[] = []
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= room)
      lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}

export interface ChartFraming {
  readonly title: string
  readonly caption: string
  readonly width: number
  readonly height: number
}

/**
 * On screen the finding and the caption are text of the page; a saved picture has to carry them itself.
 * Returns the option with both drawn in, and the height that the whole needs.
 */
export function framedOption(
  option: EChartsOption,
  framing: ChartFraming,
  theme: ChartTheme,
): { option: EChartsOption; height: number } {
  const widthPx = framing.width - 24
  const title = wrapText(framing.title, { widthPx, fontSizePx: 14 })
  const caption = wrapText(framing.caption, { widthPx, fontSizePx: chartFontSize - 1 })
  const above = 12 + title.length * titleLine
  const below = 12 + caption.length * captionLine
  const height = framing.height + above + below
  const grid = (Array.isArray(option.grid) ? option.grid[0] : option.grid) ?? {}
  const legend = Array.isArray(option.legend) ? option.legend[0] : option.legend
  const inset = (value: unknown): number => (typeof value === 'number' ? value : 0)
  return {
    height,
    option: {
      ...option,
      animation: false,
      backgroundColor: theme.surface,
      grid: { ...grid, top: inset(grid.top) + above, bottom: inset(grid.bottom) + below },
      ...(legend === undefined ? {} : { legend: { ...legend, top: inset(legend.top) + above } }),
      title: [
        {
          text: title.join('\n'),
          left: 12,
          top: 10,
          textStyle: {
            color: theme.text,
            fontSize: 14,
            fontWeight: 600,
            lineHeight: titleLine,
            fontFamily: theme.font,
          },
        },
        {
          text: caption.join('\n'),
          left: 12,
          bottom: 8,
          textStyle: {
            color: theme.textMuted,
            fontSize: chartFontSize - 1,
            fontWeight: 400,
            lineHeight: captionLine,
            fontFamily: theme.font,
          },
        },
      ],
    },
  }
}
