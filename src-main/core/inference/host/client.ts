import type { EngineChoice, EnginePlan, EngineReport, EngineTrial } from '#shared/domain/engine.ts'
import type { PromptReading } from '#shared/domain/prompt-set.ts'
import type { ClipSampling } from '#shared/domain/sampling.ts'
import type { InferenceStatus } from '#shared/domain/inference-status.ts'
import type { TimeSpan } from '#shared/time/interval.ts'
import type { FaceObservations, SubjectPath } from '../../faces/types.ts'
import type { PauseGate } from '../../jobs/pause-gate.ts'

/**
 * The seam between services and inference. The app implements it over a utilityProcess, the CLI and the
 * tests in process; both run the same job runner, so the numbers are the same.
 */

/** A span of a video file on disk to be looked at. */
export interface ClipSource {
  readonly clipId: number
  /** Absolute path. */
  readonly file: string
  readonly startMs: number
  readonly endMs: number
  /** Frames per second of the file if known; used only to size buffers. */
  readonly fps: number | null
  /** Where the patient's face is: only that is looked at. */
  readonly subject: SubjectPath
}

/** A stretch of a video to look for faces in. */
export interface FaceSource {
  readonly videoId: number
  /** Absolute path. */
  readonly file: string
  readonly startMs: number
  readonly endMs: number
}

export interface FaceSearchRequest {
  readonly facePackFolder: string
  readonly videos: readonly FaceSource[]
  /** Frames looked at per second of video. */
  readonly fps: number
}

export type FaceEvent =
  /** One stretch of a video was looked at; stretches of a video come in order and without gaps. */
  | { readonly type: 'faces'; readonly observations: FaceObservations }
  /** The video cannot be read; the others go on. */
  | { readonly type: 'problem'; readonly videoId: number; readonly code: string; readonly message: string }
  /** Fraction of the current video. */
  | { readonly type: 'progress'; readonly videoId: number; readonly fraction: number }

/** One video pass over one clip: faces and embeddings of the sampled frames. */
export interface ClipEmbedding {
  readonly clipId: number
  readonly pictureWidth: number
  readonly pictureHeight: number
  /** ms, Float64[n] */
  readonly frameTimes: Float64Array
  /** x, y, width, height, confidence per frame, NaN without a face; Float32[n * 5] */
  readonly frameBoxes: Float32Array
  /** Frames with a face in order; Float32[faces * dim] */
  readonly frameEmbeddings: Float32Array
  /** First and last sampled frame of each window, ms; Float64[windows * 2]. Null for packs without windows. */
  readonly windowSpans: Float64Array | null
  /** Float32[windows * dim]; windows without a face are left out. Null for packs without windows. */
  readonly windowEmbeddings: Float32Array | null
  /** Float32[dim]: mean over the windows, or over the frames of a pack without; null when no frame had a face. */
  readonly clipEmbedding: Float32Array | null
}

export type EmbedEvent =
  | {
      readonly type: 'clip'
      readonly embedding: ClipEmbedding
      readonly provider: string
      /** Damaged stretches of the video that were left out. */
      readonly damage: readonly TimeSpan[]
    }
  | { readonly type: 'problem'; readonly clipId: number; readonly code: string; readonly message: string }
  /** Fraction of the current clip, for the progress bar. */
  | { readonly type: 'progress'; readonly clipId: number; readonly fraction: number }

export interface EmbedRequest {
  readonly packFolder: string
  readonly facePackFolder: string
  readonly clips: readonly ClipSource[]
  readonly sampling: ClipSampling
  readonly engine: EnginePlan
}

/** The state of long work, as its caller sees it. */
export interface MeasureControl {
  readonly signal: AbortSignal
  progress(done: number, total: number): void
}

/** A sentence as the pack compares it. */
export interface TextEmbedding {
  readonly reading: PromptReading
  /** Float32[dim]; null for a refused sentence. */
  readonly embedding: Float32Array | null
  /** Added to the logit; 0 for cosine packs. */
  readonly bias: number
}

/** Runs models, in this process or another. */
export interface ModelHost {
  /**
   * Embeds clips one after the other; `onEvent` is awaited, which is the back-pressure. A clip that fails is
   * a `problem` event, never a rejection. Rejects with AppError `cancelled` when aborted, `pack-invalid` when
   * the pack cannot be loaded, `host-crashed` when the process died more than it may.
   */
  embedClips(
    request: EmbedRequest,
    onEvent: (event: EmbedEvent) => void | Promise<void>,
    control: { readonly signal: AbortSignal; readonly gate: PauseGate },
  ): Promise<void>
  /**
   * Looks for faces, video by video; `onEvent` is awaited, which is the back-pressure. Rejects with AppError
   * `cancelled`, `pack-invalid`, `detector-failed` or `host-crashed`.
   */
  findFaces(
    request: FaceSearchRequest,
    onEvent: (event: FaceEvent) => void | Promise<void>,
    control: { readonly signal: AbortSignal; readonly gate: PauseGate },
  ): Promise<void>
  embedTexts(packFolder: string, sentences: readonly string[], engine: EnginePlan): Promise<TextEmbedding[]>
  /**
   * Tries one way to run a pack. What goes wrong is told in the trial; rejects with AppError `host-crashed` when
   * it takes the process down, and `pack-invalid` when the pack itself is broken.
   */
  tryEngine(packFolder: string, plan: EnginePlan): Promise<EngineTrial>
  status(): InferenceStatus
  onStatus(listener: (status: InferenceStatus) => void): () => void
  dispose(): Promise<void>
}

export interface InferenceClient extends ModelHost {
  /**
   * What this machine runs the pack on best, within the choice: from what is on record of an earlier trial, else
   * tried now and recorded. Rejects with AppError `pack-invalid`, or `bad-request` when the choice cannot be met.
   */
  plan(packFolder: string, choice: EngineChoice): Promise<EnginePlan>
  /** Null before the first trial of this pack on this machine. */
  engineReport(packFolder: string): EngineReport | null
  /** Tries every provider and precision anew, within the memory of the choice, and keeps the report. */
  measure(
    packFolder: string,
    choice: Pick<EngineChoice, 'memoryMb'>,
    control: MeasureControl,
  ): Promise<EngineReport>
}
