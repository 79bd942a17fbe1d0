import type { Database } from 'better-sqlite3'
import { damagedStretch } from '#shared/domain/clip.ts'
import type { ClipTextPack } from '#shared/domain/pack.ts'
import { inTransaction } from '../../db/sql.ts'
import type { EmbedEvent } from '../../inference/host/client.ts'
import { damageSentence } from '../../media/frames/damage-sentence.ts'
import { createEmbeddingRepository } from './embedding-repository.ts'
import type { ClipToEmbed, EmbeddedClip } from './embedding-repository.ts'
import { createPendingClipRepository } from './pending-clip-repository.ts'
import { createPredictionRepository } from './prediction-repository.ts'
import { createProblemRepository } from '../study/problem-repository.ts'
import { createRunRepository } from '../study/run-repository.ts'
import { classify } from './clip-classifier.ts'
import type { ClassesAsRead } from './clip-classifier.ts'
import type { ClipAndSubject, ClipRefusal } from './plan-clip.ts'
import type { JobControl } from '../../jobs/job-control.ts'
import type { PredictionResult } from './service.ts'

export interface PlannedClip extends ClipAndSubject {
  readonly cacheKey: string
}

export interface RecorderDeps {
  readonly db: Database
  readonly runId: number
  readonly packRowId: number
  readonly embeddingDim: ClipTextPack['embeddingDim']
  readonly classes: ClassesAsRead
  /** Clips of the run, those included that were through before it was interrupted. */
  readonly total: number
  readonly throughBefore: number
  readonly control: JobControl
  readonly now: () => Date
  /** What becomes known of the run with its first clip, besides the provider. */
  readonly runDetails: () => Readonly<Record<string, unknown>>
}

/** How a clip is called in messages, e.g. `Clip 3 of P001 baseline`. */
function clipName(clip: ClipToEmbed): string {
  return `Clip ${clip.ordinal} of ${clip.patientCode} ${clip.visitLabel}`
}

/** Kept with the clip, so it names none: cutting gives clips other numbers. */
function noFaceMessage(frameCount: number): string {
  const frames = frameCount === 1 ? 'the one sampled frame' : `any of the ${frameCount} sampled frames`
  return `The patient’s face is not seen in ${frames} of this clip.`
}

export type PredictionRecorder = ReturnType<typeof createPredictionRecorder>

/**
 * Puts what one run finds on disk and keeps count: clip by clip, the finding and that the clip is through in one
 * transaction, so that a killed run can be resumed with neither a gap nor a clip done twice.
 */
export function createPredictionRecorder(deps: RecorderDeps) {
  const { db, runId, packRowId, embeddingDim: dim, classes, total, control, now } = deps
  const embeddings = createEmbeddingRepository(db)
  const predictions = createPredictionRepository(db)
  const pending = createPendingClipRepository(db)
  const problems = createProblemRepository(db)
  const runs = createRunRepository(db)
  const failed: { clipId: number; message: string }[] = []
  const counts = { predicted: 0, reused: 0, through: deps.throughBefore }
  /** Recorded in this life of the run. */
  const providers = new Set<string>()

  const note = (clip: ClipToEmbed, code: string, message: string): void => {
    problems.note({ clipId: clip.clipId, runId, code, message, notedUtc: now().toISOString() })
  }

  /** Within a transaction. Returns the message of a clip without a face, null for a prediction. */
  const storePrediction = (
    clip: ClipToEmbed,
    embeddingId: number,
    embedding: EmbeddedClip,
  ): string | null => {
    const { clipEmbedding, frameTimes } = embedding
    if (clipEmbedding === null) {
      const message = noFaceMessage(frameTimes.length)
      note(clip, 'no-face', message)
      return message
    }
    const classification = classify({ ...embedding, clipEmbedding }, classes)
    predictions.save({ ...classification, embeddingId, promptSetId: classes.promptSet.id, runId })
    // A stored pass does not know any more what was damaged.
    if (problems.get(clip.clipId)?.code !== damagedStretch) problems.clear(clip.clipId)
    return null
  }

  const finish = <Result>(clip: ClipToEmbed, store: () => Result): Result =>
    inTransaction(db, () => {
      pending.remove(runId, clip.clipId)
      return store()
    })

  const advance = (clip: ClipToEmbed, problem: string | null, kind: 'predicted' | 'reused'): void => {
    if (problem === null) counts[kind] += 1
    else {
      failed.push({ clipId: clip.clipId, message: problem })
      control.failure(clipName(clip), problem)
    }
    counts.through += 1
    control.progress(counts.through, total)
  }

  return {
    /** Predicts from the stored pass; false when there is none. */
    reuse: ({ clip, cacheKey }: PlannedClip): boolean => {
      const embeddingId = embeddings.idByKey(clip.clipId, cacheKey)
      const stored = embeddingId === null ? null : embeddings.load(embeddingId)
      if (stored === null) return false
      advance(
        clip,
        finish(clip, () => {
          if (stored.precision === null) embeddings.adopt(stored.id, runId)
          return storePrediction(clip, stored.id, stored)
        }),
        'reused',
      )
      return true
    },
    embedded: (planned: PlannedClip, event: Extract<EmbedEvent, { type: 'clip' }>): void => {
      const { clip, cacheKey, subjectKey } = planned
      const { embedding, provider, damage } = event
      const damaged = damage.length === 0 ? null : damageSentence(clip.fileName, damage)
      const problem = finish(clip, () => {
        problems.clear(clip.clipId)
        if (!providers.has(provider)) runs.addProvider(runId, provider, deps.runDetails())
        const id = embeddings.insert({ embedding, dim, runId, packRowId, cacheKey, subjectKey })
        const refusal = storePrediction(clip, id, embedding)
        if (refusal === null && damaged !== null) note(clip, damagedStretch, damaged)
        return refusal
      })
      if (problem === null && damaged !== null) control.notice(clipName(clip), damaged)
      providers.add(provider)
      advance(clip, problem, 'predicted')
    },
    problem: (clip: ClipToEmbed, { code, message }: ClipRefusal): void => {
      finish(clip, () => {
        note(clip, code, message)
      })
      advance(clip, message, 'predicted')
    },
    /** Part of the clip that is being looked at. */
    partly: (fraction: number): void => {
      control.progress(counts.through + fraction, total)
    },
    result: (): PredictionResult => ({
      predicted: counts.predicted,
      reused: counts.reused,
      failed: [...failed],
    }),
  }
}
