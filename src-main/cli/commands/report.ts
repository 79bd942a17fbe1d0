import { writeFile } from 'node:fs/promises'
import { basename, dirname, extname } from 'node:path'
import { explainWriteError } from '#core/files/os-errors.ts'
import { writeWhole } from '#core/files/write-atomically.ts'
import { AppError } from '#shared/errors.ts'
import type { CliContext } from '../cli-context.ts'
import type { Outcome } from '../outcome.ts'

export interface ReportOptions {
  /** A file that ends in .html. */
  readonly out: string
  /** Code of a patient; not given for the whole study. */
  readonly patient?: string
}

/** Throws AppError `bad-request`. */
function requireHtml(file: string): void {
  const ending = extname(file).toLowerCase()
  if (ending === '.html' || ending === '.htm') return
  throw new AppError(
    'bad-request',
    ending === '.pdf'
      ? 'The command line has no printer for PDF: write the report to a file that ends in .html and print it in a browser, or save it as PDF in the window (Analysis).'
      : `The report is a web page: ${basename(file)} must end in .html.`,
  )
}

export function reportCommand(given: { readonly study: string } & ReportOptions) {
  return (context: CliContext): Promise<Outcome> => {
    requireHtml(given.out)
    return context.openOrLook(given.study, async (study) => {
      const file = context.path(given.out)
      const html = await study.reports.make({ patientCode: given.patient ?? null, by: null })
      try {
        await writeWhole(file, (partial) => writeFile(partial, html), { flush: true, usersRights: true })
      } catch (error) {
        throw explainWriteError(error, basename(dirname(file)))
      }
      const bytes = Buffer.byteLength(html)
      return { document: { file, bytes }, lines: [`Wrote ${file}`], failures: [] }
    })
  }
}
