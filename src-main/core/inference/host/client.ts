import type { z } from 'zod'
import type { EngineChoice, EnginePlan, EngineReport, EngineTrial } from '#shared/domain/engine.ts'
import type { InferenceStatus } from '#shared/domain/inference-status.ts'
import type { PauseGate } from '../../async/pause-gate.ts'
import type {
  clipEmbeddingSchema,
  clipProblemSchema,
  clipProgressSchema,
  clipSourceSchema,
  embeddedClipSchema,
  embedRequestSchema,
  faceSearchRequestSchema,
  faceSourceSchema,
  seenFacesSchema,
  textEmbeddingSchema,
  videoProblemSchema,
  videoProgressSchema,
} from './protocol.ts'

/**
 * The seam between services and inference. The app implements it over a utilityProcess, the CLI and the
 * tests in process; both run the same job runner, so the numbers are the same. What crosses it is said in
 * `protocol.ts`.
 */

export type ClipSource = Readonly<z.infer<typeof clipSourceSchema>>
export type FaceSource = Readonly<z.infer<typeof faceSourceSchema>>
export type FaceSearchRequest = Readonly<z.infer<typeof faceSearchRequestSchema>>

export type FaceEvent =
  | Readonly<z.infer<typeof seenFacesSchema>>
  | (Readonly<Omit<z.infer<typeof videoProblemSchema>, 'type'>> & { readonly type: 'problem' })
  | (Readonly<z.infer<typeof videoProgressSchema>> & { readonly type: 'progress' })

export type ClipEmbedding = Readonly<z.infer<typeof clipEmbeddingSchema>>

export type EmbedEvent =
  | Readonly<z.infer<typeof embeddedClipSchema>>
  | Readonly<z.infer<typeof clipProblemSchema>>
  | (Readonly<z.infer<typeof clipProgressSchema>> & { readonly type: 'progress' })

export type EmbedRequest = Readonly<z.infer<typeof embedRequestSchema>>

/** The state of long work, as its caller sees it. */
export interface MeasureControl {
  readonly signal: AbortSignal
  progress(done: number, total: number): void
}

export type TextEmbedding = Readonly<z.infer<typeof textEmbeddingSchema>>

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
