import { AppError } from '#shared/errors.ts'
import {
  startDecoder,
  usualLimits,
  type DecoderLimits,
  type DecoderProcess,
} from '../ffmpeg/decoder-process.ts'
import { ffmpegLimits, inputFile, inputLimits } from '../ffmpeg/ffmpeg-arguments.ts'
import { unreadable } from '../probe/probe.ts'
import type { VideoFacts } from '../probe/probe-report.ts'
import type { FfmpegTools, SoundRequest } from '../types.ts'

export interface SoundSource {
  readonly tools: FfmpegTools
  readonly facts: VideoFacts
  readonly limits?: DecoderLimits
}

/** A decoder needs what was before the span to come into step. */
const seekMarginMs = 1000

const sampleBytes = Float32Array.BYTES_PER_ELEMENT

/**
 * The first sound track as one channel. Sample n is heard at `startMs + n / sampleRate` of player time: where the track
 * begins later or has gaps there is silence, and what it has before the span is left out. It may end earlier
 * than the span; a video without sound gives nothing at all.
 *
 * Throws AppError `media-unreadable`, `bad-request`, `cancelled` or `ffmpeg-missing`.
 */
export async function* readVideoSound(
  source: SoundSource,
  request: SoundRequest,
): AsyncGenerator<Float32Array, void, void> {
  const { startMs, endMs, sampleRate } = request
  if (!(startMs >= 0 && endMs > startMs && Number.isInteger(sampleRate) && sampleRate > 0)) {
    throw new AppError(
      'bad-request',
      'A span of sound must end after it starts, and needs a whole sample rate.',
    )
  }
  if (!source.facts.probe.hasAudio) return
  const { tools, limits = usualLimits } = source
  const decoder = startDecoder({
    ffmpeg: tools.ffmpeg,
    args: soundArguments(source.facts, request),
    pipes: 1,
    limits,
    // Nothing is announced, so no picture can be missed.
    stepSeconds: Number.POSITIVE_INFINITY,
    signal: request.signal,
  })
  let given = 0
  try {
    for await (const samples of samplesOf(decoder)) {
      given += samples.length
      decoder.isHeld = true
      yield samples
      decoder.isHeld = false
    }
    await decoder.gone
    decoder.throwIfHopeless()
    // Damage in between was passed over with silence; what was heard is right.
    const isWhole = decoder.ending === 'finished' && (given > 0 || decoder.log.complaintCount === 0)
    if (!isWhole) throw soundProblem(decoder, request.file)
  } finally {
    decoder.stop()
    await decoder.gone
  }
}

/** Pieces of any length, each an array of its own. */
async function* samplesOf(decoder: DecoderProcess): AsyncGenerator<Float32Array, void, void> {
  let rest = Buffer.alloc(0)
  const [output] = decoder.pipes
  try {
    for await (const chunk of (output ?? []) as AsyncIterable<Buffer>) {
      decoder.markAlive()
      const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
      const whole = bytes.length - (bytes.length % sampleBytes)
      rest = Buffer.from(bytes.subarray(whole))
      // A copy: a view on the chunk would have to begin at a multiple of four.
      if (whole > 0) yield new Float32Array(new Uint8Array(bytes.subarray(0, whole)).buffer)
    }
  } catch (error) {
    // A pipe that breaks is no news of its own: how the process ended is looked at next.
    if (decoder.ending === 'running') throw error
  }
}

function soundArguments(facts: VideoFacts, request: SoundRequest): string[] {
  const { startMs, endMs, sampleRate, file } = request
  const seekMs = startMs + facts.playerOffsetMs - facts.fileStartMs - seekMarginMs
  const seconds = (playerMs: number) => ((playerMs + facts.playerOffsetMs) / 1000).toFixed(6)
  const filters = [
    `atrim=start=${seconds(startMs)}${Number.isFinite(endMs) ? `:end=${seconds(endMs)}` : ''}`,
    `asetpts=PTS-(${seconds(startMs)})/TB`,
    // Silence before the first sample and in gaps; what overlaps is left out.
    `aresample=${String(sampleRate)}:async=1:first_pts=0`,
    'aformat=sample_fmts=flt:channel_layouts=mono',
    // Fewer and larger pieces.
    'asetnsamples=n=4096:p=0',
  ]
  return [
    ...[...ffmpegLimits, '-loglevel', 'repeat+level+error', '-nostats', '-progress', 'pipe:2', '-copyts'],
    ...(seekMs > 0 ? ['-noaccurate_seek', '-ss', (seekMs / 1000).toFixed(6)] : []),
    // Pictures are not even read where the container lets them be passed over.
    ...['-threads', '1', '-discard:v', 'all', ...inputLimits, '-i', inputFile(file)],
    ...['-map', '0:a:0', '-vn', '-sn', '-dn', '-filter:a', filters.join(',')],
    ...['-c:a', 'pcm_f32le', '-f', 'f32le', 'pipe:1'],
  ]
}

function soundProblem(decoder: DecoderProcess, file: string): AppError {
  const cause = new Error(decoder.log.complaints.join('\n'))
  if (decoder.ending === 'stalled') {
    return unreadable(file, 'could not be listened to: the disk or the decoder stopped answering.', cause)
  }
  if (decoder.ending === 'crashed' || decoder.ending === 'too-large') {
    return unreadable(file, 'could not be listened to: the decoder broke down on its sound.', cause)
  }
  return unreadable(file, 'has sound that the FFmpeg on this computer cannot decode.', cause)
}
