import type { Command } from 'commander'
import type { CliContext } from './cli-context.ts'
import { headApplyCommand, headSaveCommand } from './commands/head.ts'
import type { HeadSaveOptions } from './commands/head.ts'
import type { Outcome } from './outcome.ts'

type Carry = (run: (context: CliContext) => Promise<Outcome>) => Promise<void>

/** `head …`: severity models as files, from one study to another. */
export function describeHeadCommands(program: Command, carry: Carry): void {
  const head = program.command('head').description('severity models as files')
  head
    .command('save')
    .description('write a fitted model with its card, for use in another study')
    .argument('<study>', 'the folder of the study')
    .requiredOption('--scale <id>', 'the scale, e.g. panss-negative')
    .requiredOption('--item <id>', 'the item of the scale')
    .requiredOption('--out <folder>', 'where to write; made if it is not there')
    .option('--pack <id>', 'the model pack that it was fitted with, where there are several')
    .action((study: string, options: HeadSaveOptions) => carry(headSaveCommand({ study, ...options })))
  head
    .command('apply')
    .description('estimate the visits of a study by a model that was fitted in another one')
    .argument('<study>', 'the folder of the study')
    .requiredOption('--head <file>', 'the card of the head, head.json, with its ONNX file beside it')
    .requiredOption('--out <folder>', 'where to write; made if it is not there')
    .action((study: string, options: { head: string; out: string }) =>
      carry(headApplyCommand({ study, ...options })),
    )
}
