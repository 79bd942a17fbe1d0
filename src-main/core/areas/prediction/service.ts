import type { NewPromptSet, PromptReading, PromptSet } from '#shared/domain/prompt-set.ts'
import type { EngineChoice } from '#shared/domain/engine.ts'
import type { WindowPlan } from '#shared/domain/sampling.ts'
import type { JobControl } from '../../jobs/job-control.ts'
import type { InterruptedRun, Prediction } from '#shared/domain/prediction.ts'

export interface PromptSetService {
  /** The sets of the installed packs and the user's own. */
  list(): PromptSet[]
  create(promptSet: NewPromptSet, by?: string | null): PromptSet
  /** A set of a pack cannot be deleted; predictions made with a deleted set stay. */
  delete(promptSetId: number, by?: string | null): void
  /** Brings in the sets of the packs that are installed now; done at open, and wanted after packs have changed. */
  takeFromPacks(): void
}

/** What the user of this machine has set, which no study holds. */
export interface PredictionPreferences {
  readonly engine: EngineChoice
  /** For packs that read windows: sampled frames from one window to the next; null for no gap. */
  readonly windowStride: number | null
  /** 0 to 1 */
  readonly minUsableShare: number
}

export interface PredictionRequest {
  /** Null for every clip of the study. */
  readonly clipIds: readonly number[] | null
  readonly packId: string
  readonly promptSetId: number
  /** Not given for windows that follow one another; others are for comparison with published numbers. */
  readonly windows?: WindowPlan
  /** Takes the place of what is set. */
  readonly engine?: Partial<EngineChoice>
}

/** What one call did; what a resumed run had done before is not in it. */
export interface PredictionResult {
  readonly predicted: number
  /** Clips whose stored embedding served again. */
  readonly reused: number
  readonly failed: readonly { readonly clipId: number; readonly message: string }[]
}

export interface PredictionService {
  /** `onBegun` is told the run's id in the transaction in which it is begun. */
  run(
    request: PredictionRequest,
    control: JobControl,
    onBegun?: (runId: number) => void,
  ): Promise<PredictionResult>
  /** Clips that a run has yet to get through; 0 for one that came to its end, was dismissed or is not known. */
  left(runId: number): number
  /** The newest run that was cancelled, failed or cut off with clips left; null when there is none. */
  interrupted(): InterruptedRun | null
  /**
   * Goes on with such a run as it was begun: same pack, prompt set, sampling and precision. Clips that are through are
   * not looked at again. Throws AppError `not-found` when nothing is left or the pack is gone, `conflict` when the pack
   * was changed since.
   */
  resume(runId: number, control: JobControl): Promise<PredictionResult>
  /** What was done stays; the rest is no longer offered. Throws AppError `not-found` or `conflict` like `resume`. */
  dismiss(runId: number): void
  /**
   * From the newest video pass with this pack at the frame stride of the prompt set; null before one. What was not
   * predicted with the prompt set is compared with it here and not stored: looking at a clip changes nothing.
   */
  get(request: { clipId: number; packId: string; promptSetId: number }): Promise<Prediction | null>
  /** Every stored prediction, of one clip or of all. */
  stored(clipId: number | null): Prediction[]
  readPrompts(packId: string, sentences: readonly string[]): Promise<PromptReading[]>
}

/** A pack and a prompt set, by which predictions are chosen. */
export interface ClassChoice {
  readonly packId: string
  readonly promptSetId: number
}
