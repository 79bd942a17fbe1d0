import { basename } from 'node:path'
import type { CliContext } from '../cli-context.ts'
import type { Outcome } from '../outcome.ts'

export function initCommand(given: { study: string; title?: string }) {
  return async (context: CliContext): Promise<Outcome> => {
    const folder = context.path(given.study)
    const summary = await context.create(folder, given.title ?? basename(folder), (study) =>
      study.library.summary(),
    )
    return {
      document: { study: { title: summary.title, folder, schemaVersion: summary.schemaVersion } },
      lines: [`Made the study “${summary.title}” in ${folder}.`],
      failures: [],
    }
  }
}
