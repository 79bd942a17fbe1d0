import { InvalidArgumentError } from 'commander'
import type { Command } from 'commander'
import type { CliContext } from './cli-context.ts'
import { deidentifyCommand } from './commands/deidentify.ts'
import type { DeidentifyOptions } from './commands/deidentify.ts'
import type { Outcome } from './outcome.ts'

type Carry = (run: (context: CliContext) => Promise<Outcome>) => Promise<void>

export function describeDeidentifyCommand(program: Command, carry: Carry): void {
  program
    .command('deidentify')
    .description('write copies of clips in which every face but the patient’s is blurred')
    .argument('<study>', 'the folder of the study')
    .requiredOption('--out <folder>', 'where to write; made if it is not there')
    .option('--clip <id...>', 'only these clips (default: all that are not excluded)', clipIds)
    .option('--keep-sound', 'keep the sound, by which a voice can be known')
    .action((study: string, options: DeidentifyOptions) => carry(deidentifyCommand({ study, ...options })))
}

/** Called for each number that is given. */
function clipIds(text: string, before: readonly number[] = []): number[] {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new InvalidArgumentError('It must be the number of a clip.')
  return [...before, Number(text)]
}
