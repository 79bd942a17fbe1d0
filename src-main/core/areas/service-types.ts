import type { Caption, CaptionRevision, SaveCaption } from '#shared/domain/caption.ts'
import type { ClipDetail, ClipRow, Video } from '#shared/domain/clip.ts'
import type { CutEdit, CutMethod, CutProposal, CutState } from '#shared/domain/cut.ts'
import type { EngineChoice } from '#shared/domain/engine.ts'
import type { ExportResult } from '#shared/domain/export.ts'
import type { ImportName, ImportPlan, ImportResult } from '#shared/domain/import-plan.ts'
import type { ClipQuality, FacePath, PeopleEdit, SessionPeople } from '#shared/domain/people.ts'
import type { InterruptedRun, Prediction } from '#shared/domain/prediction.ts'
import type { NewPromptSet, PromptReading, PromptSet } from '#shared/domain/prompt-set.ts'
import type { Rater } from '#shared/domain/rater.ts'
import type { WindowPlan } from '#shared/domain/sampling.ts'
import type { Scale } from '#shared/domain/scale.ts'
import type { SaveScore, Score } from '#shared/domain/score.ts'
import type { Session } from '#shared/domain/session.ts'
import type { RaterAgreement, SeverityModel, SeverityReport } from '#shared/domain/severity.ts'
import type { HiddenKind, Sight } from '#shared/domain/sight.ts'
import type { FrameTimes, VideoStrip } from '#shared/domain/strip.ts'
import type { StudyArea, StudySummary } from '#shared/domain/study.ts'
import type { JournalService } from '../journal/journal-service.ts'
import type { SubjectPath } from '../faces/types.ts'
import type { PauseGate } from '../inference/host/client.ts'
import type { ClassChoice } from './prediction/chosen-classes.ts'
import type { ExportChoice } from './export/exported-predictions.ts'

/**
 * What the app, the CLI and the tests call. Services hold the rules; they know repositories, media and
 * inference, and no Electron.
 */

/** How long work tells its caller how far it is, and hears that it shall stop or hold. */
export interface JobControl {
  readonly signal: AbortSignal
  readonly gate: PauseGate
  /** Whole and partial items, e.g. 3.4 of 60 clips. */
  progress(done: number, total: number): void
  /** One item failed; the rest goes on. `item` names a file or a clip, never a full path. */
  failure(item: string, message: string): void
  /** One item did not fail, but this is to be known of it. */
  notice(item: string, message: string): void
}

export interface LibraryService {
  summary(): StudySummary
  sessions(): Session[]
  /**
   * Ordered by patient, visit date, visit label, ordinal. Predictions are those of the choice and no others, so that a
   * list of them is of one pack and one prompt set; none without a choice.
   */
  clips(choice?: ClassChoice | null): ClipRow[]
  clip(clipId: number, choice?: ClassChoice | null): ClipDetail
  /** Absolute path of a video of this study; null when unknown or not there. */
  videoFile(videoId: number): string | null
  /** Absolute path of a cached JPEG, made when first asked for; null when the video cannot be read. */
  thumbnailFile(clipId: number): Promise<string | null>
  /**
   * Looks which videos are not where they should be: their clips have that problem from then on. Announces `library`
   * when something changed.
   */
  lookForMissing(): Promise<void>
  /** Looks below a folder for missing videos by content and repairs their paths. */
  relink(folder: string, control: JobControl): Promise<{ found: number; stillMissing: number }>
}

export interface ImportService {
  /** Reads, hashes and probes; writes nothing. The plan is kept until the study is closed. */
  preview(
    folders: readonly string[],
    control: JobControl,
    options?: ImportPreviewOptions,
  ): Promise<ImportPlan>
  /**
   * Carries a plan out, session by session, each in one transaction. Cancelled or killed, it leaves whole
   * sessions or nothing. The same folder imported again changes nothing.
   */
  run(planId: string, options: ImportRunOptions, control: JobControl): Promise<ImportResult>
}

export interface ImportPreviewOptions {
  /** What cells hold where there is no score, besides the codes that everybody knows. */
  readonly missingCodes?: readonly string[]
  /** Whether the counts are those with what is taken by inference; they are when not given. */
  readonly withInferences?: boolean
}

export interface ImportRunOptions {
  readonly copyVideos: boolean
  /** Ids of inferences of the plan by which nothing is taken; all others are. */
  readonly declined?: readonly string[]
  /** Whether names of the plan are raters', where that was decided otherwise than in the plan. */
  readonly raters?: readonly Pick<ImportName, 'name' | 'raterCode'>[]
  /** Code of who imports; null, and not given, for nobody named. */
  readonly by?: string | null
}

/** Whole videos: times of their pictures, filmstrip and waveform, copies for the player. */
export interface VideoService {
  frameTimes(videoId: number): Promise<FrameTimes>
  /** What there is of it; begins to make the rest in the background. */
  strip(videoId: number): Promise<VideoStrip>
  /** Absolute path of a sheet of the filmstrip; null when it is not there. */
  stripSheetFile(videoId: number, sheet: number): string | null
  onStripChange(listener: (videoId: number) => void): () => void
  /** Makes the player's copy of a video that Chromium cannot play. */
  makeProxy(videoId: number, control: JobControl): Promise<void>
  proxyState(videoId: number): 'none' | 'making' | 'ready'
  /**
   * What the player shows: the copy, or the video itself once it was found to be the recording that was imported; null when
   * neither can be played or is there.
   */
  playedFile(videoId: number): Promise<string | null>
  /** Compares what is in a video's place with what was imported, without reading all of it. */
  lookAt(videoId: number): Promise<void>
  /** By when it was last looked at; announces `library` when it turns out that another recording lies there. */
  content(videoId: number): Video['content']
  /** Ids of the videos whose content is `replaced`. */
  replaced(): ReadonlySet<number>
  /** Stops what is made in the background; resolves when it is gone. */
  close(): Promise<void>
}

/** Cutting long videos into clips. */
export interface CutService {
  state(videoId: number): CutState
  /** Writes nothing. Throws AppError `bad-request` where the method does not fit, e.g. speech without sound. */
  propose(videoId: number, method: CutMethod, control: JobControl): Promise<CutProposal>
  /** On disk when it returns. Throws AppError `bad-request` or `not-found` with one sentence. */
  edit(videoId: number, edit: CutEdit, by?: string | null): CutState
  undo(videoId: number, editId: number): CutState
  redo(videoId: number, editId: number): CutState
}

export interface FoundPeople {
  readonly videos: number
  readonly people: number
}

/** A video in which faces could not be looked for to its end. */
export interface UnseenVideo {
  readonly videoId: number
  readonly code: string
  readonly message: string
}

/** What a prediction must know of a clip before it looks at it. */
export type ClipSubject =
  /** Faces were not looked for up to the clip's end. */
  | { readonly kind: 'not-looked-at' }
  /** There are people, and each was given another role. */
  | { readonly kind: 'nobody-is-patient' }
  | {
      readonly kind: 'known'
      /** What the clip can see of it; empty when the patient is not in it. */
      readonly path: SubjectPath
      /** A hash over it. */
      readonly key: string
      readonly quality: ClipQuality
    }

/** Who is in the videos, and who of them is the patient. */
export interface PeopleService {
  get(sessionId: number): SessionPeople
  /** Looks at the videos that were not looked at yet; null for every session. What was done is kept when cancelled. */
  find(sessionIds: readonly number[] | null, control: JobControl): Promise<FoundPeople>
  /** The same for these videos alone; returns those of which something could not be looked at. */
  look(
    videoIds: readonly number[],
    control: Pick<JobControl, 'signal' | 'gate' | 'progress'>,
  ): Promise<readonly UnseenVideo[]>
  edit(sessionId: number, edit: PeopleEdit): SessionPeople
  undo(sessionId: number, editId: number): SessionPeople
  redo(sessionId: number, editId: number): SessionPeople
  paths(videoId: number): FacePath[]
  /** Where the patient is in this video; null before it was looked at. Empty when the patient is not in it. */
  subject(videoId: number): SubjectPath | null
  clipQuality(clipId: number): ClipQuality | null
  /** Answers for one clip after the other; cheap where clips of one video follow each other. */
  clipSubjects(): (clip: { videoId: number; startMs: number; endMs: number }) => ClipSubject
  /** Grades the clips that have no grade yet though their video was looked at: wanted after clips were cut. */
  gradeNewClips(): void
  /** Absolute path of a cached JPEG of a track's clearest face; null when the video cannot be read. */
  facePictureFile(trackId: number): Promise<string | null>
}

/** A copy in which no face but the patient's could be found. */
export interface DeidentifiedClip {
  readonly clipId: number
  readonly fileName: string
  /** Looked at in the source, every one. */
  readonly frames: number
  /** Times that another face than the patient's was seen in one of them. */
  readonly facesBlurred: number
  /** How often it was made, each time with more of the picture blurred, until no other face could be found. */
  readonly rounds: number
  readonly verified: true
}

export interface DeidentifyService {
  /** Writes a copy of each clip with every face but the patient's blurred, and looks at it again. */
  run(
    request: { clipIds: readonly number[]; keepSound: boolean; folder: string },
    control: JobControl,
  ): Promise<{ written: number; files: readonly DeidentifiedClip[] }>
}

/** What raters were shown of visits that blind work hides. */
export interface BlindingService {
  /** On disk when it returns. */
  noteShown(raterId: number, kind: HiddenKind, sessionIds: readonly number[]): void
  /** What the rater could know of a visit by now. */
  sightOf(raterId: number, sessionId: number): Sight
}

export interface CaptionService {
  list(clipId: number): Caption[]
  get(captionId: number): Caption | null
  /**
   * On disk when it returns. The same text again makes no new revision. What the rater could have known goes with the
   * text; without a `sight` it is not known. `by`: code of who does it, null for nobody named; the caption's rater when
   * not given.
   */
  save(caption: SaveCaption, sight?: Sight, by?: string | null): Caption
  /** The same while it is being typed: all that is typed until it is done, or rests, is one step and one revision. */
  type(caption: SaveCaption, sight?: Sight, by?: string | null): Caption
  /** What was typed of this whole clip by this rater is done. */
  finish(clipId: number, raterId: number): void
  /** Newest first, the current text included. */
  history(captionId: number): CaptionRevision[]
  /** Waits for no rest any more. */
  close(): void
}

export interface RaterService {
  list(): Rater[]
  /** The rater with this code, made if there is none. */
  ensure(code: string): Rater
}

export interface ScaleService {
  list(): Scale[]
  /** Throws AppError `bad-request` with the first thing that is wrong with the file. */
  add(json: string): Scale
}

export interface ScoreService {
  list(sessionId: number): Score[]
  ofScale(scaleId: string): Score[]
  /**
   * Null when both value and reason are null: the score is cleared. `by` as for captions. Throws AppError `out-of-range`.
   */
  save(score: SaveScore, sight?: Sight, by?: string | null): Score | null
}

export interface PromptSetService {
  /** The sets of the installed packs and the user's own. */
  list(): PromptSet[]
  create(promptSet: NewPromptSet): PromptSet
  /** A set of a pack cannot be deleted; predictions made with a deleted set stay. */
  delete(promptSetId: number): void
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
  run(request: PredictionRequest, control: JobControl): Promise<PredictionResult>
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

export interface FitResult {
  readonly models: readonly SeverityModel[]
  readonly refused: readonly { readonly itemId: string; readonly message: string }[]
}

export interface SeverityService {
  /** `itemIds: null` means every item of the scale that a face can show. */
  fit(
    request: { scaleId: string; itemIds: readonly string[] | null; packId: string },
    control: JobControl,
  ): Promise<FitResult>
  /** Newest model of each item and pack. */
  models(): SeverityModel[]
  report(modelId: number): SeverityReport
  /** `itemId` may be a total's id. Null when no session was rated by both. */
  agreement(request: {
    scaleId: string
    itemId: string
    raterA: string
    raterB: string
  }): RaterAgreement | null
}

export interface ExportService {
  /**
   * Writes into the folder, replacing only files of the same names, each whole or not at all. Predictions are of one
   * pack and one prompt set. Throws AppError `not-found` when the choice asks for one that has none.
   */
  run(folder: string, control: JobControl, choice?: ExportChoice): Promise<ExportResult>
}

/** An open study: the one place where everything about it is reached. */
/** Copies of the whole study, in its folder `backups`. */
export interface BackupService {
  /**
   * Makes today's, unless it is there or nothing changed since the newest. Never rejects: answers what went
   * wrong in one sentence, or null.
   */
  daily(): Promise<string | null>
}

export interface Study {
  /** Absolute path. */
  readonly folder: string
  /** Nothing can be saved in it. */
  readonly lookOnly: boolean
  /** What was found damaged when it was opened, one sentence each. */
  readonly damages: readonly string[]
  readonly library: LibraryService
  readonly backups: BackupService
  readonly journal: JournalService
  /** Writes all of it into an empty folder, also when its own is gone. Throws AppError with one sentence. */
  saveElsewhere(folder: string): void
  readonly imports: ImportService
  readonly videos: VideoService
  readonly cuts: CutService
  readonly people: PeopleService
  readonly deidentify: DeidentifyService
  readonly blinding: BlindingService
  readonly captions: CaptionService
  readonly raters: RaterService
  readonly scales: ScaleService
  readonly scores: ScoreService
  readonly promptSets: PromptSetService
  readonly predictions: PredictionService
  readonly severity: SeverityService
  readonly exports: ExportService
  onChange(listener: (areas: readonly StudyArea[]) => void): () => void
  /** Safe to call twice. */
  close(): void
}
