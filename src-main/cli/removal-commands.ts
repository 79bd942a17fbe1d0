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
    .description('set right what a patient or a visit is called, and when it was')
    .argument('<study>', 'the folder of the study')
    .requiredOption('--patient <code>', 'whose')
    .option('--visit <label>', 'which visit (default: all, for another code)')
    .option('--new-patient <code>', 'what the patient’s code shall be, or whose the visit is')
    .option('--new-visit <label>', 'what the visit shall be called')
    .option('--date <date>', 'when it was, e.g. 2026-03-08, or none')
    .option('--merge', 'both patients are the same person')
    .action((study: string, options: Omit<CorrectOptions, 'study'>) =>
      carry(correctCommand({ study, ...options })),
    )
}
