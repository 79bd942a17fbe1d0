import type { Command } from 'commander'
import type { CliContext } from './cli-context.ts'
import { consensusCommand } from './commands/consensus.ts'
import {
  covariatesDefineCommand,
  covariatesImportCommand,
  covariatesListCommand,
  covariatesSetCommand,
} from './commands/covariates.ts'
import type { Outcome } from './outcome.ts'

/** `covariates …`: what is known of patients and visits beside their ratings. */
export function describeCovariateCommands(
  program: Command,
  carry: (run: (context: CliContext) => Promise<Outcome>) => Promise<void>,
): void {
  program
    .command('consensus')
    .description('let several raters rate together under a code of their own; where they do, it alone counts')
    .argument('<study>', 'the folder of the study')
    .requiredOption('--of <code...>', 'the raters who take part')
    .requiredOption('--code <code>', 'the code of the consensus, by which tables name it, too')
    .action((study: string, options: { of: string[]; code: string }) =>
      carry(consensusCommand({ study, ...options })),
    )
  const covariates = program
    .command('covariates')
    .description('sex, age band, medication and the like of patients and visits')
  covariates
    .command('list')
    .description('tell which there are, and what is known at each visit')
    .argument('<study>', 'the folder of the study')
    .action((study: string) => carry(covariatesListCommand({ study })))
  covariates
    .command('import')
    .description(
      'take them from a table with the columns participant_id, session_id where needed, and their names',
    )
    .argument('<study>', 'the folder of the study')
    .argument('<file>', 'the CSV file')
    .option('--dry-run', 'show what would happen, write nothing')
    .action((study: string, file: string, options: { dryRun?: boolean }) =>
      carry(covariatesImportCommand({ study, file, ...options })),
    )
  covariates
    .command('set')
    .description('enter them for one visit; what is the patient’s counts for all visits')
    .argument('<study>', 'the folder of the study')
    .argument('<name=value...>', 'e.g. cpz_mg=300; nothing after the sign takes it away')
    .requiredOption('--patient <code>', 'whose')
    .requiredOption('--visit <label>', 'which visit')
    .action((study: string, values: string[], options: { patient: string; visit: string }) =>
      carry(covariatesSetCommand({ study, values, ...options })),
    )
  covariates
    .command('define')
    .description('add one of the study’s own, from a JSON file with its name, kind and range')
    .argument('<study>', 'the folder of the study')
    .argument('<file>', 'the JSON file')
    .action((study: string, file: string) => carry(covariatesDefineCommand({ study, file })))
}
