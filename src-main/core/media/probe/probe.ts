import { open, type FileHandle } from 'node:fs/promises'
import { AppError } from '#shared/errors.ts'
import { MAX_VIDEO_MS } from '#shared/limits.ts'
import { formatTimecode } from '#shared/time/timecode.ts'
import { checkCompleteness } from './completeness.ts'
import { hasEncryptedPictures } from './encrypted-track.ts'
import { ffprobeLimits, inputFile, inputLimits, largestPicture } from '../ffmpeg/ffmpeg-arguments.ts'
import { fileKindOf, firstBytesNeeded, type FileKind } from './file-kind.ts'
import { packetCounter } from './packet-counter.ts'
import {
  isDoubtful,
  probeReportSchema,
  toVideoFacts,
  videoStreamOf,
  type PacketCount,
  type ProbeReport,
  type VideoFacts,
} from './probe-report.ts'
import { runTool } from '../ffmpeg/run-tool.ts'
import { shownName } from '../../files/shown-name.ts'
import type { FfmpegTools } from '../types.ts'

const probeSilenceMs = 30_000
/** Counting reads the whole file, packet by packet, at worst from a network drive. */
const countSilenceMs = 180_000

const withoutIndex =
  'has no index, because its recording was not finished: it is looked at from the beginning, which takes longer, and its end may be missing.'
const damagedBeginning = 'cannot be opened as a video: its beginning is damaged.'

/**
 * Reads what a video file is. Throws AppError `media-unreadable` with one sentence that names the file and the
 * real cause, `cancelled` or `ffmpeg-missing`.
 */
export async function probeVideo(
  tools: FfmpegTools,
  file: string,
  signal?: AbortSignal,
): Promise<VideoFacts> {
  const { kind, missingBytes, bytes, remarks } = await inspectFile(file)
  if (missingBytes > 0) throw await cutOff({ tools, file, signal }, missingBytes)
  const report = await readReport({ tools, file, kind, signal })
  const stream = videoStreamOf(report)
  if (stream === null) {
    if (report.streams.length === 0 && kind.kind === 'video') throw unreadable(file, damagedBeginning)
    const isSound = report.streams.some((other) => other.codec_type === 'audio')
    throw unreadable(file, isSound ? 'has sound but no picture.' : 'has no video track.')
  }
  const isUnsure = isDoubtful(report, stream, bytes)
  const packets = isUnsure ? await countPackets({ tools, file, signal }, String(stream.index)) : null
  const container = kind.kind === 'video' ? kind.container : null
  const facts = toVideoFacts(report, stream, { container, packets, remarks })
  if (facts === null) throw unreadable(file, 'does not say how large its picture is: it seems to be damaged.')
  if (facts.probe.frameCount === 0) throw unreadable(file, 'has a video track without a single picture.')
  const { width, height, durationMs } = facts.probe
  if (durationMs > MAX_VIDEO_MS) throw unreadable(file, tooLong(durationMs))
  if (width * height > largestPicture.width * largestPicture.height) {
    const limit = `${String(largestPicture.width)} x ${String(largestPicture.height)}`
    throw unreadable(
      file,
      `has pictures of ${String(width)} x ${String(height)} pixels: reading them takes too much memory, the limit is ${limit}.`,
    )
  }
  return facts
}

/** Before years of it are cut into clips. */
function tooLong(durationMs: number): string {
  const hours = Math.round(durationMs / 3_600_000).toLocaleString('en')
  return `ends after ${hours} hours by its time stamps: they are damaged, or made up, as no video is longer than a week. Convert the video to a new file.`
}

export function unreadable(file: string, what: string, cause?: unknown): AppError {
  return new AppError('media-unreadable', `${shownName(file)} ${what}`, { cause })
}

interface Inspected {
  readonly kind: FileKind
  readonly bytes: number
  /** More than 0 where the file ends before it should. */
  readonly missingBytes: number
  readonly remarks: readonly string[]
}

/** Everything that can be told without ffmpeg; throws when that is enough to refuse the file. */
async function inspectFile(file: string): Promise<Inspected> {
  const handle = await open(file, 'r').catch((error: unknown) => {
    throw unreadable(file, openProblem(error), error)
  })
  try {
    return await inspectOpenFile(file, handle)
  } catch (error) {
    if (error instanceof AppError) throw error
    throw unreadable(file, openProblem(error), error)
  } finally {
    await handle.close()
  }
}

async function inspectOpenFile(file: string, handle: FileHandle): Promise<Inspected> {
  const status = await handle.stat()
  if (status.isDirectory()) throw unreadable(file, 'is a folder, not a video file.')
  if (!status.isFile()) throw unreadable(file, 'is not an ordinary file.')
  if (status.size === 0) {
    throw unreadable(file, 'is empty (0 bytes): its recording or copying did not finish.')
  }
  const head = Buffer.alloc(firstBytesNeeded)
  const { bytesRead } = await handle.read(head, 0, head.length, 0)
  const kind = fileKindOf(head.subarray(0, bytesRead))
  if (kind.kind === 'other') throw unreadable(file, `is not a video: it is ${kind.name}.`)
  const base = { kind, bytes: status.size, missingBytes: 0, remarks: [] }
  if (kind.kind !== 'video') return base
  const found = await checkCompleteness(handle, { container: kind.container, bytes: status.size })
  if (found.state === 'no-index') {
    throw unreadable(
      file,
      'is cut off: the index of its pictures is missing, because recording or copying did not finish.',
    )
  }
  const mayBeEncrypted = kind.container === 'mp4' || kind.container === 'mov'
  if (mayBeEncrypted && (await hasEncryptedPictures(handle, status.size))) {
    throw unreadable(
      file,
      'is encrypted: its pictures cannot be read without the key. Export it again without protection.',
    )
  }
  if (found.state === 'unindexed') return { ...base, remarks: [withoutIndex] }
  return { ...base, missingBytes: found.state === 'cut' ? found.missingBytes : 0 }
}

/** The last pictures that are there tell the time. */
async function cutOff(call: ProbeCall, missingBytes: number): Promise<AppError> {
  const packets = await countPackets(call, 'v:0')
  const where = packets?.endMs == null ? '' : ` at ${formatTimecode(packets.endMs)}`
  return unreadable(
    call.file,
    `is cut off${where}: the last ${readableBytes(missingBytes)} are missing. Copy it again from its source.`,
  )
}

/** Words for an error of opening or reading a file; only the cause, never the path. */
export function openProblem(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'is not there any more.'
    case 'EACCES':
    case 'EPERM':
      return 'cannot be opened: this account has no permission to read it.'
    case 'EISDIR':
      return 'is a folder, not a video file.'
    case 'ENAMETOOLONG':
      return 'cannot be opened: its name is too long for this computer.'
    case 'EBUSY':
      return 'cannot be opened: another program is using it.'
    case 'EMFILE':
    case 'ENFILE':
      return 'cannot be opened: too many files are open on this computer.'
    case undefined:
      return 'could not be looked at: something unexpected went wrong.'
    default:
      return 'cannot be read from the disk.'
  }
}

function readableBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`
}

interface ProbeCall {
  readonly tools: FfmpegTools
  readonly file: string
  readonly signal: AbortSignal | undefined
}

async function readReport({
  tools,
  file,
  kind,
  signal,
}: ProbeCall & { kind: FileKind }): Promise<ProbeReport> {
  const { code, crashed, stdout } = await runTool(
    tools.ffprobe,
    [
      '-v',
      'error',
      ...ffprobeLimits,
      ...inputLimits,
      '-print_format',
      'json',
      '-show_format',
      '-show_streams',
      inputFile(file),
    ],
    { silenceMs: probeSilenceMs, signal },
  )
  if (code === null) throw unreadable(file, 'could not be read within 30 seconds.')
  if (code === 0) {
    const report = parseReport(stdout.toString('utf8'))
    if (report !== null) return report
    throw unreadable(
      file,
      'could not be looked at: ffprobe, a part of FFmpeg, gave an answer that is none. Install FFmpeg again, or choose another one.',
    )
  }
  if (crashed) {
    throw unreadable(
      file,
      `could not be looked at: ffprobe ${tools.version}, a part of FFmpeg, crashed on it. Install a newer FFmpeg, or choose another one.`,
    )
  }
  throw unreadable(
    file,
    kind.kind === 'video' ? damagedBeginning : 'is not a video in a format that can be read.',
  )
}

/** Null when it is no report. */
function parseReport(text: string): ProbeReport | null {
  try {
    return probeReportSchema.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}

/** Counts the packets of a stream, one to a frame, and finds where the last one ends. Null when that takes too long. */
async function countPackets({ tools, file, signal }: ProbeCall, stream: string): Promise<PacketCount | null> {
  const packets = packetCounter()
  const { code } = await runTool(
    tools.ffprobe,
    [
      '-v',
      'error',
      ...ffprobeLimits,
      ...inputLimits,
      '-select_streams',
      stream,
      '-show_entries',
      'packet=pts_time,duration_time',
      '-print_format',
      'csv=print_section=0',
      inputFile(file),
    ],
    { silenceMs: countSilenceMs, signal, onOutput: packets.push },
  )
  return code === 0 ? packets.end() : null
}
