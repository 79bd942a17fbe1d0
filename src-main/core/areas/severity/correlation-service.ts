import { createHash } from 'node:crypto'
import type { Database } from 'better-sqlite3'
import type { CorrelationMatrix, CorrelationRequest } from '#shared/domain/correlation-matrix.ts'
import type { PromptSet } from '#shared/domain/prompt-set.ts'
import type { Scale } from '#shared/domain/scale.ts'
import { AppError } from '#shared/errors.ts'
import { nextTurn } from '../../async/next-turn.ts'
import type { PackStore } from '../../packs/pack-store.ts'
import { createEmbeddingRepository } from '../prediction/embedding-repository.ts'
import { createPackRepository } from '../prediction/pack-repository.ts'
import { createPredictionRepository } from '../prediction/prediction-repository.ts'
import { createPromptSetRepository } from '../prediction/prompt-set-repository.ts'
import type { ScaleRepository } from '../rating/scale-repository.ts'
import { momentSource } from './moment-source.ts'
import type { MatrixAnswer } from './ordered-matrix.ts'
import { patientColumns } from './patient-columns.ts'
import type { PatientColumns } from './patient-columns.ts'
import type { CorrelationService } from './service.ts'
import { sessionFeatures } from './session-features.ts'
import type { SessionFeature } from './session-features.ts'
import { createSeverityRepository } from './severity-repository.ts'
import { statisticsHere } from './statistics.ts'
import type { Statistics } from './statistics.ts'
import { MIN_PATIENTS } from './training-set.ts'

export interface CorrelationServiceDeps {
  readonly db: Database
  readonly environment: {
    readonly packs: PackStore
    /** Not given: in this thread. */
    readonly statistics?: Statistics
  }
  readonly scales: Pick<ScaleRepository, 'get'>
}

const PERMUTATIONS = 999
const SEED = 1
/** Matrices that are kept to be shown again; the oldest goes. */
const MOST_KEPT = 12

const VALUES = {
  items:
    'A patient’s value of an item is the mean over the patient’s visits, and that of a visit the mean over raters, or their consensus',
  prompts:
    'A patient’s values are means over the visits that are rated and predicted: of an item over raters or their consensus, of a prompt the share of moments in which it is more likely than twice its even share, at most one half',
} as const

function keyOf({ items, prompts }: PatientColumns): string {
  const hash = createHash('sha256')
  for (const column of [...items, ...prompts]) hash.update(Buffer.from(column.buffer))
  return `${hash.digest('hex')} ${String(items.length)} ${String(prompts.length)}`
}

/** Correlations over patients. What was computed is kept by what it was computed from, so that a screen opens at once again. */
export function createCorrelationService(deps: CorrelationServiceDeps): CorrelationService {
  const { db, environment, scales } = deps
  const { packs, statistics = statisticsHere } = environment
  const severity = createSeverityRepository(db)
  const embeddings = createEmbeddingRepository(db)
  const predictions = createPredictionRepository(db)
  const kept = new Map<string, Promise<MatrixAnswer>>()

  const findScale = (scaleId: string): Scale => {
    const stored = scales.get(scaleId)
    if (stored === null) throw new AppError('not-found', `This study has no scale “${scaleId}”.`)
    return stored.scale
  }

  const findPromptSet = (promptSetId: number): PromptSet => {
    const found = createPromptSetRepository(db)
      .list()
      .find(({ id }) => id === promptSetId)
    if (found === undefined) throw new AppError('not-found', 'This study has no such prompt set.')
    return found
  }

  /** Of passes as the pack itself samples, like those of a severity model. */
  const featuresOf = (packId: string, promptSet: PromptSet): Promise<SessionFeature[]> => {
    const pack = packs.clipText(packId)
    const packRowId = createPackRepository(db).rowId(pack)
    const { sampling } = pack.manifest
    const frameStride = sampling.kind === 'rate' ? null : sampling.frameStride
    const clips = packRowId === null ? [] : embeddings.features({ packRowId, frameStride })
    const source = momentSource({ embeddings, predictions, promptSet })
    return sessionFeatures(clips, severity.sessions(), { kind: 'prompts', source, between: nextTurn })
  }

  const compute = (columns: PatientColumns, isAgainst: boolean): Promise<MatrixAnswer> => {
    const key = `${keyOf(columns)} ${String(isAgainst)}`
    const known = kept.get(key)
    if (known !== undefined) return known
    const asked = statistics.correlations({
      rows: columns.items,
      columns: isAgainst ? columns.prompts : null,
      ...{ minPatients: MIN_PATIENTS, permutations: PERMUTATIONS, seed: SEED },
    })
    asked.catch(() => kept.delete(key))
    kept.set(key, asked)
    const oldest = [...kept.keys()][0]
    if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest)
    return asked
  }

  return {
    async matrix({ scaleId, against }: CorrelationRequest): Promise<CorrelationMatrix> {
      const scale = findScale(scaleId)
      const promptSet = against === null ? null : findPromptSet(against.promptSetId)
      // What a face cannot show is held against no face.
      const items = scale.items.filter(({ faceVisible }) => against === null || faceVisible)
      const features =
        against === null || promptSet === null ? null : await featuresOf(against.packId, promptSet)
      const itemIds = items.map(({ id }) => id)
      const columns = patientColumns({ itemIds, ratings: severity.ratings(scaleId), features })
      const { cells, order } = await compute(columns, features !== null)
      const placeOf = new Map(order.map((item, place) => [item, place]))
      const rows = order.flatMap((item) => items[item] ?? []).map(({ id, name }) => ({ id, name }))
      const place = (item: number): number => placeOf.get(item) ?? item
      return {
        ...{ scaleId, kind: promptSet === null ? ('items' as const) : ('prompts' as const), rows },
        columns: promptSet?.classes.map(({ label }) => ({ id: label, name: label })) ?? rows,
        cells: cells.map(({ row, column, ...cell }) => {
          if (promptSet !== null) return { ...cell, row: place(row), column }
          const [one, other] = [place(row), place(column)]
          return { ...cell, row: Math.max(one, other), column: Math.min(one, other) }
        }),
        ...{ nPatients: columns.patients.length, nSessions: columns.nSessions, minPatients: MIN_PATIENTS },
        ...{ permutations: PERMUTATIONS, seed: SEED, synthetic: columns.synthetic },
        values: VALUES[promptSet === null ? 'items' : 'prompts'],
      }
    },
  }
}
