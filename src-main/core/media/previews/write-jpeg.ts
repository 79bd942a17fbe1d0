import { AppError } from '#shared/errors.ts'
import { tellsDiskFull } from '../../files/os-errors.ts'
import { writeWhole } from '../../files/write-atomically.ts'
import { ffmpegLimits, inputFile } from '../ffmpeg/ffmpeg-arguments.ts'
import { runWriter } from '../ffmpeg/run-writer.ts'
import type { FfmpegTools, RgbPicture } from '../types.ts'

/** Small pictures: a little loss is not seen, and twice the size would be. */
const quality = '5'

/** Writes a picture as JPEG into a folder that is there; the file is whole or not there. Throws AppError `disk-full`, `internal` or `ffmpeg-missing`. */
export async function writeJpeg(tools: FfmpegTools, file: string, picture: RgbPicture): Promise<void> {
  const write = async (partial: string): Promise<void> => {
    const { code, complaints } = await runWriter({
      ffmpeg: tools.ffmpeg,
      args: [
        ...[...ffmpegLimits, '-y', '-loglevel', 'error', '-nostats'],
        ...['-f', 'rawvideo', '-pix_fmt', 'rgb24'],
        ...['-video_size', `${String(picture.width)}x${String(picture.height)}`, '-i', 'pipe:0'],
        ...['-filter:v', 'scale=out_range=pc,format=yuvj420p', '-frames:v', '1'],
        ...['-threads', '1', '-c:v', 'mjpeg', '-q:v', quality, '-f', 'mjpeg', inputFile(partial)],
      ],
      input: [picture.rgb],
    })
    if (code !== 0) throw jpegProblem(new Error(complaints.join('\n')))
  }
  await writeWhole(file, write, { flush: false })
}

function jpegProblem(cause: Error): AppError {
  return tellsDiskFull(cause.message)
    ? new AppError('disk-full', 'The disk is full: a preview picture could not be written.', { cause })
    : new AppError('internal', 'A preview picture could not be written.', { cause })
}
