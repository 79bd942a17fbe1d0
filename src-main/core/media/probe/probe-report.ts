import { z } from 'zod'
import type { VideoProbe } from '#shared/domain/clip.ts'
import type { VideoContainer } from './file-kind.ts'

/** ffprobe writes numbers as text, and leaves out what it does not know. */
const numberText = z
  .string()
  .transform((text) => Number(text))
  .pipe(z.number())
  .optional()
  .catch(undefined)

const streamSchema = z.object({
  index: z.number().int(),
  codec_type: z.string().optional(),
  codec_name: z.string().optional(),
  width: z.number().int().optional(),
  height: z.number().int().optional(),
  sample_aspect_ratio: z.string().optional(),
  avg_frame_rate: z.string().optional(),
  r_frame_rate: z.string().optional(),
  time_base: z.string().optional(),
  start_time: numberText,
  duration: numberText,
  nb_frames: numberText,
  disposition: z.object({ attached_pic: z.number().default(0) }).optional(),
  tags: z.record(z.string(), z.string()).optional(),
  side_data_list: z.array(z.object({ rotation: z.number().optional() })).optional(),
})
export type ReportedStream = z.infer<typeof streamSchema>

/** The part of `ffprobe -show_format -show_streams` in JSON that is used. */
export const probeReportSchema = z.object({
  streams: z.array(streamSchema).default([]),
  format: z.object({
    format_name: z.string().default(''),
    duration: numberText,
    start_time: numberText,
  }),
})
export type ProbeReport = z.infer<typeof probeReportSchema>

/** What the reader must know of a video on top of the probe that is stored. */
export interface VideoFacts {
  readonly probe: VideoProbe
  /** Index of the video stream in the file. */
  readonly streamIndex: number
  /** Seconds per tick of its time stamps = numerator / denominator. */
  readonly timeBase: { readonly numerator: number; readonly denominator: number }
  /** Add to a time that a player shows to get the presentation time stamp in the file. */
  readonly playerOffsetMs: number
  /** Smallest time stamp of any stream, in ms: what ffmpeg counts `-ss` from. */
  readonly fileStartMs: number
  /**
   * Where the container says that the pictures end, in player time, whether they do or not: so far is a clip sampled
   * that was cut when the container was still believed.
   */
  readonly declaredEndMs: number
  /** Whole sentences on what is usable but not as it should be; each begins with a verb, after the file's name. */
  readonly remarks: readonly string[]
}

/** The streams of moving pictures. A cover picture is none. */
function videoStreamsOf(report: ProbeReport): ReportedStream[] {
  return report.streams.filter(
    (stream) => stream.codec_type === 'video' && (stream.disposition?.attached_pic ?? 0) === 0,
  )
}

/** The first one: what a player shows. */
export function videoStreamOf(report: ProbeReport): ReportedStream | null {
  return videoStreamsOf(report)[0] ?? null
}

/** What packets say where the container says nothing; `endMs` is in time stamps of the file. */
export interface PacketCount {
  readonly frames: number
  readonly endMs: number | null
}

/** A longer time without a picture is no clip of video: sound that goes on, or an end that somebody made up. */
const longestTailMs = 1000

/**
 * Joins the report and, where it was needed, the packet count. Null when the stream has no picture size.
 *
 * Player time: Chromium shows the time stamps of the file as they are, a later start of the pictures and an
 * earlier one of the sound included (measured in Electron 33 by `requestVideoFrameCallback` on MP4, MKV and
 * WebM with AAC, Opus and Vorbis). Only a video that itself starts before 0 is moved, to 0. Containers that it does
 * not open are shown by a copy of ours, and count from their first time stamp, as every other player does: a
 * transport stream goes on with the clock of its camera.
 *
 * What a container declares as its end is believed as long as its pictures are there until then.
 */
export function toVideoFacts(
  report: ProbeReport,
  stream: ReportedStream,
  about: {
    /** Null for one that Chromium does not open. */
    readonly container: VideoContainer | null
    readonly packets: PacketCount | null
    readonly remarks: readonly string[]
  },
): VideoFacts | null {
  const { width, height } = stream
  if (width === undefined || height === undefined || width <= 0 || height <= 0) return null
  const fps = rateOf(stream.avg_frame_rate) ?? rateOf(stream.r_frame_rate)
  const startMs = (stream.start_time ?? 0) * 1000
  const fileStartMs = (report.format.start_time ?? 0) * 1000
  const playerOffsetMs = about.container === null ? Math.min(fileStartMs, startMs) : Math.min(0, startMs)
  const declaredMs = declaredEndMs(report, stream)
  const endMs = believedEndMs(declaredMs, about.packets) ?? startMs
  // A single picture lasts one frame, even where the container says nothing at all.
  const shortestMs = 1000 / (fps ?? 25)
  return {
    probe: {
      container: about.container ?? report.format.format_name.split(',')[0] ?? '',
      codec: stream.codec_name ?? 'unknown',
      width,
      height,
      rotationDeg: rotationOf(stream),
      pixelAspect: pixelAspectOf(stream.sample_aspect_ratio),
      fps,
      frameCount: about.packets?.frames ?? stream.nb_frames ?? null,
      durationMs: roundMs(Math.max(endMs - playerOffsetMs, startMs - playerOffsetMs + shortestMs)),
      startMs: roundMs(startMs - playerOffsetMs),
      hasAudio: report.streams.some((other) => other.codec_type === 'audio'),
    },
    streamIndex: stream.index,
    timeBase: timeBaseOf(stream.time_base),
    playerOffsetMs,
    fileStartMs,
    declaredEndMs: roundMs(Math.max(endMs, declaredMs ?? endMs) - playerOffsetMs),
    remarks: [...about.remarks, ...otherTracks(report, stream)],
  }
}

function believedEndMs(declaredMs: number | null, packets: PacketCount | null): number | null {
  const countedMs = packets?.endMs ?? null
  if (declaredMs === null || countedMs === null) return declaredMs ?? countedMs
  return Math.abs(declaredMs - countedMs) <= longestTailMs ? declaredMs : countedMs
}

function otherTracks(report: ProbeReport, taken: ReportedStream): string[] {
  const others = videoStreamsOf(report).filter(({ index }) => index !== taken.index)
  if (others.length === 0) return []
  const size = ({ width = 0, height = 0 }: ReportedStream): string => `${String(width)} x ${String(height)}`
  const count = others.length === 1 ? 'a second video track' : `${String(others.length)} more video tracks`
  return [
    `has ${count} (${others.map(size).join(', ')}): only the first one (${size(taken)}) is looked at. Save the other as a file of its own to look at it, too.`,
  ]
}

/** End of the last frame as a time stamp of the file; null where the container does not say. */
export function declaredEndMs(report: ProbeReport, stream: ReportedStream): number | null {
  if (report.format.format_name.startsWith('matroska')) {
    // Matroska counts durations from 0, not from the first frame. The whole file may end later, with sound.
    const seconds = clockSeconds(stream.tags?.['DURATION']) ?? report.format.duration
    return seconds === undefined ? null : seconds * 1000
  }
  const seconds = stream.duration ?? report.format.duration
  return seconds === undefined ? null : ((stream.start_time ?? 0) + seconds) * 1000
}

/** To a microsecond: what ffprobe prints, without the noise of binary fractions. */
function roundMs(ms: number): number {
  return Math.round(ms * 1000) / 1000
}

/** `25/1` as a number; null for `0/0`. */
function rateOf(text: string | undefined): number | null {
  const [over, under] = (text ?? '').split('/').map(Number)
  const rate = (over ?? 0) / (under ?? 0)
  return Number.isFinite(rate) && rate > 0 ? rate : null
}

/** `1/12800` in its parts; ffprobe always says it, and microseconds are what it counts in itself. */
function timeBaseOf(text: string | undefined): VideoFacts['timeBase'] {
  const [, numerator, denominator] = /^([1-9]\d*)\/([1-9]\d*)$/.exec(text ?? '') ?? []
  return numerator === undefined
    ? { numerator: 1, denominator: 1_000_000 }
    : { numerator: Number(numerator), denominator: Number(denominator) }
}

/** Tools that scale to whole pixels leave ratios like 1368:1367, for which no picture is worth stretching. */
const asGoodAsSquare = 0.01

/** `16:15` as a number; 1 where it is not known (ffprobe says `0:1` or nothing). */
function pixelAspectOf(text: string | undefined): number {
  const [over, under] = (text ?? '').split(':').map(Number)
  const aspect = (over ?? 0) / (under ?? 0)
  if (!(aspect > 0.1 && aspect < 10)) return 1
  return Math.abs(aspect - 1) < asGoodAsSquare ? 1 : aspect
}

/** ffprobe counts the turn anticlockwise; ours is clockwise, in quarter turns. */
function rotationOf(stream: ReportedStream): number {
  const anticlockwise = stream.side_data_list?.find((data) => data.rotation !== undefined)?.rotation ?? 0
  const quarters = Math.round(-anticlockwise / 90) % 4
  return ((quarters + 4) % 4) * 90
}

/** Less is not needed to store even a picture in which nothing changes. */
const smallestPictureBytes = 8
/** A still picture that is shown for as long is rare enough to be looked for. */
const longestPictureMs = 10_000
const dayMs = 24 * 3_600_000

/** Whether the declared number and length of the pictures are to be checked against those that are there. */
export function isDoubtful(report: ProbeReport, stream: ReportedStream, fileBytes: number): boolean {
  const frames = stream.nb_frames
  const endMs = declaredEndMs(report, stream)
  if (frames === undefined || endMs === null) return true
  const lengthMs = endMs - (stream.start_time ?? 0) * 1000
  return frames * smallestPictureBytes > fileBytes || lengthMs > frames * longestPictureMs || lengthMs > dayMs
}

/** `00:01:02.003000000` in seconds. */
function clockSeconds(text: string | undefined): number | undefined {
  const parts = /^(\d+):(\d{2}):(\d{2}(?:\.\d+)?)$/.exec(text ?? '')
  return parts === null ? undefined : Number(parts[1]) * 3600 + Number(parts[2]) * 60 + Number(parts[3])
}
