import { describe, expect, it } from 'vitest'
import { validate } from '#core/areas/severity/validation.ts'
import { bidsDataset } from '#core/exchange/bids/bids-dataset.ts'
import type { ScoreData } from '#core/exchange/export-data.ts'
import { NO_PROTOCOL } from '#shared/domain/protocol.ts'
import type { Score } from '#shared/domain/score.ts'
import type { SeverityEstimate, SeverityModel } from '#shared/domain/severity.ts'
import { checkBids } from '../../../../../helpers/check-bids.ts'
import { heldOut } from '../../../../../helpers/held-out.ts'
import { tinyScale } from '../../../../../helpers/memory-study.ts'

const visits = ['Week 4', 'week-4', '基线']
const sessions = ['001', '0.01', '1E05'].flatMap((patientCode, patient) =>
  visits.map((visitLabel, visit) => ({
    ...{ id: patient * 10 + visit + 1, patientId: patient + 1, patientCode, visitLabel },
    ...{ visitDate: visit === 2 ? null : `2024-05-0${String(visit * 4 + 3)}`, synthetic: patient === 2 },
  })),
)

function aScore(of: Pick<Score, 'sessionId' | 'itemId'> & Partial<Score>): Score {
  return {
    ...{ id: 1, scaleId: 'tiny', raterId: 1, raterCode: 'AB', value: null, missingReason: null },
    ...{ origin: 'typed', synthetic: false, updatedUtc: '2026-01-02T03:04:05Z', ...of },
  }
}

const model: SeverityModel = {
  ...{ id: 1, scaleId: 'tiny', itemId: 'face', itemName: 'Face', min: 1, max: 7, method: 'ridge' },
  ...{ head: 'ridge', features: 'mean', settings: { penalty: 2 } },
  ...{ nPatients: 4, nSessions: 4, nClips: 8, packId: 'faces', packVersion: '1.2', packSha256: 'ab' },
  ...{
    trainedOn: 'Trained on\nratings.',
    synthetic: false,
    createdUtc: '2026-01-01T00:00:00Z',
    planning: NO_PROTOCOL,
  },
  metrics: validate(
    heldOut({ patients: ['A', 'B', 'C', 'D'], estimates: [1, 2, 3, 4], ratings: [1, 3, 2, 5] }),
  ),
}

function anEstimate(sessionId: number, value: number): SeverityEstimate {
  return {
    ...{ modelId: 1, sessionId, scaleId: 'tiny', itemId: 'face', value, ciLow: 1, ciHigh: 6.25, level: 0.9 },
    ...{ heldOut: true, nClips: 2, faceShare: 1 },
  }
}

const data: ScoreData = {
  ...{ sessions, scales: [{ ...tinyScale, title: 'A\tscale' }], appVersion: '0.1.0' },
  scores: [
    aScore({ sessionId: 1, itemId: 'face', value: 3 }),
    aScore({ sessionId: 1, itemId: 'hands', value: 1 }),
    aScore({ sessionId: 1, itemId: 'talk', missingReason: 'refused' }),
    aScore({
      sessionId: 1,
      itemId: 'face',
      value: 5,
      raterId: 2,
      raterCode: 'CD',
      sight: { estimates: false, others: false },
    }),
    aScore({ sessionId: 2, itemId: 'face', value: 4, raterId: 2, raterCode: 'CD', isConsensus: true }),
    aScore({ sessionId: 21, itemId: 'face', value: 7 }),
  ],
  reports: [{ model, points: [], estimates: [anEstimate(1, 3.5), anEstimate(3, -0)] }],
  covariates: {
    kinds: [
      {
        ...{ id: 'sex', name: 'Sex', of: 'patient', hiddenWhileBlind: false, kind: 'choice' },
        choices: [{ code: 'female', label: 'Female' }],
      },
      { id: 'note', name: 'Note', of: 'visit', hiddenWhileBlind: false, kind: 'text' },
    ],
    values: new Map([
      [
        2,
        new Map<string, string>([
          ['sex', 'female'],
          ['note', 'two\tparts\nand "more"'],
        ]),
      ],
    ]),
  },
}

function datasetOf(of: ScoreData) {
  const files = bidsDataset(of, 'Faces')
  const inside = new Map(files.map(({ name, text }) => [name.replace(/^bids\//u, ''), text]))
  return { files, inside, ...checkBids(inside) }
}

describe('a data set in the form of the Brain Imaging Data Structure', () => {
  it('keeps its rules, whatever patients and visits are called', () => {
    const { errors, tables, inside } = datasetOf(data)
    expect(errors).toEqual([])
    expect(tables.get('participants.tsv')?.rows).toMatchObject([
      { participant_id: 'sub-001', patient_code: '001', synthetic: 'false', sex: 'female' },
      { participant_id: 'sub-001x2', patient_code: '0.01', sex: 'n/a' },
      { participant_id: 'sub-1E05', synthetic: 'true' },
    ])
    expect(tables.get('sessions.tsv')?.rows.slice(0, 3)).toMatchObject([
      { session_id: 'ses-Week4', days_since_first_visit: '0', note: 'n/a' },
      { session_id: 'ses-week4x2', days_since_first_visit: '4', note: 'two parts and "more"' },
      { session_id: 'ses-visit3', days_since_first_visit: 'n/a' },
    ])
    expect(inside.get('sessions.json')).toContain('基线')
    expect([...inside.values()].join('')).not.toContain('2024-05')
  })

  it('has each rater’s scores in a run of their own, n/a for what is missing, and the reasons beside them', () => {
    const rows = datasetOf(data).tables.get('phenotype/tiny.tsv')?.rows
    expect(rows).toMatchObject([
      {
        ...{
          session_id: 'ses-Week4',
          run: '1',
          rater: 'AB',
          consensus: 'false',
          blind: 'n/a',
          tiny_face: '3',
        },
        ...{ tiny_hands: '1', tiny_talk: 'n/a', tiny_still: '4', missing_reasons: 'tiny_talk refused' },
      },
      {
        session_id: 'ses-Week4',
        run: '2',
        rater: 'CD',
        blind: 'true',
        tiny_face: '5',
        tiny_hands: 'n/a',
        tiny_still: 'n/a',
      },
      { session_id: 'ses-week4x2', run: '2', consensus: 'true', tiny_face: '4', missing_reasons: 'n/a' },
      { participant_id: 'sub-1E05', run: '1', synthetic: 'true' },
    ])
  })

  it('has estimates in a derivative, called so in each column, and none among the ratings', () => {
    const { tables, inside } = datasetOf(data)
    const name = 'derivatives/emoclip-estimates/phenotype/tiny_estimates.tsv'
    expect(tables.get(name)?.rows).toMatchObject([
      {
        pack: 'faces 1.2',
        held_out: 'true',
        tiny_face_estimate: '3.5',
        tiny_face_low: '1',
        tiny_face_high: '6.25',
      },
      { tiny_face_estimate: '0', trained_on: 'Trained on ratings.' },
    ])
    expect(tables.get(name)?.dictionary['tiny_face_estimate']?.['Description']).toMatch(
      /^ESTIMATE of a model from video, not a measurement/u,
    )
    expect(inside.get('phenotype/tiny.tsv')).not.toContain('estimate')
    const { files } = datasetOf({ ...data, reports: [] })
    expect(files.filter(({ name: of }) => of.includes('derivatives'))).toEqual([])
  })
})
