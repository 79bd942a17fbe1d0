import type { EChartsOption } from 'echarts'
import { markup, trusted } from './html.ts'
import type { Html } from './html.ts'
import { reportStyle } from './report-style.ts'
import type { DrawnSize } from './draw-svg.ts'

export type DrawSvg = (option: EChartsOption, size: DrawnSize) => string

export interface ReportFigure {
  /** The finding. */
  readonly title: string
  readonly caption: string
  readonly option: EChartsOption
  readonly size: DrawnSize
}

export function figure({ title, caption, option, size }: ReportFigure, draw: DrawSvg): Html {
  return markup`<figure>
    <p class="finding">${title}</p>
    ${trusted(draw(option, size))}
    <figcaption>${caption}</figcaption>
  </figure>`
}

export const SYNTHETIC =
  'SYNTHETIC: ratings were made up for demonstration. Nothing here is a finding about patients.'

export const ESTIMATES =
  'Estimates are what models make of video. They are no ratings and no measurements, and not for decisions about care.'

export interface ReportDocument {
  readonly title: string
  readonly subtitle: string
  readonly synthetic: boolean
  readonly sections: readonly Html[]
}

/** One file that needs nothing else: no script, and nothing is loaded from anywhere, which its own policy says as well. */
export function reportDocument({ title, subtitle, synthetic, sections }: ReportDocument): string {
  const { html } = markup`<html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>${synthetic ? 'SYNTHETIC: ' : ''}${title}</title>
      <style>
        ${trusted(reportStyle)}
      </style>
    </head>
    <body>
      <header>
        <h1>${title}</h1>
        <p class="what">${subtitle}</p>
        ${synthetic ? markup`<p class="mark">${SYNTHETIC}</p>` : ''}
        <p>${ESTIMATES}</p>
      </header>
      <main>${sections}</main>
    </body>
  </html>`
  return `<!doctype html>\n${html}\n`
}
