import { tableToCsv, tableToTsv } from '#shared/charts/chart-table.ts'
import type { ChartTable } from '#shared/charts/chart-table.ts'
import { toClipboard } from '../../composables/to-clipboard.ts'

export interface ChartFile {
  format: 'png' | 'svg' | 'csv'
  /** SVG text, or a PNG as `data:` address. */
  picture: () => string
  table: ChartTable
}

/** Base64 part of a `data:` address. */
function payloadOf(dataUrl: string): string {
  return dataUrl.slice(dataUrl.indexOf(',') + 1)
}

/** The file's content as `chart.save` wants it: text, or base64 for a PNG. */
export function chartContent(file: ChartFile): string {
  if (file.format === 'csv') return tableToCsv(file.table)
  return file.format === 'svg' ? file.picture() : payloadOf(file.picture())
}

const instead = 'Save the chart as a file instead.'

export async function copyPicture(pngDataUrl: string): Promise<void> {
  const bytes = Uint8Array.from(atob(payloadOf(pngDataUrl)), (sign) => sign.charCodeAt(0))
  const picture = new Blob([bytes], { type: 'image/png' })
  await toClipboard(() => navigator.clipboard.write([new ClipboardItem({ 'image/png': picture })]), instead)
}

/** Tab-separated, as spreadsheets paste it. */
export async function copyTable(table: ChartTable): Promise<void> {
  await toClipboard(() => navigator.clipboard.writeText(tableToTsv(table)), instead)
}
