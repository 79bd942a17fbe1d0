import { exportJob } from '#core/areas/export/export-job.ts'
import { exportForms } from '#shared/domain/export.ts'
import { promptSetFor } from '#shared/domain/prediction-choice.ts'
import type { PromptSet } from '#shared/domain/prompt-set.ts'
import type { CliContext } from '../cli-context.ts'
import type { Outcome } from '../outcome.ts'
import { defaultPackId } from './choose-pack.ts'

/** As on the command line. */
export interface ExportOptions {
  readonly out: string
  /** Name or number of a prompt set. */
  readonly prompts?: string
  readonly pack?: string
  /** A REDCap project, too. */
  readonly redcap?: boolean
  /** A data set in the form of the Brain Imaging Data Structure, too. */
  readonly bids?: boolean
}

/** What a window shows in which nothing was chosen. */
function classesInUse(promptSets: readonly PromptSet[]) {
  const { promptSet } = promptSetFor(defaultPackId, promptSets, null)
  return promptSet === null ? null : { packId: defaultPackId, promptSetId: promptSet.id }
}

export function exportCommand(given: { readonly study: string } & ExportOptions) {
  return (context: CliContext): Promise<Outcome> =>
    context.openOrLook(given.study, async (study) => {
      const folder = context.path(given.out)
      const choice = {
        inUse: classesInUse(study.promptSets.list()),
        promptSet: given.prompts ?? null,
        packId: given.pack ?? null,
        forms: exportForms.filter((form) => given[form] === true),
      }
      const { result } = await context.run('Exporting', study, (jobs) =>
        jobs.start(exportJob, { folder, choice }),
      )
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
