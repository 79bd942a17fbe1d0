import { createCourseService } from '#core/areas/severity/course-service.ts'
import { orderedMatrix } from '#core/areas/severity/ordered-matrix.ts'
import { agreementOf } from '#core/areas/severity/agreement.ts'
import { validate } from '#core/areas/severity/validation.ts'
import type {
  PermutationTest,
  SeverityModel,
  SeverityPoint,
  SeverityReport,
} from '../../src-shared/domain/severity.ts'
import type { EstimateParts } from '../../src-shared/domain/estimate-parts.ts'
import type { Score } from '../../src-shared/domain/score.ts'
import type { CorrelationMatrix, CorrelationRequest } from '../../src-shared/domain/correlation-matrix.ts'
import { builtInCovariates } from '../../src-shared/domain/covariate.ts'
import { NO_PROTOCOL } from '../../src-shared/domain/protocol.ts'
import { AppError } from '../../src-shared/errors.ts'
import type { FakeBridge, FakeHandlers } from './fake-bridge.ts'
import { fakePack, fakePromptSet, seededRandom } from './fake-study.ts'
import { aPermutationTest, heldOut } from './held-out.ts'
import type { FakeStudy } from './fake-study.ts'

const createdUtc = '2026-03-02T13:20:00Z'

/** Gives every visit ratings of all items by two raters who mostly agree; patients get better with time. */
export function rateFully(study: FakeStudy): void {
  const random = seededRandom(11)
  const scale = study.scales[0]
  if (scale === undefined) return
  const levels = new Map<string, number>()
  study.scores = study.sessions.flatMap((session, place) => {
    const level = (levels.get(session.patientCode) ?? 2 + random() * 4) - (place % 2) * random() * 1.6
    levels.set(session.patientCode, level)
    return scale.items.flatMap((item, index) =>
      study.raters.map((rater): Score => {
        const raw = level + (random() - 0.5) * 1.6 + (rater.id === 2 ? 0.4 : 0)
        return {
          id: session.id * 1000 + index * 10 + rater.id,
          sessionId: session.id,
          raterId: rater.id,
          raterCode: rater.code,
          scaleId: scale.id,
          itemId: item.id,
          value: Math.min(item.max, Math.max(item.min, Math.round(raw))),
          missingReason: null,
          origin: 'imported',
          synthetic: study.synthetic,
          updatedUtc: createdUtc,
        }
      }),
    )
  })
}

function pointsOf(study: FakeStudy, itemId: string, noise: number): SeverityPoint[] {
  const random = seededRandom(itemId.length + noise * 10)
  return study.sessions.flatMap((session) => {
    const values = study.scores
      .filter((score) => score.sessionId === session.id && score.itemId === itemId && score.value !== null)
      .map((score) => score.value ?? 0)
    if (values.length === 0) return []
    const rating = values.reduce((sum, value) => sum + value, 0) / values.length
    const estimate = 3.6 + (rating - 3.6) * 0.55 + (random() - 0.5) * noise
    const { id: sessionId, patientCode, visitLabel, visitDate } = session
    return [{ sessionId, patientCode, visitLabel, visitDate, rating, estimate }]
  })
}

async function reportOf(study: FakeStudy, id: number): Promise<SeverityReport> {
  const items = (study.scales[0]?.items ?? []).filter((item) => item.faceVisible)
  const item = items[id - 1]
  if (item === undefined) throw new AppError('not-found', 'This model is not in the study.')
  const points = pointsOf(study, item.id, [1.6, 2.6, 6][id - 1] ?? 2)
  const tests: PermutationTest[] = [0.001, 0.03, 0.61].map((p) => ({
    ...aPermutationTest,
    ...{ p, pAdjusted: Math.min(1, 3 * p) },
  }))
  const metrics = validate(
    heldOut(
      {
        patients: points.map((point) => point.patientCode),
        estimates: points.map((point) => point.estimate),
        ratings: points.map((point) => point.rating),
      },
      item,
      tests[id - 1] ?? aPermutationTest,
    ),
  )
  const nPatients = new Set(points.map((point) => point.patientCode)).size
  const used = { nPatients, nSessions: points.length }
  const rated = { nPatients: nPatients + 1, nSessions: points.length + 3 }
  const model: SeverityModel = {
    id,
    scaleId: 'panss-negative',
    itemId: item.id,
    itemName: item.name,
    min: item.min,
    max: item.max,
    method: 'Ridge regression on the mean embedding of a visit',
    head: 'ridge',
    features: 'mean',
    settings: { penalty: 12.5 },
    nPatients,
    nSessions: points.length,
    nClips: study.clips.length,
    packId: fakePack.id,
    packVersion: fakePack.version,
    packSha256: fakePack.sha256,
    trainedOn: `${String(nPatients)} patients, synthetic ratings of ${item.name} by AB and CD, ${fakePack.title}, 2026-03-02.`,
    synthetic: study.synthetic,
    createdUtc,
    planning: NO_PROTOCOL,
    metrics: {
      ...metrics,
      flow: { scale: rated, item: rated, blind: rated, clip: used, predicted: used, face: used },
    },
  }
  return {
    model,
    points,
    estimates: points.map((point) => ({
      modelId: id,
      sessionId: point.sessionId,
      scaleId: model.scaleId,
      itemId: item.id,
      value: Math.min(item.max, Math.max(item.min, point.estimate)),
      ciLow: Math.max(item.min, point.estimate - 1.4),
      ciHigh: Math.min(item.max, point.estimate + 1.4),
      level: 0.95,
      heldOut: true,
      nClips: 3,
      faceShare: 0.9,
    })),
  }
}

/** Of a mean visit of 3.6 points: clips whose moments add up to what the estimate differs by. */
async function partsOf(study: FakeStudy, modelId: number, sessionId: number): Promise<EstimateParts> {
  const { estimates } = await reportOf(study, modelId)
  const estimate = estimates.find((known) => known.sessionId === sessionId)?.value
  if (estimate === undefined) throw new AppError('not-found', 'This estimate is no longer there.')
  const clips = study.clips.filter((clip) => clip.sessionId === sessionId)
  const random = seededRandom(sessionId)
  const raw = clips.map(() => random() - 0.5)
  const short = (estimate - 3.6 - raw.reduce((sum, value) => sum + value, 0)) / Math.max(1, clips.length)
  return {
    ...{ kind: 'sum', estimate, uncut: estimate, base: 3.6, heldOut: true, spread: null, prompts: [] },
    clips: clips.map(({ id, startMs }, place) => {
      const points = (raw[place] ?? 0) + short
      const shares = [0.9, -0.4, 0.5]
      return {
        ...{ clipId: id, points },
        moments: shares.map((share, second) => ({
          ...{ startMs: startMs + 1000 * second, endMs: startMs + 1000 * (second + 1) },
          points: points * share,
        })),
      }
    }),
  }
}

/** Real correlations of what the study's raters gave, and of classes that follow its first items. */
async function matrixOf(
  study: FakeStudy,
  { scaleId, against }: CorrelationRequest,
): Promise<CorrelationMatrix> {
  const items = (study.scales.find(({ id }) => id === scaleId)?.items ?? []).filter(
    ({ faceVisible }) => against === null || faceVisible,
  )
  const patients = [...new Set(study.sessions.map(({ patientCode }) => patientCode))].sort()
  const visits = new Map(study.sessions.map(({ id, patientCode }) => [id, patientCode]))
  const rows = items.map(({ id }) =>
    Float64Array.from(patients, (patient) => {
      const values = study.scores.flatMap(({ sessionId, itemId, value }) =>
        itemId === id && value !== null && visits.get(sessionId) === patient ? [value] : [],
      )
      return values.length === 0 ? NaN : values.reduce((sum, value) => sum + value, 0) / values.length
    }),
  )
  const random = seededRandom(5)
  const classes = against === null ? [] : fakePromptSet.classes
  const columns = classes.map((_, place) =>
    Float64Array.from(patients, (__, patient) => {
      const [first = NaN] = rows[place % rows.length]?.slice(patient) ?? []
      return place < 3 ? (place === 1 ? -first : first) + 2 * random() : random()
    }),
  )
  const asked = { minPatients: 8, permutations: 199, seed: 1 }
  const { cells, order } = await orderedMatrix(
    { rows, columns: against === null ? null : columns, ...asked },
    () => Promise.resolve(),
  )
  const placed = (place: number): number => order.indexOf(place)
  const named = order.flatMap((place) => items[place] ?? []).map(({ id, name }) => ({ id, name }))
  return {
    ...{ ...asked, scaleId, kind: against === null ? 'items' : 'prompts', rows: named },
    columns: against === null ? named : classes.map(({ label }) => ({ id: label, name: label })),
    cells: cells.map(({ row, column, ...cell }) =>
      against === null
        ? {
            ...cell,
            row: Math.max(placed(row), placed(column)),
            column: Math.min(placed(row), placed(column)),
          }
        : { ...cell, row: placed(row), column },
    ),
    ...{ nPatients: patients.length, nSessions: study.sessions.length, synthetic: study.synthetic },
    values: 'A patient’s value of an item is the mean over the patient’s visits',
  }
}

/** Severity models, agreement, export and chart files as main answers them, with real statistics. */
export function analysisHandlers(bridge: FakeBridge): FakeHandlers {
  const study = (): FakeStudy => {
    if (bridge.study === null) throw new AppError('no-study', 'No study is open.')
    return bridge.study
  }
  return {
    'severity.models': async () =>
      (await Promise.all([1, 2, 3].map((id) => reportOf(study(), id)))).map((report) => report.model),
    'severity.report': ({ modelId }) => reportOf(study(), modelId),
    'correlation.matrix': (request) => matrixOf(study(), request),
    'course.groups': (request) => {
      const { sessions, scales, scores } = study()
      const known = sessions.map(({ id, patientId }) => ({
        ...{ sessionId: id, covariateId: 'sex', value: patientId % 3 === 0 ? 'male' : 'female' },
      }))
      return createCourseService({
        library: { sessions: () => [...sessions] },
        scales: { list: () => [...scales] },
        scores: { ofScale: (scaleId) => scores.filter((score) => score.scaleId === scaleId) },
        covariates: { kinds: () => [...builtInCovariates], known: () => known },
      }).courses(request)
    },
    'severity.parts': ({ modelId, sessionId }) => partsOf(study(), modelId, sessionId),
    'agreement.get': async ({ scaleId, itemId, raterA, raterB }) => {
      const scale = study().scales.find((known) => known.id === scaleId)
      const parts = scale?.totals.find((total) => total.id === itemId)?.items ?? [itemId]
      const totalBy = (sessionId: number, rater: string): number | null => {
        const values = parts.map(
          (part) =>
            study().scores.find(
              (score) => score.sessionId === sessionId && score.raterCode === rater && score.itemId === part,
            )?.value ?? null,
        )
        return values.every((value) => value !== null) ? values.reduce((sum, value) => sum + value, 0) : null
      }
      const points = study().sessions.flatMap(({ id, patientCode, visitLabel }) => {
        const [ratingA, ratingB] = [totalBy(id, raterA), totalBy(id, raterB)]
        return ratingA === null || ratingB === null ? [] : [{ patientCode, visitLabel, ratingA, ratingB }]
      })
      if (points.length === 0) return null
      return { scaleId, itemId, raterA, raterB, points, ...(await agreementOf(points)) }
    },
    'export.run': () => ({
      folderName: 'export-2026-03-02',
      warnings: study().synthetic ? ['Ratings and captions are synthetic; every row says so.'] : [],
      files: [
        {
          name: 'symptom_scores_long.csv',
          rows: 1240,
          bytes: 412_000,
          description: 'One row per patient, visit, scale, item and source.',
        },
        { name: 'captions.csv', rows: 96, bytes: 24_400, description: 'Every caption with its rater.' },
        { name: 'datapackage.json', rows: null, bytes: 31_000, description: 'Describes every column.' },
      ],
    }),
    'export.reveal': () => null,
    'chart.save': ({ name, format }) => ({ fileName: `${name}.${format}` }),
  }
}
