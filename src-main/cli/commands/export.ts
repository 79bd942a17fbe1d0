import type { CliContext } from '../cli-context.ts'
import type { Outcome } from '../outcome.ts'

export function exportCommand(given: { study: string; out: string }) {
  return (context: CliContext): Promise<Outcome> =>
    context.openOrLook(given.study, async (study) => {
      const folder = context.path(given.out)
      const { result } = await context.work('Exporting', (control) => study.exports.run(folder, control))
      return {
        document: { folder, files: result.files, warnings: result.warnings },
        lines: [
          `Wrote to ${folder}:`,
          ...result.files.map(({ name, rows }) => `  ${name}${rows === null ? '' : `, ${rows} rows`}`),
          ...result.warnings,
        ],
        failures: [],
      }
    })
}
