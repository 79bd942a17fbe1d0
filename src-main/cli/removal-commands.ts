import type { Command } from 'commander'
import type { CliContext } from './cli-context.ts'
import { correctCommand } from './commands/correct.ts'
import type { CorrectOptions } from './commands/correct.ts'
import { removeCommand } from './commands/remove.ts'
import type { RemoveOptions } from './commands/remove.ts'
import type { Outcome } from './outcome.ts'

export function describeRemovalCommands(
  program: Command,
  carry: (run: (context: CliContext) => Promise<Outcome>) => Promise<void>,
): void {
  program
    .command('remove')
    .description('remove for good all that the study holds of a patient, a visit, a video or a clip')
    .argument('<study>', 'the folder of the study')
    .requiredOption('--patient <code>', 'whose')
    .option('--visit <label>', 'only this visit')
    .option('--video <file>', 'only this video of the visit')
    .option('--clip <number>', 'only this clip of the visit, as the library counts them')
    .option('--dry-run', 'tell what would go, remove nothing')
    .option('--confirm <code>', 'the patient’s code once more: without it nothing is removed')
    .option('--delete-backups', 'the backups that hold it, too')
    .action((study: string, options: Omit<RemoveOptions, 'study'>) =>
      carry(removeCommand({ study, ...options })),
    )
  program
    .command('correct')
    .description('set right what a patient, a visit or a rater is called, when a visit was, and what is one')
    .argument('<study>', 'the folder of the study')
    .option('--patient <code>', 'whose')
    .option('--visit <label>', 'which visit (default: all, for another code)')
    .option('--new-patient <code>', 'what the patient’s code shall be, or whose the visit is')
    .option('--new-visit <label>', 'what the visit shall be called')
    .option('--date <date>', 'when it was, e.g. 2026-03-08, or none')
    .option('--rater <code>', 'which rater')
    .option('--new-rater <code>', 'what the rater’s code shall be, or who else it is')
    .option('--merge', 'there is a patient, visit or rater of the new name, and both are one')
    .option('--whose <name>', 'of two visits or raters that are one: whose counts where they differ')
    .action((study: string, options: Omit<CorrectOptions, 'study'>) =>
      carry(correctCommand({ study, ...options })),
    )
}
