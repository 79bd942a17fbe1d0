import type { Database } from 'better-sqlite3'
import { fallsIntoParts } from '#shared/domain/estimate-parts.ts'
import type { EstimateParts } from '#shared/domain/estimate-parts.ts'
import { featureWords, headWords } from '#shared/domain/head-kind.ts'
import { promptSetFor } from '#shared/domain/prediction-choice.ts'
import type { PromptSet } from '#shared/domain/prompt-set.ts'
import type { SeverityEstimate, SeverityModel, SeverityPoint } from '#shared/domain/severity.ts'
import { AppError, isAppError } from '#shared/errors.ts'
import { nextTurn } from '../../async/next-turn.ts'
import type { PackStore } from '../../packs/pack-store.ts'
import { createEmbeddingRepository } from '../prediction/embedding-repository.ts'
import type { ClipFeature, StoredEmbedding } from '../prediction/embedding-repository.ts'
import { createPackRepository } from '../prediction/pack-repository.ts'
import { createPredictionRepository } from '../prediction/prediction-repository.ts'
import { createPromptSetRepository } from '../prediction/prompt-set-repository.ts'
import { meanOfRows, partsOf } from './estimate-parts.ts'
import type { LinearModel, SeenClip } from './estimate-parts.ts'
import { momentSource } from './moment-source.ts'
import type { PartsService } from './service.ts'
import { sessionFeatures } from './session-features.ts'
import type { MomentSource, SessionFeature } from './session-features.ts'
import { createSeverityRepository } from './severity-repository.ts'
import { statisticsHere } from './statistics.ts'
import type { Statistics } from './statistics.ts'

export interface PartsServiceDeps {
  readonly db: Database
  readonly environment: {
    readonly packs: PackStore
    /** Not given: in this thread. */
    readonly statistics?: Statistics
  }
}

const none = (reason: string): EstimateParts => ({ kind: 'none', reason })

const CHANGED =
  'What this estimate was made of is no longer there as it was: clips were predicted anew, cut or left out since. Fit again to see what speaks for it.'

function whyNone({ head, features }: SeverityModel): string {
  const { title, isJoint, isNetwork } = headWords[head]
  if (isJoint && isNetwork !== true)
    return `The model of the other patients, which this estimate is by, learnt from several items at once, and it is not kept with which. A ${headWords.pls.title} of this item alone can be fitted beside it.`
  return fallsIntoParts({ head, features: 'mean' })
    ? `On ${featureWords[features].title} an estimate is no sum over clips, so that no part of it belongs to one of them.`
    : `What a ${title} says of a visit is no sum over its clips, so that no part of it belongs to one of them. A model that is a sum, such as ridge regression, can be fitted beside it.`
}

/** Differences that rounding and the ends of searches make, as a share of the range of the item. */
const SAME = 1e-6

/** Start and end of each moment that `moments` of the embeddings and predictions are of: windows, or frames with a face. */
function spansOf({ windowSpans, frameTimes, frameBoxes }: StoredEmbedding): Float64Array {
  if (windowSpans !== null) return windowSpans
  const values = frameBoxes.length / frameTimes.length
  const spans: number[] = []
  frameTimes.forEach((startMs, frame) => {
    if (Number.isNaN(frameBoxes[frame * values] ?? NaN)) return
    spans.push(startMs, frameTimes[frame + 1] ?? startMs)
  })
  return Float64Array.from(spans)
}

interface Explained {
  readonly model: SeverityModel
  readonly estimate: SeverityEstimate
  readonly points: readonly SeverityPoint[]
}

/** What single estimates are made of. Nothing is stored: the model of the others is fitted once more where the estimate was held out. */
export function createPartsService({ db, environment }: PartsServiceDeps): PartsService {
  const { packs, statistics = statisticsHere } = environment
  const severity = createSeverityRepository(db)
  const embeddings = createEmbeddingRepository(db)
  const predictions = createPredictionRepository(db)
  const usedPacks = createPackRepository(db)
  const promptSets = createPromptSetRepository(db)

  /** Null where the pack is no longer installed as it was. */
  const clipsOf = ({ packId, packSha256 }: SeverityModel): ClipFeature[] | null => {
    try {
      const pack = packs.clipText(packId)
      const packRowId = usedPacks.rowId(pack)
      if (packRowId === null || pack.sha256 !== packSha256) return null
      const { sampling } = pack.manifest
      return embeddings.features({
        packRowId,
        frameStride: sampling.kind === 'rate' ? null : sampling.frameStride,
      })
    } catch (error) {
      if (isAppError(error)) return null
      throw error
    }
  }

  /** The model that made the estimate; null where there is none any more. */
  const modelOf = async (
    { model, estimate, points }: Explained,
    features: readonly SessionFeature[],
  ): Promise<LinearModel | null> => {
    const ratingOf = new Map(points.map(({ sessionId, rating }) => [sessionId, rating]))
    const rows = features.filter(({ sessionId }) => ratingOf.has(sessionId))
    if (rows.length !== points.length) return null
    const rated = points.find(({ sessionId }) => sessionId === estimate.sessionId)
    const others = rows.filter(({ patientCode }) => patientCode !== rated?.patientCode)
    const weights =
      rated === undefined
        ? severity.weights(model.id)
        : await statistics.weightsWithout({
            head: model.head,
            left: rated.patientCode,
            data: {
              features: rows.map(({ values }) => values),
              groups: rows.map(({ patientCode }) => patientCode),
              ratings: rows.map(({ sessionId }) => ratingOf.get(sessionId) ?? NaN),
            },
          })
    const origin = meanOfRows(others.map(({ values }) => values))
    return weights?.length === origin.length + 1 ? { weights, origin } : null
  }

  const seenClip = (clip: ClipFeature, read: MomentSource['prompts']): SeenClip[] => {
    const moments = read(clip)
    const stored = moments === null ? null : embeddings.load(clip.embeddingId)
    if (moments === null || stored === null) return []
    return [
      { clipId: clip.clipId, mean: clip.clipEmbedding, moments: { ...moments, spans: spansOf(stored) } },
    ]
  }

  /** With these prompts; null where they make another estimate than the stored one. */
  const explain = async (
    explained: Explained,
    { clips, promptSet }: { readonly clips: readonly ClipFeature[]; readonly promptSet: PromptSet | null },
  ): Promise<EstimateParts | null> => {
    const { model, estimate, points } = explained
    const source = momentSource({ embeddings, predictions, promptSet })
    const how = { kind: model.features, source, between: nextTurn }
    const features = await sessionFeatures(clips, severity.sessions(), how)
    const of = features.find(({ sessionId }) => sessionId === estimate.sessionId)
    const linear = of === undefined ? null : await modelOf(explained, features)
    if (of === undefined || linear === null) return null
    const read = (clip: ClipFeature) => (promptSet === null ? source.embeddings(clip) : source.prompts(clip))
    const parts = partsOf(linear, {
      values: of.values,
      clips: clips
        .filter(({ sessionId }) => sessionId === estimate.sessionId)
        .flatMap((clip) => seenClip(clip, read)),
      labels: promptSet?.classes.map(({ label }) => label) ?? null,
    })
    const cut = Math.min(model.max, Math.max(model.min, parts.uncut))
    if (!(Math.abs(cut - estimate.value) <= SAME * (model.max - model.min))) return null
    const isRated = points.some(({ sessionId }) => sessionId === estimate.sessionId)
    return { kind: 'sum', estimate: estimate.value, heldOut: isRated || estimate.heldOut, ...parts }
  }

  return {
    async of({ modelId, sessionId }) {
      const model = severity.get(modelId)
      const estimate = severity.estimates(modelId).find((known) => known.sessionId === sessionId)
      if (model === null || estimate === undefined) {
        throw new AppError('not-found', 'This estimate is no longer there.')
      }
      if (!fallsIntoParts(model)) return none(whyNone(model))
      const clips = clipsOf(model)
      if (clips === null) {
        return none(
          `The pack ${model.packId} ${model.packVersion}, which the estimate was made with, is not installed any more.`,
        )
      }
      const explained = { model, estimate, points: severity.points(modelId) }
      // Which prompts a model is of is told by its estimates: others would make other ones.
      const sets =
        model.features === 'prompts' ? promptSetFor(model.packId, promptSets.list(), null).promptSets : [null]
      for (const promptSet of sets) {
        const parts = await explain(explained, { clips, promptSet })
        if (parts !== null) return parts
      }
      return none(CHANGED)
    },
  }
}
