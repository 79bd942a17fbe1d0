import type { VideoProbe } from '#shared/domain/clip.ts'
import type { Box } from '#shared/geometry/box.ts'
import type { FrameTimes } from '#shared/domain/strip.ts'
import type { TimeSpan } from '#shared/time/interval.ts'

import type { FrameRelay } from './frames/frame-relay.ts'
import type { PictureSize } from './frames/frame-size.ts'
import type { PicturePart } from './frames/picture-part.ts'

/** The ffmpeg pair that was found, and where. */
export interface FfmpegTools {
  readonly ffmpeg: string
  readonly ffprobe: string
  readonly version: string
  readonly licence: string
  /** How it was found. */
  readonly source: 'setting' | 'packaged' | 'path' | 'npm' | 'none'
}

/** One decoded frame, or the part of it that was asked for: upright, 8-bit RGB, rows top to bottom, no padding. */
export interface DecodedFrame {
  /** Presentation time in ms from the start of the video that a player shows. */
  readonly timeMs: number
  /** The same in whole ticks of the stream's time base, as the file has it. */
  readonly ticks: number
  readonly width: number
  readonly height: number
  /** Uint8[width * height * 3]; valid only until the next frame is asked for. */
  readonly rgb: Uint8Array
  /** Where this lies in the picture; not there when it is the whole of it. */
  readonly part?: PicturePart
}

/** Which frames of a span are looked at; its first one is always among them. */
export type FrameSampling =
  | {
      /** Evenly in time, whatever the frame rate of the file. */
      readonly kind: 'rate'
      /** At most so many frames per second. */
      readonly fps: number
      /** A span that would have more is sampled more thinly over its whole length. */
      readonly maxFrames: number
    }
  | {
      /** By counting, whatever the time between two frames: for `frames: 4` the 1st, 5th, 9th ... of the span. */
      readonly kind: 'every'
      readonly frames: number
      /** Reading stops after so many; null reads the whole span. */
      readonly maxFrames: number | null
    }

/** Half is for a decoder beside nets that keep all cores busy: on fewer threads, a picture costs less time of a core. */
export type CoreShare = 'all' | 'half'

export interface FrameRequest {
  readonly file: string
  readonly startMs: number
  readonly endMs: number
  readonly sampling: FrameSampling
  /** Pictures with a longer side above this are scaled down to it, never up. */
  readonly maxSide: number
  /**
   * What of the pictures is looked at, in pixels of a picture of the size that it is told: the rest need not be given.
   * It may reach beyond the picture.
   */
  readonly region?: (picture: PictureSize) => Box
  /** Of the machine, for the decoder; all when not said. */
  readonly cores?: CoreShare
  readonly signal?: AbortSignal
  /**
   * Told once, after the last frame, where the span is damaged, in order; not called for a sound one. Pictures
   * that had to be patched, and those that build on them, are withheld; the rest was given. `damageSentence` puts
   * it into words.
   */
  readonly onDamage?: (spans: readonly TimeSpan[]) => void
  /** When this is one of several spans that are read in turn: its signal stops the decoder, in place of `signal`. */
  readonly relay?: FrameRelay
}

/** The media side of the core, as services see it. */
export interface MediaTools {
  /** Throws AppError `media-unreadable` with one sentence that names the cause, never the full path. */
  probe(file: string, signal?: AbortSignal): Promise<VideoProbe>
  /** What is usable of a file but not as it should be: whole sentences with its name. Throws like `probe`. */
  remarks(file: string, signal?: AbortSignal): Promise<readonly string[]>
  /** Frames in order of time. Throws AppError `media-unreadable` or `cancelled`. */
  readFrames(request: FrameRequest): AsyncIterable<DecodedFrame>
  /**
   * A JPEG of at most `width` pixels, of the frame at or after `timeMs`; of the part of it that `crop` names, in
   * shares of the upright picture, when it is given.
   */
  thumbnail(file: string, timeMs: number, picture: { width: number; crop?: Box }): Promise<Buffer>
  /** Every picture of the file by its time, read from the container without decoding. */
  frameTimes(file: string, signal?: AbortSignal): Promise<FrameTimes>
  /** Sound as one channel. Ends at once for a video without sound. Throws AppError like `readFrames`. */
  readSound(request: SoundRequest): AsyncIterable<Float32Array>
  /** Small pictures along the whole video, in order, read from key frames where they lie close enough. */
  readStripPictures(request: StripRequest): AsyncIterable<StripPicture>
  /**
   * Writes a copy that Chromium plays, every picture with its time stamp; gives its absolute path. It is whole or not
   * there.
   */
  makeProxy(request: ProxyRequest): Promise<string>
  /** Writes a picture as a JPEG file that is whole or not there. */
  writeJpeg(file: string, picture: RgbPicture): Promise<void>
  /** Writes a span as a file of its own, with parts of its pictures blurred. */
  makeBlurredCopy(request: BlurredCopyRequest): Promise<BlurredCopy>
  readonly tools: FfmpegTools
}

export interface SoundRequest {
  readonly file: string
  /** Samples per second that are given. */
  readonly sampleRate: number
  readonly startMs: number
  readonly endMs: number
  readonly signal?: AbortSignal
}

export interface StripRequest {
  readonly file: string
  /** Picture k is the one nearest to k x this; of a long video, the nearest key frame. */
  readonly intervalMs: number
  readonly width: number
  readonly height: number
  /** Where to begin, in pictures; earlier ones are there already. */
  readonly from: number
  readonly signal?: AbortSignal
}

export interface RgbPicture {
  readonly width: number
  readonly height: number
  /** Uint8[width * height * 3], rows top to bottom. */
  readonly rgb: Uint8Array
}

export interface StripPicture {
  readonly index: number
  /** Uint8[width * height * 3]; valid only until the next picture is asked for. */
  readonly rgb: Uint8Array
}

export interface ProxyRequest {
  readonly file: string
  /** Absolute path without an extension: which one it gets depends on what this ffmpeg can write. */
  readonly target: string
  readonly signal?: AbortSignal
  /** ms of video that are done. */
  readonly onProgress?: (doneMs: number) => void
}

export interface BlurredCopyRequest {
  readonly file: string
  /** Overwritten; to be removed by the caller when this fails. */
  readonly target: string
  /** At the time of each picture, in order, each until the next one; the copy begins with the first. */
  readonly masks: readonly PictureMask[]
  /** Half-open. */
  readonly endMs: number
  /** What is blurred is reduced to so many patches from top to bottom of the whole picture. */
  readonly patches: number
  readonly keepSound: boolean
  readonly signal?: AbortSignal
  /** ms of the copy that are done. */
  readonly onProgress?: (doneMs: number) => void
}

export interface BlurredCopy {
  /** What the file's name should end with. */
  readonly extension: CopyEncoder['extension']
}

/** How copies are written that others will watch: at a constant quality at which no difference is seen. */
export interface CopyEncoder {
  /** Of the file's name. */
  readonly extension: 'mp4' | 'webm'
  readonly videoArgs: readonly string[]
  readonly soundArgs: readonly string[]
}

/** Which parts of a picture are taken from its blurred twin, from this moment until the next mask. */
export interface PictureMask {
  /** Player time of the source. */
  readonly timeMs: number
  /** Shares of the upright picture: all of `blurred`, but where `kept` lies outside `covered`. */
  readonly blurred: readonly Box[]
  readonly kept: readonly Box[]
  readonly covered: readonly Box[]
}
