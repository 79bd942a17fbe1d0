import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { explainStorageError } from '#core/areas/study/storage-error.ts'
import type { ImportName } from '#shared/domain/import-plan.ts'
import { precisions } from '#shared/domain/pack.ts'
import { raterCodeSchema } from '#shared/domain/rater.ts'
import { AppError, isAppError } from '#shared/errors.ts'
import { printableJson, visibleLine } from '#shared/visible-text.ts'
import type { ErrorCode } from '#shared/errors.ts'
import { createCliContext } from './cli-context.ts'
import type { CliContext } from './cli-context.ts'
import { describeClipCommands } from './clip-commands.ts'
import { describeCovariateCommands } from './covariate-commands.ts'
import { importCommand } from './commands/import.ts'
import { infoCommand } from './commands/info.ts'
import { initCommand } from './commands/init.ts'
import { journalCommand } from './commands/journal.ts'
import { predictCommand } from './commands/predict.ts'
import { proxiesCommand } from './commands/proxies.ts'
import type { PredictOptions } from './commands/predict.ts'
import { listBackupsCommand, restoreCommand } from './commands/restore.ts'
import { describeDeidentifyCommand } from './deidentify-command.ts'
import { exitCodeOf, exitCodes } from './exit-codes.ts'
import type { Outcome } from './outcome.ts'
import { describeFitCommand } from './fit-options.ts'
import { describeHeadCommands } from './head-commands.ts'
import { describeJobCommands } from './job-commands.ts'
import { describeOutputCommands } from './output-commands.ts'
import { describePackCommands } from './pack-commands.ts'
import { describePeopleCommands } from './people-commands.ts'
import { describeProtocolCommands } from './protocol-commands.ts'
import { describeRemovalCommands } from './removal-commands.ts'
import { describeSpeechCommand } from './speech-command.ts'
import type { Terminal } from './terminal.ts'

interface ImportOptions {
  readonly dryRun?: boolean
  readonly copy?: boolean
  readonly acceptInferred?: boolean
  readonly missing?: string
  readonly rater?: readonly RaterChoice[]
}

type RaterChoice = Pick<ImportName, 'name' | 'raterCode'>

type Carry = (run: (context: CliContext) => Promise<Outcome>) => Promise<void>

function describeCommands(program: Command, carry: Carry): void {
  program
    .command('init')
    .description('make a new study in an empty or new folder')
    .argument('<study>', 'the folder of the study')
    .option('--title <title>', 'what the study is called (default: the name of its folder)')
    .action((study: string, options: { title?: string }) => carry(initCommand({ study, ...options })))
  program
    .command('import')
    .description('take session folders of video, captions and scores into the study')
    .argument('<study>', 'the folder of the study')
    .argument('<folder...>', 'session folders, or folders that hold them')
    .option('--dry-run', 'show what would happen, write nothing')
    .option('--copy', 'copy the videos into the study instead of referring to them')
    .option(
      '--accept-inferred',
      'take what a table names otherwise when only one can be meant, such as patient 1 for 001',
    )
    .option('--missing <codes>', 'what cells hold where there is no score, with commas, e.g. -77,88')
    .option(
      '--rater <name=code...>',
      'a name in captions is the rater with this code, or nobody’s where no code follows',
      raterChoices,
    )
    .action((study: string, folders: string[], options: ImportOptions) =>
      carry(
        importCommand({
          ...{ study, folders, dryRun: options.dryRun ?? false, copy: options.copy ?? false },
          acceptInferred: options.acceptInferred ?? false,
          raters: options.rater ?? [],
          missingCodes: (options.missing ?? '').split(',').filter((code) => code.trim() !== ''),
        }),
      ),
    )
  program
    .command('predict')
    .description('look at every clip with a model pack and compare it with a prompt set')
    .argument('<study>', 'the folder of the study')
    .option('--pack <id>', 'the model pack (default: the one that came with the program)')
    .option('--prompts <name>', 'the prompt set (default: the first one of the pack)')
    .addOption(new Option('--precision <precision>', 'numbers to compute in').choices(precisions))
    .option(
      '--provider <name>',
      'what to compute on, e.g. cpu (default: the fastest that agrees with the others)',
    )
    .addOption(
      new Option(
        '--windows <where>',
        'one window a clip instead of consecutive ones, as in published evaluations',
      ).choices(['first', 'random']),
    )
    .option('--seed <n>', 'draws the start of random windows (default: 1)', wholeNumber)
    .addOption(
      new Option('--resume', 'go on with the prediction that was cut off').conflicts([
        ...['pack', 'prompts', 'precision', 'provider', 'windows', 'seed'],
      ]),
    )
    .action((study: string, options: PredictOptions) => carry(predictCommand({ study, ...options })))
  describeSpeechCommand(program, carry)
  describeFitCommand(program, carry)
  describeOutputCommands(program, carry)
  program
    .command('info')
    .description('tell what is in the study; with --json all of it')
    .argument('<study>', 'the folder of the study')
    .action((study: string) => carry(infoCommand({ study })))
  program
    .command('restore')
    .description('put a backup in the place of the study’s file, which is kept aside')
    .argument('<study>', 'the folder of the study')
    .addOption(
      new Option('--from <file>', 'a backup of the list, or a file (default: the newest)').conflicts('list'),
    )
    .option('--list', 'tell which backups there are and what is in them')
    .action((study: string, options: { from?: string; list?: true }) =>
      carry(options.list === true ? listBackupsCommand({ study }) : restoreCommand({ study, ...options })),
    )
  program
    .command('journal')
    .description('tell who changed what, newest first')
    .argument('<study>', 'the folder of the study')
    .option('--verify', 'check that every entry is as it was written, and the study holds what they say')
    .option('--limit <n>', 'at most so many entries (default: 100, none with --verify)', wholeNumber)
    .action((study: string, options: { verify?: true; limit?: number }) =>
      carry(journalCommand({ study, ...options })),
    )
  program
    .command('proxies')
    .description('make copies for the player of the videos that it cannot play')
    .argument('<study>', 'the folder of the study')
    .action((study: string) => carry(proxiesCommand({ study })))
  describeClipCommands(program, carry)
  describeCovariateCommands(program, carry)
  describeDeidentifyCommand(program, carry)
  describeHeadCommands(program, carry)
  describeJobCommands(program, carry)
  describePackCommands(program, carry)
  describePeopleCommands(program, carry)
  describeProtocolCommands(program, carry)
  describeRemovalCommands(program, carry)
}

/** Called for each one that is given. */
function raterChoices(text: string, before: readonly RaterChoice[] = []): RaterChoice[] {
  const at = text.lastIndexOf('=')
  const name = text.slice(0, at).normalize('NFC').trim()
  const code = text.slice(at + 1).trim()
  const parsed = raterCodeSchema.safeParse(code)
  if (at < 1 || name === '' || (code !== '' && !parsed.success)) {
    throw new InvalidArgumentError('It must be a name, “=”, and a rater code or nothing.')
  }
  return [...before, { name, raterCode: parsed.success ? parsed.data : null }]
}

function wholeNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('It must be a whole number from 0 on.')
  return Number(text)
}

const UNEXPECTED = 'Something unexpected went wrong.'

/** One document, ended by a line break, is all that `--json` ever writes to standard output. */
function writeDocument(terminal: Terminal, document: unknown): void {
  terminal.out(`${printableJson(document)}\n`)
}

function report(terminal: Terminal, asJson: boolean, { document, lines, failures }: Outcome): number {
  if (asJson) writeDocument(terminal, { ...document, failures })
  else if (lines.length > 0) terminal.out(`${lines.map(visibleLine).join('\n')}\n`)
  if (failures.length === 0) return exitCodes.done
  terminal.err(`${failures.length} of the items failed:\n`)
  for (const { item, message } of failures) terminal.err(`${visibleLine(`  ${item}: ${message}`)}\n`)
  return exitCodes.someFailed
}

function reportError(
  terminal: Terminal,
  asJson: boolean,
  error: { code: ErrorCode; message: string },
): number {
  if (asJson) writeDocument(terminal, { error: { code: error.code, message: error.message } })
  terminal.err(`${visibleLine(error.message)}\n`)
  return exitCodeOf(error.code)
}

function toAppError(terminal: Terminal, thrown: unknown): { code: ErrorCode; message: string } {
  const error = explainStorageError(thrown)
  if (isAppError(error)) return error
  if (terminal.signal.aborted) return new AppError('cancelled', 'Cancelled.')
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error)
  terminal.err(`${trace.split('\n').map(visibleLine).join('\n')}\n`)
  return { code: 'internal', message: UNEXPECTED }
}

/**
 * Runs one command line and returns its exit code.
 *
 * @param args without program and script
 */
export async function runCli(
  args: readonly string[],
  terminal: Terminal,
  appVersion: string,
): Promise<number> {
  const asJson = args.includes('--json')
  const context = createCliContext(terminal, appVersion)
  let exitCode: number = exitCodes.done
  let complaint = ''

  const program = new Command('emoclip')
    .description('EmoCLIP Studio without a window. STUDY is the folder of a study.')
    .version(appVersion)
    .option('--json', 'print exactly one JSON document, and nothing else, on standard output')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => {
        terminal.out(text)
      },
      writeErr: (text) => {
        complaint += text
      },
      // What was given stands in it; a proposal of the parser stands on a line of its own.
      outputError: (text, write) => {
        const lines = text.trimEnd().split(/\n(?=\(Did you mean )/u)
        write(`${lines.map(visibleLine).join('\n')}\n`)
      },
    })
    .showHelpAfterError('(add --help to see what can be given)')
  describeCommands(program, async (run) => {
    exitCode = report(terminal, asJson, await run(context))
  })
  inheritSettings(program)

  try {
    await program.parseAsync([...args], { from: 'user' })
    return exitCode
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return exitCodes.done
      return wrongUse(terminal, asJson, complaint)
    }
    return reportError(terminal, asJson, toAppError(terminal, error))
  }
}

/** Subcommands that were made before the settings do not have them. */
function inheritSettings(program: Command): void {
  for (const command of program.commands) {
    command.copyInheritedSettings(program)
    inheritSettings(command)
  }
}

function wrongUse(terminal: Terminal, asJson: boolean, complaint: string): number {
  const [first = 'Wrong use.'] = complaint.replace(/^error: /, '').split('\n')
  if (asJson) writeDocument(terminal, { error: { code: 'bad-request', message: first } })
  terminal.err(complaint)
  return exitCodes.wrongUse
}
