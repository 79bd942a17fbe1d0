import type { FrameTimes } from '#shared/domain/strip.ts'
import { startDecoder, usualLimits } from '../ffmpeg/decoder-process.ts'
import {
  decodedInput,
  decoderArguments,
  ffprobeLimits,
  inputFile,
  inputLimits,
  passEveryFrame,
} from '../ffmpeg/ffmpeg-arguments.ts'
import { unreadable } from '../probe/probe.ts'
import type { VideoFacts } from '../probe/probe-report.ts'
import { stepSeconds, toPlayerMs } from './reading.ts'
import { runTool } from '../ffmpeg/run-tool.ts'
import { createTickList, packetTicks, vp8Shown } from './tick-readers.ts'
import type { FfmpegTools } from '../types.ts'

export interface FrameTimesSource {
  readonly tools: FfmpegTools
  readonly facts: VideoFacts
}

/** Packets come as the file is read, in whole pages, at worst from a network drive. */
const silenceMs = 180_000

/** As many pictures at the start are decoded to see that the packets tell the same. */
const comparedFrames = 4

/**
 * The time stamp of every picture, in the order and number in which ffmpeg gives them when it decodes the whole file:
 * read from the packets, without decoding. An hour takes about as long as reading the file from the disk. Only
 * where packets do not tell (MPEG-4 with B-frames in AVI, for one) the file is decoded.
 *
 * In a damaged file this counts the pictures that the undamaged one has. Throws AppError `media-unreadable`,
 * `cancelled` or `ffmpeg-missing`.
 */
export async function readFrameTimes(
  source: FrameTimesSource,
  file: string,
  signal?: AbortSignal,
): Promise<FrameTimes> {
  const call = { ...source, file, signal }
  const listed = await listedTicks(call)
  const ticks = (listed === null ? null : await fromFirstDecoded(call, listed)) ?? (await decodedTicks(call))
  if (ticks.length === 0) throw unreadable(file, 'has no readable picture.')
  const { numerator, denominator } = source.facts.timeBase
  return {
    timeBase: { numerator, denominator },
    ticks,
    timesMs: ticks.map((tick) => toPlayerMs((tick * numerator) / denominator, source.facts)),
  }
}

interface Call extends FrameTimesSource {
  readonly file: string
  readonly signal: AbortSignal | undefined
}

/** Ascending; null where packets do not tell the times of all pictures. */
async function listedTicks(call: Call): Promise<Float64Array | null> {
  const packets = packetTicks()
  await pour(call, call.tools.ffprobe, { args: packetArguments(call), into: packets.push })
  const ticks = packets.end()
  if (ticks === null || call.facts.probe.codec !== 'vp8') return ticks?.sort() ?? null
  const shown = vp8Shown()
  await pour(call, call.tools.ffmpeg, { args: ivfArguments(call), into: shown.push })
  const isShown = shown.end()
  return isShown.length === ticks.length ? ticks.filter((_, packet) => isShown[packet]).sort() : null
}

async function pour(
  { file, signal }: Call,
  program: string,
  { args, into }: { readonly args: readonly string[]; readonly into: (chunk: Buffer) => void },
): Promise<void> {
  const { code } = await runTool(program, args, { silenceMs, signal, onOutput: into })
  if (code === null) throw unreadable(file, 'could not be read within 15 minutes.')
}

function packetArguments({ facts, file }: Call): string[] {
  return [
    ...['-v', 'error', ...ffprobeLimits, ...inputLimits],
    ...['-select_streams', String(facts.streamIndex), '-show_entries', 'packet=pts,flags'],
    ...['-of', 'csv=p=0', inputFile(file)],
  ]
}

/** Only the data itself tells which VP8 packets are shown; they are copied to us, not decoded. */
function ivfArguments({ facts, file }: Call): string[] {
  return [
    ...['-nostdin', '-v', 'error', '-copyts', ...inputLimits, '-i', inputFile(file)],
    ...['-map', `0:${String(facts.streamIndex)}`, '-c', 'copy', '-f', 'ivf', 'pipe:1'],
  ]
}

/**
 * A file that was cut out of another may begin with pictures that build on ones it does not have: those have
 * packets, but nobody ever sees them. Null when the packets tell something else than the decoder.
 */
async function fromFirstDecoded(call: Call, listed: Float64Array): Promise<Float64Array | null> {
  const decoded = await decodedTicks(call, comparedFrames)
  const skipped = listed.indexOf(decoded[0] ?? Number.NaN)
  if (skipped < 0) return null
  return decoded.every((tick, index) => listed[skipped + index] === tick) ? listed.subarray(skipped) : null
}

/** Decodes from the start, all of it or as many frames. */
async function decodedTicks(
  { tools, facts, file, signal }: Call,
  frames = Number.POSITIVE_INFINITY,
): Promise<Float64Array> {
  const list = createTickList()
  const decoder = startDecoder({
    ffmpeg: tools.ffmpeg,
    args: [
      ...[...decoderArguments, ...decodedInput(file, null), '-map', `0:${String(facts.streamIndex)}`],
      // Small, because `showinfo` adds up all bytes of a picture.
      ...['-filter:v', 'scale=16:16:flags=neighbor,showinfo', ...passEveryFrame(tools.version)],
      ...(Number.isFinite(frames) ? ['-frames:v', String(frames)] : []),
      ...['-f', 'null', '-'],
    ],
    pipes: 1,
    limits: usualLimits,
    stepSeconds: stepSeconds(facts),
    signal,
  })
  const { numerator, denominator } = facts.timeBase
  decoder.onNews = () => {
    for (const { seconds } of decoder.log.times.splice(0)) {
      if (!Number.isNaN(seconds)) list.add(Math.round((seconds * denominator) / numerator))
    }
  }
  await decoder.gone
  decoder.throwIfHopeless()
  if (decoder.ending !== 'finished') {
    throw unreadable(file, 'could not be read to its end: the disk or the decoder stopped answering.')
  }
  return list.end()
}
