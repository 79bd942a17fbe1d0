import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { passEveryFrame } from '#core/media/ffmpeg/ffmpeg-arguments.ts'
import { testFfmpeg } from './make-video.ts'

const run = promisify(execFile)
const maxBuffer = 512 * 1024 * 1024

export interface ReferenceFrame {
  /** Presentation time stamp of the file, in seconds. */
  readonly seconds: number
  readonly rgb: Buffer
}

/**
 * Every frame of a video without seeking, selecting or our own code: the time stamps from ffprobe, the
 * pictures from a plain decode of the whole file.
 */
export async function referenceFrames(
  file: string,
  { width, height }: { width: number; height: number },
): Promise<ReferenceFrame[]> {
  const { ffmpeg, ffprobe, version } = await testFfmpeg()
  const probed = await run(
    ffprobe,
    // prettier-ignore
    ['-v', 'error', '-select_streams', 'v:0', '-show_entries', 'frame=best_effort_timestamp_time', '-of', 'csv=p=0', file],
    { maxBuffer },
  )
  const times = probed.stdout
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => Number.parseFloat(line))
  // AVI has no time for the last frame when it has B-frames; it follows by one step.
  const last = times.length - 1
  if (Number.isNaN(times[last])) times[last] = 2 * (times[last - 1] ?? 0) - (times[last - 2] ?? 0)
  const decoded = await run(
    ffmpeg,
    // prettier-ignore
    ['-v', 'error', '-copyts', '-i', file, '-map', '0:v:0', ...passEveryFrame(version), '-f', 'rawvideo', '-pix_fmt', 'rgb24', 'pipe:1'],
    { maxBuffer, encoding: 'buffer' },
  )
  const bytes = width * height * 3
  if (decoded.stdout.length !== times.length * bytes) {
    throw new Error(`${times.length} time stamps, but ${decoded.stdout.length / bytes} pictures`)
  }
  return times.map((seconds, index) => ({
    seconds,
    rgb: decoded.stdout.subarray(index * bytes, (index + 1) * bytes),
  }))
}
