import { AppError } from '#shared/errors.ts'
import { tableToCsv, tableToTsv } from '../../charts/chart-table.ts'
import type { ChartTable } from '../../charts/chart-table.ts'

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

/** By the copy event, which needs no permission: the program grants none. */
export function copyTable(table: ChartTable): Promise<void> {
  return toClipboard(() => {
    const seen = { isFilled: false }
    const fill = (event: ClipboardEvent): void => {
      event.clipboardData?.setData('text/plain', tableToTsv(table))
      event.preventDefault()
      seen.isFilled = true
    }
    document.addEventListener('copy', fill, { once: true })
    // Deprecated by name only: there is no other way to write to the clipboard without a permission.
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    document.execCommand('copy')
    document.removeEventListener('copy', fill)
    return seen.isFilled ? Promise.resolve() : Promise.reject(new Error('The copy event did not come.'))
  })
}
