import { beforeAll, describe, expect, test } from 'vitest'
import type { ReportData } from '#core/areas/report/report-data.ts'
import { createReportService } from '#core/areas/report/report-service.ts'
import type { ReportServiceDeps } from '#core/areas/report/report-service.ts'
import { ratingsSection } from '#core/areas/report/ratings-section.ts'
import type { CorrelationMatrix } from '#shared/domain/correlation-matrix.ts'
import type { Session } from '#shared/domain/session.ts'
import type { Score } from '#shared/domain/score.ts'
import { agreementOf } from '#core/areas/severity/agreement.ts'
import { validate } from '#core/areas/severity/validation.ts'
import type { SeverityReport } from '#shared/domain/severity.ts'
import { NO_PROTOCOL } from '#shared/domain/protocol.ts'
import type { Protocol } from '#shared/domain/protocol.ts'
import { aProtocol } from '../../../../../helpers/a-protocol.ts'
import { aPermutationTest, heldOut } from '../../../../../helpers/held-out.ts'
import { tinyScale } from '../../../../../helpers/memory-study.ts'

const PATIENTS = 10
const evil = '<script>alert(1)</script>'

const sessions: Session[] = Array.from({ length: 2 * PATIENTS }, (_, place) => ({
  ...{ id: place + 1, patientId: Math.floor(place / 2) + 1 },
  patientCode: `P${String(Math.floor(place / 2) + 1).padStart(3, '0')}`,
  ...{
    visitLabel: place % 2 === 0 ? 'baseline' : 'week 12',
    visitDate: `2026-0${String(1 + (place % 2))}-10`,
  },
  synthetic: false,
}))

const scores: Score[] = sessions.flatMap(({ id }) =>
  ['AB', evil].map((raterCode, rater) => ({
    ...{ id: 10 * id + rater, sessionId: id, raterId: rater + 1, raterCode, scaleId: tinyScale.id },
    ...{ itemId: 'face', value: 1 + ((id + rater) % 5), missingReason: null, origin: 'typed' as const },
    ...{ synthetic: false, updatedUtc: '2026-01-01T00:00:00Z' },
  })),
)

function fitted(packId = 'face-api-7'): SeverityReport {
  const points = sessions.map(({ id, patientCode, visitLabel, visitDate }) => ({
    ...{ sessionId: id, patientCode, visitLabel, visitDate },
    ...{ rating: 1.5 + (id % 5), estimate: 2 + 0.6 * (id % 5) },
  }))
  const used = { nPatients: PATIENTS, nSessions: points.length }
  const metrics = validate(
    heldOut(
      {
        patients: points.map(({ patientCode }) => patientCode),
        estimates: points.map(({ estimate }) => estimate),
        ratings: points.map(({ rating }) => rating),
      },
      { min: 1, max: 7 },
      aPermutationTest,
    ),
  )
  return {
    model: {
      ...{ id: 1, scaleId: tinyScale.id, itemId: 'face', itemName: `Face ${evil}`, min: 1, max: 7 },
      ...{
        method: 'ridge regression',
        head: 'ridge',
        features: 'mean',
        settings: { penalty: 3 },
        ...used,
        nClips: 40,
        packId,
        packVersion: '1.0',
      },
      ...{ packSha256: 'ab'.repeat(32), trainedOn: 'Trained on ratings of 10 patients.', synthetic: false },
      ...{ createdUtc: '2026-03-01T00:00:00Z', planning: NO_PROTOCOL },
      metrics: {
        ...metrics,
        flow: { scale: used, item: used, blind: used, clip: used, predicted: used, face: used },
      },
    },
    points,
    estimates: points.map(({ sessionId, estimate }) => ({
      ...{ modelId: 1, sessionId, scaleId: tinyScale.id, itemId: 'face', value: estimate },
      ...{ ciLow: estimate - 1, ciHigh: estimate + 1, level: 0.9, heldOut: true, nClips: 2, faceShare: 1 },
    })),
  }
}

const rows = [
  { id: 'face', name: 'Stillness of the face' },
  { id: 'hands', name: 'Stillness of the hands' },
]
const aMatrix: CorrelationMatrix = {
  ...{ scaleId: tinyScale.id, kind: 'items', rows, columns: rows, nPatients: PATIENTS, nSessions: 20 },
  cells: [
    { row: 1, column: 0, n: PATIENTS, r: 0.8, whyNot: null, p: 0.004, pAdjusted: 0.004, range: [-0.6, 0.6] },
  ],
  ...{ minPatients: 8, permutations: 999, seed: 1, synthetic: false, values: 'Means over visits' },
}

interface Made {
  readonly protocols?: readonly Protocol[]
  readonly reports?: readonly SeverityReport[]
  readonly synthetic?: boolean
}

function setUp({ reports = [fitted()], synthetic = false, protocols = [] }: Made = {}) {
  const notes: string[] = []
  const deps: ReportServiceDeps = {
    db: { readonly: false },
    journal: {
      note: ({ action, label }) => {
        notes.push(`${action}: ${label}`)
        return {} as never
      },
    },
    environment: { appVersion: '9.8.7', now: () => new Date('2026-03-04T05:06:07Z') },
    library: {
      summary: () => ({ title: `Ward 4 & ${evil}` }) as never,
      sessions: () => sessions.map((session) => ({ ...session, synthetic })),
    },
    scales: { list: () => [tinyScale] },
    scores: { ofScale: () => scores },
    protocols: { list: () => [...protocols] },
    correlations: { matrix: ({ scaleId }) => Promise.resolve({ ...aMatrix, scaleId, synthetic }) },
    severity: {
      inUse: () => reports.map(({ model }) => model),
      report: (id) => reports.find(({ model }) => model.id === id) ?? expect.fail('no model'),
      async agreement({ scaleId, itemId, raterA, raterB }) {
        const pairs = sessions.map(({ id, patientCode, visitLabel }) => {
          const [a, b] = [raterA, raterB].map(
            (rater) =>
              scores.find(({ sessionId, raterCode }) => sessionId === id && raterCode === rater)?.value,
          )
          return { patientCode, visitLabel, ratingA: a ?? NaN, ratingB: b ?? NaN }
        })
        return { scaleId, itemId, raterA, raterB, ...(await agreementOf(pairs)), points: pairs }
      },
    },
  }
  return { service: createReportService(deps), notes }
}

const ofStudy = { patientCode: null, by: null }
const textOf = (html: string): string =>
  html
    .replaceAll(/<style>.*?<\/style>/gsu, '')
    .replaceAll(/<[^>]+>/gu, ' ')
    .replaceAll(/\s+/gu, ' ')

/** Everything that a document could load or run. */
function loadedBy(html: string): string[] {
  const markup = html.replaceAll(/xmlns(:\w+)?="[^"]*"/gu, '')
  return [...markup.matchAll(/<script|<img|<link|<iframe|\bon\w+=|https?:|url\((?!#)|@import|src=/giu)].map(
    ([found]) => found,
  )
}

describe('the report of a study', () => {
  let html = ''
  let notes: string[] = []
  beforeAll(async () => {
    const made = setUp()
    html = await made.service.make(ofStudy)
    notes = made.notes
  })

  test('needs nothing else, runs nothing, and takes what people wrote for text', () => {
    expect(loadedBy(html)).toEqual([])
    expect(html).toContain('Ward 4 &amp; &lt;script&gt;alert(1)&lt;/script&gt;')
    expect(html).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`)
  })

  test('draws the overview, of every item estimates and differences against ratings, and of every scale its ratings and their correlations', () => {
    expect(html.match(/<svg/gu)).toHaveLength(5)
    const text = textOf(html)
    expect(text).toContain('1 of 1 pairs of items is related over patients')
    expect(text).toContain('Tiny, 3 items: 10 patients, 20 visits, 67 % of the ratings missing')
    expect(text).toContain('patients from the highest to the lowest. The darker')
    expect(html).toContain('Against the rating.')
    expect(html).not.toMatch(/NaN|undefined|\[object/u)
  })

  test('keeps a heat map to one page: patients evenly from the highest to the lowest, and says which', () => {
    const many = Array.from({ length: 200 }, (_, place): Session => ({
      ...{ id: place + 1, patientId: place + 1, patientCode: `P${String(place)}`, visitLabel: 'baseline' },
      ...{ visitDate: null, synthetic: false },
    }))
    const [score] = scores
    const data = {
      ...{ sessions: many, scales: [tinyScale], reports: [], matrices: [] },
      scores: many.map(({ id }) => ({ ...(score ?? expect.fail()), sessionId: id, value: 1 + (id % 7) })),
    } as unknown as ReportData
    const text = textOf(ratingsSection(data, () => '').html)
    expect(text).toContain('50 patients of 200, evenly from the highest to the lowest.')
    expect(text).toContain('Tiny, 3 items: 200 patients, 200 visits')
  })

  test('says what was done with the numbers of this study, and cites it', () => {
    const text = textOf(html)
    expect(text).toContain('10 patients with 20 visits were rated on Tiny')
    expect(text).toContain('999 times through the whole nested procedure (seed 1)')
    expect(text).toMatch(/Feasibility result.*a correlation below about 0\.79/u)
    expect(text).toContain('Westfall PH, Young SS')
    expect(text).not.toContain('EmoCLIP: a vision-language method')
    expect(text).toMatch(/No protocol was frozen .* read every result as explored/u)
  })

  test('shows how few patients would have done, who carries a result, and for whom it holds', async () => {
    const report = fitted()
    const spread = (mean: number, draws: number) => ({
      ...{ nPatients: draws === 1 ? 9 : 5, draws, q2: null },
      mae: { mean, low: draws === 1 ? null : 0.5, high: draws === 1 ? null : 1.5 },
    })
    const estimate = { value: 0.75, ciLow: 0.5, ciHigh: 1 }
    const checks = {
      learning: [spread(1, 20), spread(0.75, 1)],
      influence: [{ sessionId: 3, nSessions: 2, mae: 0.25, q2: null, concordance: null }],
      influenceRefitted: true,
      subgroups: [
        { by: 'visit', byName: 'Visit', group: 'baseline', nPatients: 10, nSessions: 10 },
        { by: 'visit', byName: 'Visit', group: 'week 12', nPatients: 4, nSessions: 4 },
      ].map((group, place) => ({ ...group, mae: place === 0 ? estimate : null, meanError: null })),
      subgroupMethod: 'By the jackknife',
      choice: { chosen: [{ settings: { penalty: 3 }, share: 1 }], atEdge: null },
      seed: 1,
    }
    const model = { ...report.model, metrics: { ...report.model.metrics, checks } }
    const { service } = setUp({ reports: [{ ...report, model }] })
    const made = await service.make(ofStudy)
    expect(made.match(/<svg/gu)).toHaveLength(6)
    const text = textOf(made)
    expect(text).toContain('in points: 1.00 with 5 patients, 0.75 with 9 patients')
    expect(text).toMatch(/P002 2 0\.25 −\d\.\d\d – –/u)
    expect(text).toContain('Visit: baseline 10 10 0.75 [0.50, 1.00] too few patients')
    expect(text).toMatch(/By the jackknife\. How often these intervals hold was not simulated/u)
    expect(text).toMatch(/3: the same in all models\./u)
  })

  test('says what was planned and what was not, with hash, date and every deviation', async () => {
    const sha256 = 'cd'.repeat(32)
    const { content } = aProtocol({
      items: [
        { id: 'face', name: 'Stillness of the face', min: 1, max: 7 },
        { id: 'hands', name: 'Stillness of the hands', min: 1, max: 7 },
      ],
    })
    const protocols = [{ sha256, content, amendedBy: null, nFits: 1 }]
    const measured = { n: 1, sha256, frozenUtc: content.frozenUtc, primary: 'q2' as const, alpha: 0.05 }
    const make = async (deviations: string[]) => {
      const report = fitted()
      const planning = { protocol: measured, deviations }
      const { service } = setUp({ protocols, reports: [{ ...report, model: { ...report.model, planning } }] })
      return textOf(await service.make(ofStudy))
    }
    const planned = await make([])
    expect(planned).toContain('All results here are as planned.')
    expect(planned).toContain('Planned: as in Protocol 1 (frozen 2026-02-01, SHA-256 cdcdcdcdcdcd…).')
    expect(planned).toContain(sha256)
    expect(planned).toMatch(
      /Planned, and without a planned model among the results here: Stillness of the hands\./u,
    )
    expect(planned).not.toMatch(/Explored|as explored/u)
    const explored = await make(['9 patients; at least 10 were planned.'])
    expect(explored).toContain('None of the results here is as planned')
    expect(explored).toMatch(/Explored, not as in Protocol 1 .*: 9 patients; at least 10 were planned\./u)
  })

  test('holds an estimate against what raters reach among themselves', () => {
    expect(textOf(html)).toMatch(
      /Raters &lt;script&gt;.* and AB agree with ICC\(2,1\) 0\.\d\d \(.*10 patients, 20 visits\), so that the highest correlation/u,
    )
  })

  test('fills the checklist as far as it knows, and leaves the rest to the authors', () => {
    const text = textOf(html)
    expect(text).toMatch(/17 Ethical approval open: to be said by the authors/u)
    expect(text).toMatch(/5b Dates of the data Visits from 2026-01-10 to 2026-02-10/u)
    expect(text).toMatch(/; \d\d items open\./u)
  })

  test('names program, pack and data by version and hash, and is put on record', async () => {
    expect(textOf(html)).toContain('EmoCLIP Studio 9.8.7')
    expect(html).toContain('ab'.repeat(32))
    const hashes = (document: string) =>
      [...document.matchAll(/class="hash">([0-9a-f]{64})/gu)].map(([, hash]) => hash)
    const same = await setUp().service.make(ofStudy)
    const other = await setUp({ synthetic: true }).service.make(ofStudy)
    expect(hashes(same)).toEqual(hashes(html))
    expect(hashes(other)[0]).toBe(hashes(html)[0])
    expect(hashes(other)[1]).not.toBe(hashes(html)[1])
    expect(notes).toEqual(['export.report: report of the study'])
  })

  test('says of made-up data that they are, at the top and at every figure', async () => {
    expect(textOf(html)).not.toContain('SYNTHETIC')
    const report = fitted()
    const made = { ...report, model: { ...report.model, synthetic: true } }
    const text = textOf(await setUp({ reports: [made], synthetic: true }).service.make(ofStudy))
    expect(text).toContain('SYNTHETIC: ratings were made up for demonstration.')
    expect(text.match(/Ratings are synthetic\./gu)?.length).toBeGreaterThanOrEqual(4)
  })

  test('cites EmoCLIP where a pack of it was used', async () => {
    const text = textOf(await setUp({ reports: [fitted('emoclip-vit-b32')] }).service.make(ofStudy))
    expect(text).toContain('(Foteinopoulou &amp; Patras 2024)')
    expect(text).toContain('EmoCLIP: a vision-language method')
  })

  test('of a study without models says so and fills no item by guessing', async () => {
    const text = textOf(await setUp({ reports: [] }).service.make(ofStudy))
    expect(text).toContain('No severity model has been fitted')
    expect(text).toMatch(/4 Aims: [^.]* open: to be said by the authors/u)
  })
})

describe('the report of one patient', () => {
  test('has each visit with its ratings, and estimates marked as such', async () => {
    const { service, notes } = setUp()
    const html = await service.make({ patientCode: 'P002', by: 'AB' })
    const text = textOf(html)
    expect(loadedBy(html)).toEqual([])
    expect(text).toContain('Estimate (not a measurement)')
    expect(text).toMatch(/baseline 2026-01-10 AB \d, .* week 12 2026-02-10/u)
    expect(html).toMatch(/<span class="estimate">\d\.\d \[\d\.\d, \d\.\d\]<\/span>/u)
    expect(text).not.toContain('P001')
    // The journal keeps no code of a patient, who may be removed.
    expect(notes).toEqual(['export.report: report of a patient'])
  })

  test('is refused for somebody who is not in the study', async () => {
    await expect(setUp().service.make({ patientCode: 'P999', by: null })).rejects.toMatchObject({
      code: 'not-found',
    })
  })
})
