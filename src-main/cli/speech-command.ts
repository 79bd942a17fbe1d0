import type { Command } from 'commander'
import type { CliContext } from './cli-context.ts'
import { speechCommand } from './commands/speech.ts'
import type { Outcome } from './outcome.ts'

type Carry = (run: (context: CliContext) => Promise<Outcome>) => Promise<void>

/** `speech`: how patients speak, without words. */
export function describeSpeechCommand(program: Command, carry: Carry): void {
  program
    .command('speech')
    .description(
      'measure how patients speak, without words: time speaking, pauses, turns, responses, loudness',
    )
    .argument('<study>', 'the folder of the study')
    .action((study: string) => carry(speechCommand({ study })))
}
