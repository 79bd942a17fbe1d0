import { InvalidArgumentError } from 'commander'
import type { Command } from 'commander'
import type { CliContext } from './cli-context.ts'
import { protocolFreezeCommand, protocolListCommand, protocolShowCommand } from './commands/protocol.ts'
import type { Outcome } from './outcome.ts'

/** From 1 on. */
export function protocolNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It must be the number of a protocol.')
  return Number(text)
}

/** `protocol …`: what is planned before anything is fitted. */
export function describeProtocolCommands(
  program: Command,
  carry: (run: (context: CliContext) => Promise<Outcome>) => Promise<void>,
): void {
  const protocol = program
    .command('protocol')
    .description('what will be tested, frozen before anything is fitted')
  protocol
    .command('list')
    .description('tell which protocols are frozen')
    .argument('<study>', 'the folder of the study')
    .action((study: string) => carry(protocolListCommand({ study })))
  protocol
    .command('show')
    .description('tell all that one says; with --json as it is hashed')
    .argument('<study>', 'the folder of the study')
    .argument('<n>', 'its number', protocolNumber)
    .action((study: string, n: number) => carry(protocolShowCommand({ study, n })))
  protocol
    .command('freeze')
    .description('freeze what a file plans: it is never edited, only amended by a later one')
    .argument('<study>', 'the folder of the study')
    .requiredOption('--file <file>', 'the plan, JSON (see statistics.md)')
    .option('--by <code>', 'the rater who does it')
    .action((study: string, options: { file: string; by?: string }) =>
      carry(protocolFreezeCommand({ study, ...options })),
    )
}
