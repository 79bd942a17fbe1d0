import { Option } from 'commander'
import type { Command } from 'commander'
import { featureKinds, headIds } from '#shared/domain/head-kind.ts'
import type { FeatureKind, HeadId } from '#shared/domain/head-kind.ts'
import type { CliContext } from './cli-context.ts'
import { fitCommand } from './commands/fit.ts'
import type { Outcome } from './outcome.ts'
import { protocolNumber } from './protocol-commands.ts'

interface FitOptions {
  readonly scale?: string
  readonly protocol?: number
  readonly item?: readonly string[]
  readonly pack?: string
  readonly differentPeople?: boolean
  readonly unblinded?: boolean
  readonly insist?: boolean
  readonly head?: readonly HeadId[]
  readonly features?: FeatureKind
}

/** `fit`: severity models. */
export function describeFitCommand(
  program: Command,
  carry: (run: (context: CliContext) => Promise<Outcome>) => Promise<void>,
): void {
  program
    .command('fit')
    .description('estimate scale items from the clips, validated patient by patient')
    .argument('<study>', 'the folder of the study')
    .option('--scale <id>', 'the scale, e.g. panss-negative')
    .addOption(
      new Option('--protocol <n>', 'just as this frozen protocol says, in place of all of the others')
        .argParser(protocolNumber)
        .conflicts(['scale', 'item', 'pack', 'unblinded', 'insist', 'head', 'features']),
    )
    .option(
      '--item <id...>',
      'only these items, totals or subscales (default: all items that a face can show)',
    )
    .option('--pack <id>', 'the model pack (default: the one that came with the program)')
    .option('--different-people', 'patients who look like one person are several')
    .option('--unblinded', 'ratings that were made with estimates in view count, too')
    .option(
      '--insist',
      'items named by --item though a face cannot show them; a warning stays with each estimate',
    )
    .addOption(
      new Option(
        '--head <name...>',
        'the kind of model (default: ridge); several are held against each other, and the first is the one in use',
      ).choices([...headIds]),
    )
    .addOption(
      new Option('--features <name>', 'what is read of the clips (default: mean)').choices([...featureKinds]),
    )
    .action((study: string, options: FitOptions) =>
      carry(
        fitCommand({
          ...{ study, scale: options.scale, items: options.item ?? null, pack: options.pack },
          protocol: options.protocol,
          ...{ differentPeople: options.differentPeople === true, unblinded: options.unblinded === true },
          insists: options.insist === true,
          heads: options.head ?? ['ridge'],
          features: options.features,
        }),
      ),
    )
}
