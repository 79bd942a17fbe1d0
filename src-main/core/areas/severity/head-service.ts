import { readFile, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Database } from 'better-sqlite3'
import type { ClipTextPack } from '#shared/domain/pack.ts'
import { findTarget } from '#shared/domain/severity-target.ts'
import type { SeverityTarget } from '#shared/domain/severity-target.ts'
import { featureWords, headWords } from '#shared/domain/head-kind.ts'
import type { HeadCard } from '#shared/domain/severity-head.ts'
import { AppError } from '#shared/errors.ts'
import { inTransaction } from '../../db/sql.ts'
import { explainWriteError } from '../../files/os-errors.ts'
import { makeFolder } from '../../files/make-folder.ts'
import { writeWhole } from '../../files/write-atomically.ts'
import type { LoadedPack } from '../../packs/loaded-pack.ts'
import type { PackStore } from '../../packs/pack-store.ts'
import { createEmbeddingRepository } from '../prediction/embedding-repository.ts'
import { createRunRepository } from '../study/run-repository.ts'
import { createPackRepository } from '../prediction/pack-repository.ts'
import type { LibraryService } from '../library/service.ts'
import { createScaleRepository } from '../rating/scale-repository.ts'
import type { ScaleRepository } from '../rating/scale-repository.ts'
import { validateElsewhere } from './external-validation.ts'
import {
  applyFromFile,
  cardOf,
  decodeHead,
  encodeHead,
  HEAD_CARD,
  HEAD_WEIGHTS,
  readCard,
} from './head-file.ts'
import { inputsOf } from './heads/mlp-weights.ts'
import type { AppliedHead, HeadEstimate, HeadService } from './service.ts'
import { sessionMeans } from './session-features.ts'
import type { SessionFeature } from './session-features.ts'
import { countedRatings } from './counted-ratings.ts'
import { externalStatistics, writeAppliedHead } from './write-applied-head.ts'
import { createSeverityRepository } from './severity-repository.ts'
import { targetRatings } from './total-ratings.ts'

export interface HeadServiceDeps {
  readonly db: Database
  readonly environment: {
    readonly packs: PackStore
    readonly appVersion: string
    readonly now?: () => Date
  }
  readonly library: Pick<LibraryService, 'summary' | 'sessions'>
  /** Those of the study; not given: what is stored alone. */
  readonly scales?: Pick<ScaleRepository, 'get'>
}

/** What a card can say of how a session becomes numbers. */
const SHARED_FEATURES: readonly string[] = ['mean']

/** Larger ones are none: a card holds a validation, not data. */
const MAX_CARD_BYTES = 1_000_000

async function readHead(file: string): Promise<{ card: HeadCard; weights: Float64Array }> {
  const read = async (path: string): Promise<Buffer> => {
    try {
      return await readFile(path)
    } catch (error) {
      throw new AppError('file-unreadable', `${basename(path)} cannot be read.`, { cause: error })
    }
  }
  const json = await read(file)
  if (json.byteLength > MAX_CARD_BYTES) {
    throw new AppError('file-unreadable', `${basename(file)} is too large for the card of a head.`)
  }
  const card = readCard(json.toString('utf8'))
  // Beside the card and nowhere else, whatever it says.
  return { card, weights: decodeHead(await read(join(dirname(file), basename(card.weights.file))), card) }
}

/** The item or total of the study that the head is of. Throws AppError `conflict` with what does not fit. */
function requireItem(card: HeadCard, scales: Pick<ScaleRepository, 'get'>): SeverityTarget {
  const scale = scales.get(card.scale.id)?.scale
  if (scale === undefined) {
    throw new AppError('conflict', `This study has no scale ${card.scale.title}, of which the head is.`)
  }
  const item = findTarget(scale, card.item.id)
  if (item === undefined) {
    throw new AppError('conflict', `${scale.shortTitle} has no item or total “${card.item.name}” here.`)
  }
  if (item.min !== card.item.min || item.max !== card.item.max) {
    throw new AppError(
      'conflict',
      `“${item.name}” goes from ${String(item.min)} to ${String(item.max)} here, and from ${String(card.item.min)} to ${String(card.item.max)} where the head was fitted.`,
    )
  }
  return item
}

/** Severity models as files: out of the study that they were fitted in, and into another one. */
export function createHeadService(deps: HeadServiceDeps): HeadService {
  const { db, environment, library, scales: given } = deps
  const { packs, appVersion, now = () => new Date() } = environment
  const severity = createSeverityRepository(db)
  const embeddings = createEmbeddingRepository(db)
  const usedPacks = createPackRepository(db)
  const runs = createRunRepository(db)
  const scales = given ?? createScaleRepository(db)

  /** Exactly that pack: another version makes other numbers of the same face. Throws AppError `conflict`. */
  const requirePack = ({ pack: { id, version, sha256 } }: HeadCard): LoadedPack<ClipTextPack> => {
    const here = packs.clipText(id)
    if (here.sha256 === sha256) return here
    throw new AppError(
      'conflict',
      `The head needs the pack ${id} ${version} (${sha256.slice(0, 12)}…); the one installed here is ${here.manifest.version} (${here.sha256.slice(0, 12)}…).`,
    )
  }

  const featuresOf = (pack: LoadedPack<ClipTextPack>): SessionFeature[] => {
    const packRowId = usedPacks.rowId(pack)
    const { sampling } = pack.manifest
    const frameStride = sampling.kind === 'rate' ? null : sampling.frameStride
    if (packRowId === null) return []
    return sessionMeans(embeddings.features({ packRowId, frameStride }), severity.sessions())
  }

  /** Mean over the raters who had not seen estimates of the visit, or their consensus, by session. */
  const ratingsOf = (scaleId: string, target: SeverityTarget): Map<number, number> => {
    const values = new Map<number, number[]>()
    const scale = scales.get(scaleId)?.scale
    const ofItem = scale === undefined ? [] : targetRatings(scale, target, severity.ratings(scaleId))
    for (const rating of countedRatings(ofItem, { unblinded: false })) {
      values.set(rating.sessionId, [...(values.get(rating.sessionId) ?? []), rating.value])
    }
    return new Map([...values].map(([id, of]) => [id, of.reduce((sum, value) => sum + value, 0) / of.length]))
  }

  /** Whoever plans a test of the item afterwards has seen how its ratings go with the clips. */
  const recordSeen = ({ card: { scale, item, pack }, validation }: AppliedHead): void => {
    const packRowId = usedPacks.rowId(packs.clipText(pack.id))
    if (validation === null || packRowId === null || db.readonly) return
    const startedUtc = now().toISOString()
    inTransaction(db, () => {
      const parameters = { scaleId: scale.id, items: [item.id], features: 'mean', applied: true }
      const runId = runs.start({ kind: 'fit', packRowId, parameters, appVersion, startedUtc })
      runs.finish(runId, { status: 'done', message: null, finishedUtc: startedUtc })
    })
  }

  const apply = async (file: string): Promise<AppliedHead> => {
    const { card, weights } = await readHead(file)
    const item = requireItem(card, scales)
    const features = featuresOf(requirePack(card))
    if (features.length === 0) {
      throw new AppError(
        'nothing-to-do',
        `No visit of this study has a predicted clip with a face: predict with ${card.pack.id} ${card.pack.version} first.`,
      )
    }
    if (features.some(({ values }) => values.length !== card.features.dim)) {
      throw new AppError('conflict', 'The head takes another number of features than the pack makes.')
    }
    const ratings = ratingsOf(card.scale.id, item)
    const estimates = features.map(({ sessionId, patientCode, values, nClips, faceShare }): HeadEstimate => ({
      ...{ sessionId, patientCode, nClips, faceShare, rating: ratings.get(sessionId) ?? null },
      value: Math.min(item.max, Math.max(item.min, applyFromFile(weights, values))),
    }))
    const points = estimates.flatMap(({ patientCode, value, rating }) =>
      rating === null ? [] : [{ patientCode, rating, estimate: value }],
    )
    const learntHere = severity.wasFittedHere({
      ...{ scaleId: card.scale.id, itemId: item.id },
      ...{ packSha256: card.pack.sha256, fittedUtc: card.fittedUtc },
    })
    const isNew = points.length > 0 && !learntHere
    return { card, estimates, learntHere, validation: isNew ? validateElsewhere(points) : null }
  }

  return {
    async save(modelId, folder) {
      const model = severity.get(modelId)
      const weights = severity.weights(modelId)
      const scale = model === null ? null : scales.get(model.scaleId)?.scale
      const item = scale === null || scale === undefined ? undefined : findTarget(scale, model?.itemId ?? '')
      if (model === null || weights === null || scale === null || scale === undefined || item === undefined) {
        throw new AppError('not-found', 'This severity model is no longer there.')
      }
      if (model.head === 'gp' || !SHARED_FEATURES.includes(model.features)) {
        throw new AppError(
          'conflict',
          `A ${headWords[model.head].title} on ${featureWords[model.features].title} cannot be written as a file: only what is a sum of weights, or a network, on the mean embedding can.`,
        )
      }
      const dim = headWords[model.head].isNetwork ? inputsOf(weights, model.settings) : weights.length - 1
      const onnx = encodeHead({ weights, dim }, item)
      const { nPatients, nSessions, nClips, trainedOn, synthetic, method, packId, packVersion } = model
      const card = cardOf(
        {
          scale: { id: scale.id, title: scale.shortTitle },
          item: { id: item.id, column: item.column, name: item.name, min: item.min, max: item.max },
          features: { kind: 'mean-clip-embedding', dim },
          pack: { id: packId, version: packVersion, sha256: model.packSha256 },
          ...{
            method,
            penalty: model.settings.penalty ?? null,
            trainedOn,
            synthetic,
            nPatients,
            nSessions,
            nClips,
          },
          ...{ validation: model.metrics, planning: model.planning, fittedUtc: model.createdUtc, appVersion },
        },
        onnx,
      )
      try {
        await makeFolder(folder)
        const write = (name: string, content: string | Uint8Array): Promise<void> =>
          writeWhole(join(folder, name), (partial) => writeFile(partial, content), {
            ...{ flush: true, usersRights: true },
          })
        await write(HEAD_WEIGHTS, onnx)
        await write(HEAD_CARD, `${JSON.stringify(card, null, 2)}\n`)
      } catch (error) {
        throw explainWriteError(error, basename(folder))
      }
      return { files: [HEAD_CARD, HEAD_WEIGHTS] }
    },

    apply,

    async applyInto(file, folder) {
      const applied = await apply(file)
      const { title } = library.summary()
      const sessions = library.sessions()
      const made = { applied, sessions, title, appVersion, createdUtc: now().toISOString() }
      const written = await writeAppliedHead(made, folder)
      recordSeen(applied)
      return { applied, statistics: externalStatistics(applied.validation), written }
    },
  }
}
