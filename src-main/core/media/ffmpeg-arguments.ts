import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import { knowsFpsMode } from './ffmpeg-version.ts'

/**
 * Formats that hold pictures themselves. Anything that only points at other files or at the network
 * (playlists, concat scripts) stays out.
 */
const formats = 'mov,mp4,matroska,webm,avi,mpegts,mpeg,ogg,flv,asf'

/** Largest single block that ffmpeg may allocate: four times an 8K picture with 10 bits. */
const maxBlockBytes = 512 * 1024 * 1024

/** More decoder threads than this bring little and take the cores from the model. */
const maxThreads = 4

/** Options of an input, for ffmpeg and ffprobe alike: local files only, and only formats of video. */
export const inputLimits: readonly string[] = [
  '-protocol_whitelist',
  'file,pipe',
  '-format_whitelist',
  formats,
]

/** Global options of every ffmpeg call. */
export const ffmpegLimits: readonly string[] = [
  '-hide_banner',
  '-nostdin',
  '-max_alloc',
  String(maxBlockBytes),
  '-filter_threads',
  '1',
]

export function decoderThreads(): readonly string[] {
  return ['-threads', String(Math.max(1, Math.min(maxThreads, availableParallelism())))]
}

/** The protocol is spelled out, so that no file name can be read as an option or as another protocol. */
export function inputFile(file: string): string {
  return `file:${resolve(file)}`
}

/** Frames leave as they were decoded, none repeated and none dropped to fit a rate. */
export function passEveryFrame(version: string): readonly string[] {
  return knowsFpsMode(version) ? ['-fps_mode', 'passthrough'] : ['-vsync', 'passthrough']
}
