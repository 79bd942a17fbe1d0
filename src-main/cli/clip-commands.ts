import { InvalidArgumentError, Option } from 'commander'
import type { Command } from 'commander'
import type { CliContext } from './cli-context.ts'
import { clipsListCommand, clipsProposeCommand, cutMethods } from './commands/clips.ts'
import type { ProposeOptions } from './commands/clips.ts'
import type { Outcome } from './outcome.ts'

type Carry = (run: (context: CliContext) => Promise<Outcome>) => Promise<void>

/** `clips …`: the spans of videos that are captioned and predicted. */
export function describeClipCommands(program: Command, carry: Carry): void {
  const clips = program.command('clips').description('list clips, and cut long videos into clips')
  clips
    .command('list')
    .description('tell which clips there are')
    .argument('<study>', 'the folder of the study')
    .action((study: string) => carry(clipsListCommand({ study })))
  clips
    .command('propose')
    .description('propose clips for a video: of one length, parted at pauses, or where the patient is there')
    .argument('<study>', 'the folder of the study')
    .requiredOption('--video <video>', 'number or file name of the video')
    .addOption(
      new Option('--method <method>', 'how the video is cut').choices(cutMethods).makeOptionMandatory(),
    )
    .option('--length <s>', 'fixed: seconds of a clip (default: 10)', positive)
    .option('--stride <s>', 'fixed: seconds from start to start (default: the length)', positive)
    .option('--silence <ms>', 'speech: a pause this long parts clips (default: 700)', positive)
    .option('--threshold <dB>', 'speech: sound this far above the noise (default: 10)', positive)
    .option('--gap <s>', 'face: the patient may be gone for this long (default: 2)', notNegative)
    .option('--min <s>', 'speech and face: the shortest clip (default: 3)', positive)
    .option('--max <s>', 'speech and face: the longest clip (default: 30)', positive)
    .option('--apply', 'put these clips in place of those that the video has')
    .action((study: string, options: ProposeOptions) => carry(clipsProposeCommand({ study, ...options })))
}

function notNegative(text: string): number {
  if (!/^\d{1,9}(?:\.\d{1,6})?$/.test(text)) throw new InvalidArgumentError('It must be a number from 0 on.')
  return Number(text)
}

function positive(text: string): number {
  const value = notNegative(text)
  if (value === 0) throw new InvalidArgumentError('It must be more than 0.')
  return value
}
