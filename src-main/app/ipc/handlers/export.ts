import { basename, join } from 'node:path'
import { exportJob } from '#core/areas/export/export-job.ts'
import { AppError } from '#shared/errors.ts'
import { classChoice } from '../class-choice.ts'
import type { AreaHandlers, SightedContext } from '../handler-context.ts'
import { writeChosen } from '../write-chosen.ts'

const chartKinds = {
  png: { name: 'PNG picture', extensions: ['png'] },
  svg: { name: 'SVG drawing', extensions: ['svg'] },
  csv: { name: 'CSV table', extensions: ['csv'] },
} as const

const reportKinds = {
  html: { name: 'Web page', extensions: ['html'] },
  pdf: { name: 'PDF document', extensions: ['pdf'] },
} as const

/** A title as a file name that every system takes. */
function fileNameOf(title: string, extension: string): string {
  const plain = title
    .normalize('NFKC')
    .replaceAll(/[^\p{L}\p{N}._ -]+/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .replace(/^[. ]+/, '')
    .trim()
  return `${plain === '' ? 'chart' : plain}.${extension}`
}

export function exportHandlers(context: SightedContext): AreaHandlers<'export' | 'report' | 'chart'> {
  const { session, desktop, sight } = context
  return {
    'export.run': async ({ forms }) => {
      const open = session.required()
      const folder = await desktop.chooseFolder({
        title: 'The folder for the exported tables',
        button: 'Export here',
        mayCreate: true,
      })
      if (folder === null) return null
      const choice = { inUse: classChoice(context), promptSet: null, packId: null, forms, by: sight.by() }
      const result = await open.study.jobs.start(exportJob, { folder, choice }).result
      open.lastExport = join(folder, result.files[0]?.name ?? '.')
      return result
    },
    'export.reveal': () => {
      const { lastExport } = session.required()
      if (lastExport === null) throw new AppError('nothing-to-do', 'Nothing has been exported yet.')
      desktop.showInFolder(lastExport)
      return null
    },
    'report.save': async ({ patientCode, format }) => {
      const open = session.required()
      const { title } = open.study.library.summary()
      const file = await desktop.chooseTarget({
        title: 'Save report',
        name: fileNameOf(`${patientCode ?? title} report`, format),
        kind: reportKinds[format],
      })
      if (file === null) return null
      const html = await open.study.reports.make({ patientCode, by: sight.by() })
      await writeChosen(file, format === 'pdf' ? await desktop.printPdf(html) : Buffer.from(html))
      open.lastExport = file
      return { fileName: basename(file) }
    },
    'chart.save': async ({ name, format, content }) => {
      const file = await desktop.chooseTarget({
        title: 'Save chart',
        name: fileNameOf(name, format),
        kind: chartKinds[format],
      })
      if (file === null) return null
      await writeChosen(file, Buffer.from(content, format === 'png' ? 'base64' : 'utf8'))
      return { fileName: basename(file) }
    },
  }
}
