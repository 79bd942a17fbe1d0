import type { Database } from 'better-sqlite3'
import type { ClipTextPack } from '#shared/domain/pack.ts'
import type { Scale } from '#shared/domain/scale.ts'
import type { SeverityTarget } from '#shared/domain/severity-target.ts'
import type { SeverityModel } from '#shared/domain/severity.ts'
import type { StudyArea } from '#shared/domain/study.ts'
import { AppError, isAppError } from '#shared/errors.ts'
import { inTransaction } from '../../db/sql.ts'
import type { LoadedPack } from '../../packs/loaded-pack.ts'
import type { PackStore } from '../../packs/pack-store.ts'
import { createEmbeddingRepository } from '../prediction/embedding-repository.ts'
import { createPackRepository } from '../prediction/pack-repository.ts'
import { createRunRepository } from '../study/run-repository.ts'
import { createScaleRepository } from '../rating/scale-repository.ts'
import type { ScaleRepository } from '../rating/scale-repository.ts'
import { chooseTargets } from './choose-targets.ts'
import { fitKey } from './fit-key.ts'
import { createKeptFitRepository } from './kept-fit-repository.ts'
import { createSeverityRepository, storedTotal } from './severity-repository.ts'
import { fitStages } from './fit-stages.ts'
import type { FitInput, ItemFit } from './fit-items.ts'
import { shareSessions } from './share-sessions.ts'
import { methodText } from '#shared/domain/head-kind.ts'
import type { FeatureKind } from '#shared/domain/head-kind.ts'
import { planDeviations } from '#shared/domain/as-planned.ts'
import { INTERVAL_METHOD } from '#shared/domain/severity.ts'
import { compareHeads } from './head-comparison.ts'
import { trainedOnSentence } from './trained-on.ts'
import type { FittedWith } from './trained-on.ts'
import { ratedPairs } from './rated-pairs.ts'
import { nextTurn } from '../../async/next-turn.ts'
import { promptSetFor } from '#shared/domain/prediction-choice.ts'
import type { PromptSet } from '#shared/domain/prompt-set.ts'
import { createPredictionRepository } from '../prediction/prediction-repository.ts'
import { createPromptSetRepository } from '../prediction/prompt-set-repository.ts'
import { momentSource } from './moment-source.ts'
import { sessionFeatures } from './session-features.ts'
import { totalRatings } from './total-ratings.ts'
import { trainingSet } from './training-set.ts'
import type { Accepted, SeenSessions, TrainingSet } from './training-set.ts'
import { likePatients, requireApart } from './one-person.ts'
import type { LikePatients } from './one-person.ts'
import { findGroupings } from './find-groupings.ts'
import { statisticsHere } from './statistics.ts'
import type { Statistics } from './statistics.ts'
import type { ProtocolService } from '../protocol/service.ts'
import { fitRuns } from '../study/fit-runs.ts'
import { recordEnding } from '../study/run-ending.ts'
import { planningOf } from './planning.ts'
import type { MeasuredFit } from './planning.ts'
import type { FitResult, SeverityService } from './service.ts'

export interface SeverityServiceDeps {
  readonly db: Database
  readonly environment: {
    readonly packs: PackStore
    readonly appVersion: string
    readonly now?: () => Date
    /** Not given: in this thread. */
    readonly statistics?: Statistics
  }
  /** Those of the study; not given: what is stored alone. */
  readonly scales?: Pick<ScaleRepository, 'get'>
  /** Not given: nothing is planned. */
  readonly protocols?: Pick<ProtocolService, 'measure'>
  /** Told when models changed, so that views reload. */
  readonly onChange?: (areas: readonly StudyArea[]) => void
}

interface Refusal {
  readonly itemId: string
  readonly error: AppError
}

/** With nothing left to fit, the first reason is the answer. */
function throwRefusals(refusals: readonly Refusal[]): never {
  const [first, ...others] = refusals
  if (first === undefined) throw new AppError('nothing-to-do', 'No item was asked for.')
  if (others.length === 0) throw first.error
  const more = others.length === 1 ? 'The other item was' : `The other ${others.length} items were`
  throw new AppError(first.error.code, `${first.error.message} ${more} refused as well.`)
}

interface SavedAs extends Omit<FittedWith, 'sharing'> {
  readonly runId: number
  readonly scaleId: string
  readonly measured: MeasuredFit
}

/** Severity models: fitted on ratings, validated on patients they never saw. Knows no inference: embeddings are there. */
export function createSeverityService(deps: SeverityServiceDeps): SeverityService {
  const { db, environment, onChange = () => undefined } = deps
  const { packs, appVersion, now = () => new Date(), statistics = statisticsHere } = environment
  const severity = createSeverityRepository(db)
  const keptFits = createKeptFitRepository(db)
  const embeddings = createEmbeddingRepository(db)
  const predictions = createPredictionRepository(db)
  const usedPacks = createPackRepository(db)
  const runs = createRunRepository(db)
  const { scales = createScaleRepository(db), protocols } = deps

  const findScale = (scaleId: string): Scale => {
    const stored = scales.get(scaleId)
    if (stored === null) throw new AppError('not-found', `This study has no scale “${scaleId}”.`)
    return stored.scale
  }

  /** Of passes as the pack itself samples: a set of words with a stride of its own must not change an estimate. */
  const findSeen = async (
    pack: LoadedPack<ClipTextPack>,
    { kind, promptSet }: { readonly kind: FeatureKind; readonly promptSet: PromptSet | null },
  ): Promise<SeenSessions> => {
    const packRowId = usedPacks.rowId(pack)
    const { sampling } = pack.manifest
    const frameStride = sampling.kind === 'rate' ? null : sampling.frameStride
    const clips = packRowId === null ? [] : embeddings.features({ packRowId, frameStride })
    const sessions = severity.sessions()
    const source = momentSource({ embeddings, predictions, promptSet })
    const features = await sessionFeatures(clips, sessions, { kind, source, between: nextTurn })
    if (kind === 'prompts' && clips.length > 0 && features.length === 0) {
      throw new AppError(
        'nothing-to-do',
        `No clip was predicted with the prompt set “${promptSet?.name ?? ''}” as the pack itself samples: predict with it first.`,
      )
    }
    const idsOf = (of: readonly { readonly sessionId: number }[]) =>
      new Set(of.map(({ sessionId }) => sessionId))
    const having = {
      clip: idsOf(sessions.filter(({ hasClip }) => hasClip)),
      predicted: idsOf(clips),
      face: idsOf(features),
    }
    return { features, having }
  }

  /** Throws AppError `not-found`. */
  const findPromptSet = (packId: string, promptSetId: number | null): PromptSet => {
    const { promptSets, promptSet } = promptSetFor(packId, createPromptSetRepository(db).list(), promptSetId)
    const found = promptSetId === null ? promptSet : promptSets.find(({ id }) => id === promptSetId)
    if (found === null || found === undefined) {
      throw new AppError('not-found', 'This study has no such prompt set for the pack.')
    }
    return found
  }

  const findLikePatients = (scaleId: string): readonly LikePatients[] => {
    const rated = new Set(severity.ratings(scaleId).map(({ patientCode }) => patientCode))
    const isRated = ({ patientCode }: { readonly patientCode: string }): boolean => rated.has(patientCode)
    return likePatients(severity.patientFaces().filter(isRated), severity.patientVideos().filter(isRated))
  }

  const findTrainingSets = (
    scale: Scale,
    items: readonly SeverityTarget[],
    seen: SeenSessions & Accepted,
  ): { sets: TrainingSet[]; refusals: Refusal[] } => {
    const rated = severity.ratings(scale.id)
    const sets: TrainingSet[] = []
    const refusals: Refusal[] = []
    for (const item of items) {
      try {
        const totals = item.parts === undefined ? [] : totalRatings(scale, item, rated)
        sets.push(trainingSet(item, [...rated, ...totals], seen))
      } catch (error) {
        if (!isAppError(error)) throw error
        refusals.push({ itemId: item.id, error })
      }
    }
    return { sets, refusals }
  }

  /** What the fit is measured by, before it begins. */
  const measure = (asked: MeasuredFit['asked'], refusals: readonly Refusal[]): MeasuredFit => {
    const nameOf = (itemId: string): string => asked.items.find(({ id }) => id === itemId)?.name ?? itemId
    return {
      asked,
      protocol: protocols?.measure(asked) ?? null,
      refused: refusals.map(({ itemId }) => nameOf(itemId)),
      earlier: fitRuns(runs.list()),
    }
  }

  const save = (
    { sets, fits }: { sets: readonly TrainingSet[]; fits: readonly ItemFit[] },
    as: SavedAs,
  ): number[] =>
    inTransaction(db, () => {
      const groups = shareSessions(sets)
      return sets.map((set, index) => {
        const fit = fits[index]
        if (fit === undefined) throw new RangeError('a fit is missing')
        const { estimates, ...made } = fit
        const { item, nPatients, nClips, synthetic, rows } = set
        const created = now()
        const { runId, scaleId, head, features, measured } = as
        const planning = planningOf(measured, {
          itemId: item.id,
          nPatients,
          permutations: fit.metrics.permutation?.permutations ?? null,
          ratingsKey: fit.metrics.groups?.ratingsKey ?? null,
          knownKeys: severity.ratingsKeys(scaleId, item.id, features),
        })
        const sharing = groups.find((group) => group.includes(set)) ?? []
        const trainedOn = trainedOnSentence(set, { ...as, sharing }, created)
        const counts = { nPatients, nClips, nSessions: rows.length }
        const said = { trainedOn, synthetic, createdUtc: created.toISOString() }
        return severity.insert(
          {
            ...{ runId, scaleId, itemId: item.id, method: methodText(head, features), features },
            total: storedTotal(item),
            ...{ ...counts, ...made, ...said, planning },
          },
          estimates,
        )
      })
    })

  const findModel = (modelId: number): SeverityModel => {
    const model = severity.get(modelId)
    if (model === null) throw new AppError('not-found', 'This severity model is no longer there.')
    return model
  }

  return {
    requireApart: ({ scaleId }) => {
      requireApart(findLikePatients(scaleId))
    },

    async fit({ scaleId, itemIds, packId, ...how }, control): Promise<FitResult> {
      const { differentPeople, unblinded = false, insists, head = 'ridge', features: kind = 'mean' } = how
      control.stage(fitStages.gather)
      const pack = packs.clipText(packId)
      const scale = findScale(scaleId)
      const promptSet = kind === 'prompts' ? findPromptSet(packId, how.promptSetId ?? null) : null
      const seen = await findSeen(pack, { kind, promptSet })
      const accepted = { ...seen, unblinded, insists }
      const items = chooseTargets(scale, itemIds)
      const { sets, refusals } = findTrainingSets(scale, items, accepted)
      if (sets.length === 0) throwRefusals(refusals)
      const like = findLikePatients(scaleId)
      if (differentPeople !== true) requireApart(like)
      for (const { itemId, error } of refusals) control.failure(itemId, error.message)
      const measured = measure(
        {
          ...{ scaleId, items, head, features: kind, promptSet, unblinded },
          pack: { id: packId, version: pack.manifest.version, sha256: pack.sha256 },
        },
        refusals,
      )
      const { protocol, asked } = measured
      const isAsPlanned = protocol !== null && planDeviations(protocol.content, asked).length === 0
      const permutations = isAsPlanned ? protocol.content.test.permutations : undefined
      const groupings = findGroupings(db, severity.ratings(scaleId))
      const input: FitInput = { sets, features: seen.features, groupings, head, permutations }
      const inputs = fitKey(input, appVersion)
      const kept = keptFits.find(inputs, input)
      const runId = inTransaction(db, () =>
        runs.start({
          kind: 'fit',
          packRowId: usedPacks.ensure(pack),
          parameters: {
            scaleId,
            items: sets.map(({ item }) => item.id),
            features: kind,
            protocol: protocol?.sha256 ?? null,
            method: methodText(head, kind),
            interval: INTERVAL_METHOD,
            inputs,
          },
          appVersion,
          startedUtc: now().toISOString(),
        }),
      )
      const modelIds = await recordEnding({ runs, runId, now, control }, async () => {
        const fits = kept ?? (await statistics.fit(input, control))
        const as = { runId, scaleId, pack, head, features: kind, promptSet, like, measured }
        return { result: save({ sets, fits }, as), message: null }
      })
      onChange(['severity'])
      return {
        models: modelIds.map(findModel),
        refused: refusals.map(({ itemId, error }) => ({ itemId, message: error.message })),
        isKept: kept !== null,
      }
    },

    models: () => severity.newest(),
    inUse: () => {
      const ids = severity.inUse()
      return severity.newest().filter(({ id }) => ids.has(id))
    },

    report: (modelId) => ({
      model: findModel(modelId),
      points: severity.points(modelId),
      estimates: severity.estimates(modelId),
    }),

    compare: (modelId) => compareHeads(severity.newest(), findModel(modelId)),

    async agreement({ scaleId, itemId, raterA, raterB }) {
      const pairs = ratedPairs({
        scale: findScale(scaleId),
        itemId,
        ratings: severity.ratings(scaleId),
        raterA,
        raterB,
      })
      return pairs.length === 0
        ? null
        : { scaleId, itemId, raterA, raterB, ...(await statistics.agreement(pairs)), points: pairs }
    },
  }
}
