import type { Command } from 'commander'
import type { CliContext } from './cli-context.ts'
import { exportCommand } from './commands/export.ts'
import type { ExportOptions } from './commands/export.ts'
import { reportCommand } from './commands/report.ts'
import type { ReportOptions } from './commands/report.ts'
import type { Outcome } from './outcome.ts'

type Carry = (run: (context: CliContext) => Promise<Outcome>) => Promise<void>

/** `export` and `report`: what leaves a study for people and other programs. */
export function describeOutputCommands(program: Command, carry: Carry): void {
  program
    .command('export')
    .description('write the symptom-score tables, captions and their description')
    .argument('<study>', 'the folder of the study')
    .requiredOption('--out <folder>', 'where to write; made if it is not there')
    .option(
      '--prompts <name>',
      'predictions with this prompt set, by name or number (default: the one in use)',
    )
    .option('--pack <id>', 'predictions of this model pack (default: the one in use)')
    .option('--redcap', 'a REDCap project, too: data dictionary, events and records')
    .option('--bids', 'a BIDS data set, too: participants, visits and one phenotype table a scale')
    .action((study: string, options: ExportOptions) => carry(exportCommand({ study, ...options })))
  program
    .command('report')
    .description('write what was done and found, or one patient’s course, as a web page')
    .argument('<study>', 'the folder of the study')
    .requiredOption('--out <file>', 'where to write; it ends in .html')
    .option('--patient <code>', 'of this patient alone (default: of the whole study)')
    .action((study: string, options: ReportOptions) => carry(reportCommand({ study, ...options })))
}
