import type { VideoProbe } from '#shared/domain/clip.ts'

/** The ffmpeg pair that was found, and where. */
export interface FfmpegTools {
  readonly ffmpeg: string
  readonly ffprobe: string
  readonly version: string
  readonly licence: string
  /** How it was found: `setting`, `packaged`, `path` or `npm`. */
  readonly source: string
}

/** One decoded frame: upright, 8-bit RGB, rows top to bottom, no padding. */
export interface DecodedFrame {
  /** Presentation time in ms from the start of the video that a player shows. */
  readonly timeMs: number
  readonly width: number
  readonly height: number
  /** Uint8[width * height * 3]; valid only until the next frame is asked for. */
  readonly rgb: Uint8Array
}

export interface FrameRequest {
  readonly file: string
  readonly startMs: number
  readonly endMs: number
  /** At most so many frames per second are kept; the first frame of the span is always among them. */
  readonly fps: number
  readonly maxFrames: number
  /** Pictures with a longer side above this are scaled down to it, never up. */
  readonly maxSide: number
  readonly signal?: AbortSignal
  /**
   * Told once, after the last frame, how often the decoder complained about damaged data. Pictures that it
   * had to patch are withheld; the rest was given.
   */
  readonly onDamage?: (count: number) => void
}

/** The media side of the core, as services see it. */
export interface MediaTools {
  /** Throws AppError `media-unreadable` with one sentence that names the cause, never the full path. */
  probe(file: string, signal?: AbortSignal): Promise<VideoProbe>
  /** Frames in order of time. Throws AppError `media-unreadable` or `cancelled`. */
  readFrames(request: FrameRequest): AsyncIterable<DecodedFrame>
  /** A JPEG of at most `width` pixels, of the frame at or after `timeMs`. */
  thumbnail(file: string, timeMs: number, width: number): Promise<Buffer>
  readonly tools: FfmpegTools
}
