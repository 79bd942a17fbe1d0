import type { Database } from 'better-sqlite3'
import type { ClipTextPack, FacePack } from '#shared/domain/pack.ts'
import type { PromptSet } from '#shared/domain/prompt-set.ts'
import { AppError, assertNever } from '#shared/errors.ts'
import { inTransaction } from '../db/sql.ts'
import type { ClipSource, EmbedEvent, InferenceClient, TextEmbedding } from '../inference/client.ts'
import type { LoadedPack } from '../inference/pack-store.ts'
import { createEmbeddingRepository } from '../repositories/embedding-repository.ts'
import type { ClipToEmbed } from '../repositories/embedding-repository.ts'
import { createPackRepository } from '../repositories/pack-repository.ts'
import { createRunRepository } from '../repositories/run-repository.ts'
import { embeddingCacheKey } from './embedding-cache-key.ts'
import { nextTurn } from './next-turn.ts'
import { createPredictionRecorder } from './prediction-recorder.ts'
import type { PlannedClip, PredictionRecorder } from './prediction-recorder.ts'
import { recordEnding } from './run-ending.ts'
import type { JobControl, PredictionResult } from './service-types.ts'

export interface PredictionRunDeps {
  readonly db: Database
  readonly inference: InferenceClient
  readonly appVersion: string
  readonly now: () => Date
  readonly videoFile: (videoId: number) => string | null
}

export interface PredictionRunRequest {
  /** Null for every clip of the study. */
  readonly clipIds: readonly number[] | null
  readonly pack: LoadedPack<ClipTextPack>
  readonly faces: LoadedPack<FacePack>
  readonly promptSet: PromptSet
  readonly texts: readonly TextEmbedding[]
}

/** Clips served from the store between two turns of the event loop. */
const REUSED_PER_TURN = 50

function chooseClips(all: ClipToEmbed[], clipIds: readonly number[] | null): ClipToEmbed[] {
  if (clipIds === null) {
    if (all.length === 0) throw new AppError('nothing-to-do', 'This study has no clips yet.')
    return all
  }
  const wanted = new Set(clipIds)
  const chosen = all.filter((clip) => wanted.has(clip.clipId))
  if (chosen.length < wanted.size) throw new AppError('not-found', 'One of these clips is not in the study.')
  return chosen
}

function runParameters({ faces, pack, promptSet }: PredictionRunRequest, clipCount: number) {
  const { id, version, detector } = faces.manifest
  return {
    sampling: pack.manifest.sampling,
    facePack: { id, version, sha256: faces.sha256 },
    detector: { scoreThreshold: detector.scoreThreshold, iouThreshold: detector.iouThreshold },
    promptSet: { id: promptSet.id, name: promptSet.name },
    clips: clipCount,
    node: process.versions.node,
  }
}

function planClips({ pack, faces }: PredictionRunRequest, clips: readonly ClipToEmbed[]): PlannedClip[] {
  const { sampling } = pack.manifest
  const pass = { packSha256: pack.sha256, facePackSha256: faces.sha256, sampling }
  return clips.map((clip) => ({ clip, cacheKey: embeddingCacheKey({ ...pass, ...clip }) }))
}

/** Predicts from what is stored; answers the clips that must be looked at. */
async function reuseStored(
  planned: readonly PlannedClip[],
  recorder: PredictionRecorder,
  control: JobControl,
): Promise<PlannedClip[]> {
  const rest: PlannedClip[] = []
  for (const [index, entry] of planned.entries()) {
    if (index % REUSED_PER_TURN === REUSED_PER_TURN - 1) {
      await nextTurn()
      await control.gate.wait()
    }
    control.signal.throwIfAborted()
    if (!recorder.reuse(entry)) rest.push(entry)
  }
  return rest
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
        recorder.problem(find(event.clipId).clip, event.code, event.message)
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
 * Makes the function that carries out one run. Each clip is on disk, with its prediction or its problem, as
 * soon as it is through, so that a cancelled run keeps what it has done.
 */
export function createPredictionRun({ db, inference, appVersion, now, videoFile }: PredictionRunDeps) {
  const embeddings = createEmbeddingRepository(db)
  const packs = createPackRepository(db)
  const runs = createRunRepository(db)

  const start = (request: PredictionRunRequest, clipCount: number): { runId: number; packRowId: number } =>
    inTransaction(db, () => {
      const packRowId = packs.ensure(request.pack)
      const parameters = runParameters(request, clipCount)
      const startedUtc = now().toISOString()
      return {
        packRowId,
        runId: runs.start({ kind: 'predict', packRowId, parameters, appVersion, startedUtc }),
      }
    })

  /** The clips whose files are there; the others are noted as problems. */
  const findSources = (planned: readonly PlannedClip[], recorder: PredictionRecorder): ClipSource[] =>
    planned.flatMap(({ clip }) => {
      const { clipId, startMs, endMs, fps } = clip
      const file = videoFile(clip.videoId)
      if (file !== null) return [{ clipId, file, startMs, endMs, fps }]
      const session = `${clip.patientCode} ${clip.visitLabel}`
      const message = `The video “${clip.fileName}” of ${session} is not where the study expects it.`
      recorder.problem(clip, 'file-unreadable', message)
      return []
    })

  const carryOut = async (
    request: PredictionRunRequest,
    planned: readonly PlannedClip[],
    { recorder, control }: { recorder: PredictionRecorder; control: JobControl },
  ): Promise<void> => {
    const rest = await reuseStored(planned, recorder, control)
    const clips = findSources(rest, recorder)
    if (clips.length > 0) {
      const { pack, faces } = request
      const { sampling } = pack.manifest
      await inference.embedClips(
        { packFolder: pack.folder, facePackFolder: faces.folder, clips, sampling },
        listenTo(rest, recorder),
        control,
      )
    }
    control.signal.throwIfAborted()
  }

  return async (request: PredictionRunRequest, control: JobControl): Promise<PredictionResult> => {
    const { pack, promptSet, texts } = request
    const planned = planClips(request, chooseClips(embeddings.clips(), request.clipIds))
    control.progress(0, planned.length)
    const { runId, packRowId } = start(request, planned.length)
    const recorder = createPredictionRecorder({
      db,
      runId,
      packRowId,
      embeddingDim: pack.manifest.embeddingDim,
      classes: { promptSet, texts, compare: pack.manifest.compare },
      total: planned.length,
      control,
      now,
      runDetails: () => ({ threads: inference.status().threads }),
    })
    return recordEnding({ runs, runId, now, control }, async () => {
      await carryOut(request, planned, { recorder, control })
      const result = recorder.result()
      const left = result.failed.length
      return {
        result,
        message: left === 0 ? null : `${left} of ${planned.length} clips could not be predicted.`,
      }
    })
  }
}
