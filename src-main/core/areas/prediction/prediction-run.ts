import type { Database } from 'better-sqlite3'
import type { EnginePlan } from '#shared/domain/engine.ts'
import type { ClipTextPack, FacePack } from '#shared/domain/pack.ts'
import type { PromptSet } from '#shared/domain/prompt-set.ts'
import type { ClipSampling } from '#shared/domain/sampling.ts'
import { AppError, assertNever, isAppError } from '#shared/errors.ts'
import { inTransaction } from '../../db/sql.ts'
import type { ClipSource, EmbedEvent, InferenceClient, TextEmbedding } from '../../inference/host/client.ts'
import type { LoadedPack } from '../../packs/loaded-pack.ts'
import { createEmbeddingRepository } from './embedding-repository.ts'
import type { ClipToEmbed } from './embedding-repository.ts'
import { createPackRepository } from './pack-repository.ts'
import { createPendingClipRepository } from './pending-clip-repository.ts'
import { createProblemRepository } from '../study/problem-repository.ts'
import { createRunRepository } from '../study/run-repository.ts'
import { embeddingCacheKey } from './embedding-cache-key.ts'
import { nextTurn } from '../../async/next-turn.ts'
import { planClip } from './plan-clip.ts'
import type { ClipAndSubject } from './plan-clip.ts'
import { createPredictionRecorder } from './prediction-recorder.ts'
import type { PlannedClip, PredictionRecorder } from './prediction-recorder.ts'
import { recordEnding } from '../study/run-ending.ts'
import type { FindVideoFile } from '../study/same-video.ts'
import type { JobControl } from '../../jobs/job-control.ts'
import type { PeopleService, UnseenVideo } from '../people/service.ts'
import type { PredictionResult } from './service.ts'
import { inTwoParts } from '../../jobs/two-part-progress.ts'

export interface PredictionRunDeps {
  readonly db: Database
  readonly inference: InferenceClient
  readonly appVersion: string
  readonly now: () => Date
  readonly videoFile: FindVideoFile
  readonly people: Pick<PeopleService, 'look' | 'clipSubjects'>
  /** Asked at the start of each run; see `SubjectDemands`. */
  readonly minUsableShare: () => number
}

/** What clips are looked at with and compared with. */
export interface PredictionMeans {
  readonly pack: LoadedPack<ClipTextPack>
  readonly faces: LoadedPack<FacePack>
  readonly promptSet: PromptSet
  readonly texts: readonly TextEmbedding[]
  readonly sampling: ClipSampling
  readonly engine: EnginePlan
}

/** What a user reads of how far it is. */
export const predictionStages = { looking: 'Looking for faces', predicting: 'Predicting' } as const

/** Why faces could not be looked for in a video, by its id. */
type UnseenVideos = ReadonlyMap<number, UnseenVideo>

/** A run whose record is on disk. */
interface OpenRun {
  readonly runId: number
  readonly packRowId: number
  /** What it has yet to get through, in order. */
  readonly clips: readonly ClipToEmbed[]
  /** Those that are through included. */
  readonly total: number
}

interface RunWatch {
  readonly control: JobControl
  /** Told the run's id in the transaction in which it is begun. */
  readonly onBegun?: ((runId: number) => void) | undefined
}

/** Why a file is not looked at. */
type UnreadableFile = Pick<UnseenVideo, 'code' | 'message'>

/** Clips planned, and served from the store, between two turns of the event loop. */
const CLIPS_PER_TURN = 50

function chooseClips(all: ClipToEmbed[], clipIds: readonly number[] | null): ClipToEmbed[] {
  if (clipIds === null) {
    if (all.length === 0) throw new AppError('nothing-to-do', 'This study has no clips yet.')
    return all
  }
  const wanted = new Set(clipIds)
  const chosen = all.filter((clip) => wanted.has(clip.clipId))
  if (chosen.length < wanted.size) {
    throw new AppError('not-found', 'One of these clips is excluded, or no longer in the study.')
  }
  return chosen
}

/** `InterruptedPrediction` reads some of it when the run is resumed. */
function runParameters(means: PredictionMeans, clipCount: number) {
  const { faces, sampling, promptSet } = means
  const { precision, batch, lanes } = means.engine
  const { id, version, detector } = faces.manifest
  return {
    sampling,
    precision,
    batch,
    lanes,
    facePack: { id, version, sha256: faces.sha256 },
    detector: { scoreThreshold: detector.scoreThreshold, iouThreshold: detector.iouThreshold },
    promptSet: { id: promptSet.id, name: promptSet.name },
    clips: clipCount,
    node: process.versions.node,
  }
}

/** Makes the names of the passes that a run makes. */
function createKeys({
  pack,
  faces,
  sampling,
  engine,
}: PredictionMeans): (planned: ClipAndSubject) => PlannedClip {
  const { precision } = engine
  const pass = { packSha256: pack.sha256, facePackSha256: faces.sha256, sampling, precision }
  return (planned) => {
    const { clip, subjectKey } = planned
    return { ...planned, cacheKey: embeddingCacheKey({ ...pass, ...clip, subjectKey }) }
  }
}

function listenTo(
  planned: readonly PlannedClip[],
  recorder: PredictionRecorder,
): (event: EmbedEvent) => void {
  const byId = new Map(planned.map((entry) => [entry.clip.clipId, entry]))
  const find = (clipId: number): PlannedClip => {
    const entry = byId.get(clipId)
    if (entry === undefined) throw new RangeError(`an event of clip ${clipId}, which was not asked for`)
    return entry
  }
  return (event) => {
    switch (event.type) {
      case 'progress':
        recorder.partly(event.fraction)
        return
      case 'problem':
        recorder.problem(find(event.clipId).clip, event)
        return
      case 'clip':
        recorder.embedded(find(event.embedding.clipId), event)
        return
      default:
        assertNever(event)
    }
  }
}

/**
 * Makes the functions that carry runs out. Each clip is on disk, with its prediction or its problem, as soon as it is
 * through, so that a run that ends early keeps what it has done and can be resumed for the rest.
 */
export function createPredictionRuns(deps: PredictionRunDeps) {
  const { db, inference, appVersion, now, videoFile, people, minUsableShare } = deps
  const embeddings = createEmbeddingRepository(db)
  const packs = createPackRepository(db)
  const pending = createPendingClipRepository(db)
  const problems = createProblemRepository(db)
  const runs = createRunRepository(db)

  const open = (
    means: PredictionMeans,
    clips: readonly ClipToEmbed[],
    onBegun: (runId: number) => void,
  ): OpenRun =>
    inTransaction(db, () => {
      const packRowId = packs.ensure(means.pack)
      const parameters = runParameters(means, clips.length)
      const startedUtc = now().toISOString()
      const runId = runs.start({ kind: 'predict', packRowId, parameters, appVersion, startedUtc })
      pending.add(
        runId,
        clips.map(({ clipId }) => clipId),
      )
      onBegun(runId)
      return { runId, packRowId, clips, total: clips.length }
    })

  const reopen = ({ runId, total }: { runId: number; total: number }, means: PredictionMeans): OpenRun =>
    inTransaction(db, () => {
      runs.reopen(runId, appVersion)
      const clips = chooseClips(embeddings.clips(), pending.ofRun(runId))
      return { runId, packRowId: packs.ensure(means.pack), clips, total }
    })

  /** The clips whose files are there and still the same; the others are noted as problems. */
  const findSources = async (
    planned: readonly PlannedClip[],
    { recorder, control }: { recorder: PredictionRecorder; control: JobControl },
  ): Promise<ClipSource[]> => {
    const files = new Map<number, string | UnreadableFile>()
    const sources: ClipSource[] = []
    for (const { clip, subject } of planned) {
      const { clipId, videoId, startMs, endMs, fps } = clip
      const file = files.get(videoId) ?? (await findFile(clip, control))
      files.set(videoId, file)
      if (typeof file === 'string') sources.push({ clipId, file, startMs, endMs, fps, subject })
      else recorder.problem(clip, file)
    }
    return sources
  }

  const findFile = async (
    { videoId, fileName, patientCode, visitLabel }: ClipToEmbed,
    control: JobControl,
  ): Promise<string | UnreadableFile> => {
    await control.gate.wait()
    try {
      const file = await videoFile(videoId, control.signal)
      if (file !== null) return file
    } catch (error) {
      if (isAppError(error) && error.code === 'file-unreadable') return error
      throw error
    }
    const message = `The video “${fileName}” of ${patientCode} ${visitLabel} is not where the study expects it.`
    return { code: 'file-unreadable', message }
  }

  /** Looks for faces where that was not done yet. */
  const lookFirst = async (clips: readonly ClipToEmbed[], control: JobControl): Promise<UnseenVideos> => {
    const unseen = await people.look([...new Set(clips.map(({ videoId }) => videoId))], control)
    return new Map(unseen.map((video) => [video.videoId, video]))
  }

  /**
   * Predicts from what is stored, and notes why a clip cannot be predicted; returns the clips that must be looked at.
   */
  const sortOut = async (
    clips: readonly ClipToEmbed[],
    means: PredictionMeans,
    work: { recorder: PredictionRecorder; unseen: UnseenVideos; control: JobControl },
  ): Promise<PlannedClip[]> => {
    const { recorder, unseen, control } = work
    const demands = { minUsableShare: minUsableShare(), unseen }
    const [subjectOf, withKey] = [people.clipSubjects(), createKeys(means)]
    const rest: PlannedClip[] = []
    for (const [index, clip] of clips.entries()) {
      if (index % CLIPS_PER_TURN === CLIPS_PER_TURN - 1) {
        await nextTurn()
        await control.gate.wait()
      }
      control.signal.throwIfAborted()
      const plan = planClip(clip, subjectOf(clip), demands)
      if ('code' in plan) {
        recorder.problem(clip, plan)
        continue
      }
      const planned = withKey(plan)
      if (!recorder.reuse(planned)) rest.push(planned)
    }
    return rest
  }

  const carryOut = async (
    means: PredictionMeans,
    clips: readonly ClipToEmbed[],
    work: { recorder: PredictionRecorder; unseen: UnseenVideos; control: JobControl },
  ): Promise<void> => {
    const { pack, faces, sampling, engine } = means
    const { recorder, control } = work
    const rest = await sortOut(clips, means, work)
    const sources = await findSources(rest, work)
    if (sources.length > 0) {
      await inference.embedClips(
        { packFolder: pack.folder, facePackFolder: faces.folder, clips: sources, sampling, engine },
        listenTo(rest, recorder),
        control,
      )
    }
    control.signal.throwIfAborted()
  }

  const toEnd = (run: OpenRun, means: PredictionMeans, control: JobControl): Promise<PredictionResult> => {
    const { runId, packRowId, clips, total } = run
    const { manifest } = means.pack
    const throughBefore = total - clips.length
    control.progress(throughBefore, total)
    const { looking, predicting } = inTwoParts(control, { through: throughBefore, total })
    const recorder = createPredictionRecorder({
      db,
      runId,
      packRowId,
      embeddingDim: manifest.embeddingDim,
      classes: { promptSet: means.promptSet, texts: means.texts, compare: manifest.compare },
      total,
      throughBefore,
      control: predicting,
      now,
      runDetails: () => ({ threads: inference.status().threads }),
    })
    return recordEnding({ runs, runId, now, control }, async () => {
      control.stage(predictionStages.looking)
      const unseen = await lookFirst(clips, looking)
      control.stage(predictionStages.predicting)
      await carryOut(means, clips, { recorder, unseen, control: predicting })
      const left = problems.countOfRun(runId)
      const message = left === 0 ? null : `${left} of ${total} clips could not be predicted.`
      return { result: recorder.result(), message }
    })
  }

  return {
    /** `clipIds: null` for every clip of the study. */
    start: (
      clipIds: readonly number[] | null,
      means: PredictionMeans,
      { control, onBegun = () => undefined }: RunWatch,
    ): Promise<PredictionResult> =>
      toEnd(open(means, chooseClips(embeddings.clips(), clipIds), onBegun), means, control),
    /** Does what the run has left; it stays one run. */
    resume: (
      run: { readonly runId: number; readonly total: number },
      means: PredictionMeans,
      control: JobControl,
    ): Promise<PredictionResult> => toEnd(reopen(run, means), means, control),
  }
}
