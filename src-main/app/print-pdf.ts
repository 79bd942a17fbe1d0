import { BrowserWindow, session } from 'electron'

/** Of each print one of its own, kept in memory: what is printed can reach neither the study, the window nor another print. */
let prints = 0
const ADDRESS = 'app://report/'

const footer =
  '<div style="width: 100%; padding: 0 14mm; font: 8px sans-serif; color: #62666e; text-align: right"><span class="pageNumber"></span> / <span class="totalPages"></span></div>'

/** Prints a document by Chromium, in a window that is never shown, with scripts switched off. */
export async function printPdf(html: string): Promise<Uint8Array> {
  const printing = session.fromPartition(`print-${String(++prints)}`)
  printing.protocol.handle(
    'app',
    () => new Response(html, { headers: { 'content-type': 'text/html; charset=utf-8' } }),
  )
  printing.webRequest.onBeforeRequest(({ url }, answer) => {
    answer({ cancel: url !== ADDRESS })
  })
  const window = new BrowserWindow({
    show: false,
    webPreferences: { session: printing, sandbox: true, contextIsolation: true, javascript: false },
  })
  try {
    await window.loadURL(ADDRESS)
    return await window.webContents.printToPDF({
      ...{ pageSize: 'A4', printBackground: true, preferCSSPageSize: true, generateTaggedPDF: true },
      ...{ displayHeaderFooter: true, headerTemplate: '<span></span>', footerTemplate: footer },
    })
  } finally {
    window.destroy()
    printing.protocol.unhandle('app')
  }
}
