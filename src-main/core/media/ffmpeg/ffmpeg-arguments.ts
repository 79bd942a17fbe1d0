import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import { isFrom51 } from './ffmpeg-version.ts'
import type { PictureSize } from '../frames/frame-size.ts'
import type { PicturePart } from '../frames/picture-part.ts'
import type { CoreShare } from '../types.ts'

/**
 * Formats that hold pictures themselves. Anything that only points at other files or at the network
 * (playlists, concat scripts) stays out.
 */
const formats = 'mov,mp4,matroska,webm,avi,mpegts,mpeg,ogg,flv,asf'

/** Largest single block that ffmpeg may allocate: four times an 8K picture with 10 bits. */
const maxBlockBytes = 512 * 1024 * 1024

/** 8K, in either direction. A decoder holds some twenty pictures at a time. */
export const largestPicture = { width: 8192, height: 4320 }

/** More decoder threads than this bring little and take the cores from the model. */
const maxThreads = 4

/** Options of an input, for ffmpeg and ffprobe alike: local files only, and only formats of video. */
export const inputLimits: readonly string[] = [
  '-protocol_whitelist',
  'file,pipe',
  '-format_whitelist',
  formats,
]

/** The same for a decoder: a stream whose pictures are larger than the file says is refused, too. */
const pictureLimit: readonly string[] = ['-max_pixels', String(largestPicture.width * largestPicture.height)]

/** Global options of ffprobe. */
export const ffprobeLimits: readonly string[] = ['-max_alloc', String(maxBlockBytes)]

/** Global options of every ffmpeg call. */
export const ffmpegLimits: readonly string[] = [
  '-hide_banner',
  '-nostdin',
  '-max_alloc',
  String(maxBlockBytes),
  '-filter_threads',
  '1',
]

export function decoderThreads(share: CoreShare = 'all'): readonly string[] {
  const cores = availableParallelism() / (share === 'half' ? 2 : 1)
  return ['-threads', String(Math.max(1, Math.min(maxThreads, Math.floor(cores))))]
}

/** The protocol is spelled out, so that no file name can be read as an option or as another protocol. */
export function inputFile(file: string): string {
  return `file:${resolve(file)}`
}

/** Frames leave as they were decoded, none repeated and none dropped to fit a rate. */
export function passEveryFrame(version: string): readonly string[] {
  return isFrom51(version) ? ['-fps_mode', 'passthrough'] : ['-vsync', 'passthrough']
}

/** Global options of a decoder whose log is read by `createFfmpegLog`. */
export const decoderArguments: readonly string[] = [
  ...ffmpegLimits,
  ...['-loglevel', 'repeat+level+info', '-nostats'],
  // A sign of life twice a second, also while a long stretch is decoded and nothing selected.
  ...['-progress', 'pipe:2'],
  '-copyts',
]

/** One input, decoded from the key frame at or before `seekMs` on; null decodes from the start. */
export function decodedInput(file: string, seekMs: number | null, share?: CoreShare): string[] {
  const seek = seekMs === null ? [] : ['-noaccurate_seek', '-ss', (seekMs / 1000).toFixed(6)]
  return [...seek, ...decoderThreads(share), ...pictureLimit, ...inputLimits, '-i', inputFile(file)]
}

export interface RawOutput {
  readonly version: string
  /** `0:1` is the second stream of the first input. */
  readonly stream: string
  readonly filters: readonly string[]
  /** Which output it is, where there are several. */
  readonly source?: number
  /** As many frames and no more. */
  readonly frames?: number
  /** As `outputPipe` names it. */
  readonly pipe: string
}

/** Raw 8-bit RGB in full range, each frame as it is decoded, and listed in the log that `createFfmpegLog` reads. */
export function rawOutput({ version, stream, filters, source, frames, pipe }: RawOutput): string[] {
  return [
    ...['-map', stream, '-an', '-sn', '-dn'],
    ...['-filter:v', [...filters, announceFrames(version, source)].join(',')],
    ...passEveryFrame(version),
    ...(frames === undefined ? [] : ['-frames:v', String(frames)]),
    ...['-f', 'rawvideo', '-pix_fmt', 'rgb24', pipe],
  ]
}

/** Without the sums over all bytes of a frame: nobody reads them, and they cost a sixth of what decoding it does. */
function announceFrames(version: string, source: number | undefined): string {
  const filter = source === undefined ? 'showinfo' : `showinfo@${String(source)}`
  return isFrom51(version) ? `${filter}=checksum=0` : filter
}

/**
 * Scaling and conversion to RGB of a size, after a part was cut out; the colours follow the matrix and range that the
 * stream names.
 */
export function toRgb({ width, height }: PictureSize, part: PicturePart | null = null): string[] {
  const scaled = [`scale=${String(width)}:${String(height)}:flags=bicubic`, 'format=rgb24', 'setsar=1']
  return part === null ? scaled : [cropTo(part), ...scaled]
}

/** In shares, which are whole pixels: the picture may change its size in the middle of a file. */
function cropTo({ x, y, width, height, picture }: PicturePart): string {
  const across = (pixels: number) => `iw*${String(pixels)}/${String(picture.width)}`
  const down = (pixels: number) => `ih*${String(pixels)}/${String(picture.height)}`
  return `crop=${across(width)}:${down(height)}:${across(x)}:${down(y)}`
}
