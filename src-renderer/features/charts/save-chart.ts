import { AppError } from '#shared/errors.ts'
import { request } from '../../api/client.ts'
import { tableToCsv, tableToTsv } from '../../charts/chart-table.ts'
import type { ChartTable } from '../../charts/chart-table.ts'

export interface ChartFile {
  name: string
  format: 'png' | 'svg' | 'csv'
  /** SVG text, or a PNG as `data:` address. */
  picture: () => string
  table: ChartTable
}

/** Base64 part of a `data:` address. */
function payloadOf(dataUrl: string): string {
  return dataUrl.slice(dataUrl.indexOf(',') + 1)
}

/** Asks where to and saves; answers the file's name, null when the user cancelled. */
export async function saveChart(file: ChartFile): Promise<string | null> {
  const contents = {
    csv: () => tableToCsv(file.table),
    svg: () => file.picture(),
    png: () => payloadOf(file.picture()),
  }
  const saved = await request('chart.save', {
    name: file.name,
    format: file.format,
    content: contents[file.format](),
  })
  return saved?.fileName ?? null
}

async function toClipboard(write: () => Promise<void>): Promise<void> {
  try {
    await write()
  } catch (cause) {
    throw new AppError('internal', 'The clipboard is not available here. Save the chart as a file instead.', {
      cause,
    })
  }
}

export async function copyPicture(pngDataUrl: string): Promise<void> {
  const bytes = Uint8Array.from(atob(payloadOf(pngDataUrl)), (sign) => sign.charCodeAt(0))
  const picture = new Blob([bytes], { type: 'image/png' })
  await toClipboard(() => navigator.clipboard.write([new ClipboardItem({ 'image/png': picture })]))
}

export async function copyTable(table: ChartTable): Promise<void> {
  await toClipboard(() => navigator.clipboard.writeText(tableToTsv(table)))
}
