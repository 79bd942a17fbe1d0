import type { Command } from 'commander'
import type { CliContext } from './cli-context.ts'
import { removeCommand } from './commands/remove.ts'
import type { RemoveOptions } from './commands/remove.ts'
import type { Outcome } from './outcome.ts'

export function describeRemoveCommand(
  program: Command,
  carry: (run: (context: CliContext) => Promise<Outcome>) => Promise<void>,
): void {
  program
    .command('remove')
    .description('remove for good all that the study holds of a patient, or of one visit')
    .argument('<study>', 'the folder of the study')
    .requiredOption('--patient <code>', 'whose')
    .option('--visit <label>', 'only this visit')
    .option('--dry-run', 'tell what would go, remove nothing')
    .option('--confirm <code>', 'the patient’s code once more: without it nothing is removed')
    .option('--delete-backups', 'the backups that hold it, too')
    .action((study: string, options: Omit<RemoveOptions, 'study'>) =>
      carry(removeCommand({ study, ...options })),
    )
}
