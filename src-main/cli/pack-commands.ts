import { Option } from 'commander'
import type { Command } from 'commander'
import { activations, precisions } from '#shared/domain/pack.ts'
import type { Activation } from '#shared/domain/pack.ts'
import type { CliContext } from './cli-context.ts'
import type { Outcome } from './outcome.ts'

type Carry = (run: (context: CliContext) => Promise<Outcome>) => Promise<void>

/** Loaded when one of them is called: they bring the whole of pack building along. */
const buildCommands = () => import('./commands/pack.ts')

interface BuildOptions {
  readonly out?: string
  readonly precision?: string
  readonly title?: string
  readonly licence?: string
  readonly activation?: Activation
}

interface EmbedOptions {
  readonly frames: string
  readonly shapes: string
  readonly texts: string
  readonly precision?: string
  readonly provider?: string
}

/** `pack …`: model packs from a user's own checkpoint files. */
export function describePackCommands(program: Command, carry: Carry): void {
  const pack = program.command('pack').description('build, check and list model packs')
  pack
    .command('build')
    .description('build a pack from checkpoint files: an EmoCLIP, a CLIP, or downstream weights and a CLIP')
    .argument('<file...>', 'PyTorch (.pth, .pt), TorchScript (.pt) or safetensors files')
    .option('--out <folder>', 'where the pack goes (default: among the packs of this user)')
    .option('--precision <list>', 'fp32, fp16 and int8, with commas between (default: fp32,int8)')
    .option('--title <title>', 'what the pack is called')
    .option('--licence <text>', 'the terms of the files, as you state them')
    .addOption(
      new Option(
        '--activation <name>',
        'of a CLIP whose file does not tell it: quick-gelu (OpenAI’s; the default) or gelu (most of OpenCLIP’s)',
      ).choices(activations),
    )
    .action((files: string[], options: BuildOptions) =>
      carry(async (context) => (await buildCommands()).packBuildCommand({ files, ...options })(context)),
    )
  pack
    .command('verify')
    .description('check every file of a pack against its hash')
    .argument('<folder>', 'the folder of the pack')
    .action((folder: string) =>
      carry(async (context) => (await buildCommands()).packVerifyCommand({ pack: folder })(context)),
    )
  pack
    .command('list')
    .description('tell which packs are there')
    .action(() => carry(async () => (await buildCommands()).packListCommand()()))
  pack
    .command('install')
    .description('check a pack that was built elsewhere and copy it among the packs of this user')
    .argument('<folder>', 'the folder of the pack')
    .action((folder: string) =>
      carry(async (context) => (await buildCommands()).packInstallCommand({ pack: folder })(context)),
    )
  pack
    .command('remove')
    .description('remove a pack of this user')
    .argument('<id>', 'the pack')
    .action((id: string) => carry(async () => (await buildCommands()).packRemoveCommand({ id })()))
  pack
    .command('try')
    .description('try every way in which this computer can run a pack, and keep which is the fastest')
    .argument('<id>', 'the pack')
    .action((id: string) =>
      carry(async (context) => {
        const { packTryCommand } = await import('./commands/pack-try.ts')
        return packTryCommand({ id })(context)
      }),
    )
  pack
    .command('embed')
    .description('embed raw frames, each clip whole, and sentences; prints the numbers with --json')
    .argument('<pack>', 'the folder or the id of the pack')
    .requiredOption('--frames <file>', 'uint8 RGB, frame after frame, clip after clip')
    .requiredOption('--shapes <file>', 'JSON: [{ frames, height, width, offset }], one per clip')
    .requiredOption('--texts <file>', 'JSON: an array of sentences')
    .addOption(new Option('--precision <precision>', 'numbers to compute in').choices(precisions))
    .option('--provider <name>', 'what to compute on (default: cpu)')
    .action((folder: string, options: EmbedOptions) =>
      carry(async (context) => {
        const { packEmbedCommand } = await import('./commands/pack-embed.ts')
        return packEmbedCommand({ pack: folder, ...options })(context)
      }),
    )
}
