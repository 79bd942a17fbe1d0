import { describe, expect, it } from 'vitest'
import { redcapProject } from '#core/exchange/redcap/redcap-project.ts'
import type { ScoreData } from '#core/exchange/export-data.ts'
import type { Scale } from '#shared/domain/scale.ts'
import type { Score } from '#shared/domain/score.ts'
import { checkRedcap } from '../../../../../helpers/check-redcap.ts'
import { tinyScale } from '../../../../../helpers/memory-study.ts'

/** A scale of somebody's own, with all that REDCap does not take as it is. */
const ownScale: Scale = {
  ...tinyScale,
  id: 'visit',
  items: [
    { id: 'a', column: 'visit_date', name: 'Wie [müde] | <b>?', min: 0, max: 100, faceVisible: true },
    { id: 'b', column: 'slowness_of_the_left_hand_today', name: 'Left', min: -2, max: 2, faceVisible: false },
    { id: 'c', column: 'slowness_of_the_left_hand_then', name: 'Then', min: 0, max: 4, faceVisible: false },
  ],
  totals: [],
}

const visits = [
  'Week 4',
  'week-4',
  'Über­prüfung nach 1 Jahr',
  'Überprüfung nach 1 Jahr und mehr',
  '基线',
  '2024-05-03',
]

const sessions = ['001', '1E05'].flatMap((patientCode, patient) =>
  visits.map((visitLabel, visit) => ({
    ...{ id: patient * 10 + visit + 1, patientId: patient + 1, patientCode, visitLabel },
    ...{ visitDate: visit === 0 ? '2024-05-03' : null, synthetic: patient === 0 },
  })),
)

function aScore(of: Pick<Score, 'sessionId' | 'scaleId' | 'itemId'> & Partial<Score>): Score {
  return {
    ...{ id: 1, raterId: 1, raterCode: 'AB', value: null, missingReason: null },
    ...{ origin: 'typed', synthetic: false, updatedUtc: '2026-01-02T03:04:05Z', ...of },
  }
}

const scores: Score[] = [
  aScore({ sessionId: 1, scaleId: 'tiny', itemId: 'face', value: 3, ratedOn: '2024-05-03' }),
  aScore({ sessionId: 1, scaleId: 'tiny', itemId: 'hands', value: 1, ratedOn: '2024-05-04' }),
  aScore({ sessionId: 1, scaleId: 'tiny', itemId: 'talk', missingReason: 'not-assessed', ratedOn: null }),
  aScore({ sessionId: 2, scaleId: 'tiny', itemId: 'face', value: 7, raterId: 9, raterCode: 'CD' }),
  aScore({
    ...{ sessionId: 2, scaleId: 'tiny', itemId: 'face', value: 6, raterId: 12, raterCode: 'AB-CD' },
    ...{ isConsensus: true, sight: { estimates: false, others: true } },
  }),
  aScore({ sessionId: 3, scaleId: 'visit', itemId: 'a', value: 100 }),
  aScore({ sessionId: 3, scaleId: 'visit', itemId: 'b', value: -2 }),
  aScore({ sessionId: 3, scaleId: 'visit', itemId: 'c', value: 0 }),
]

const data: ScoreData = {
  ...{ sessions, scales: [tinyScale, ownScale], scores, reports: [], appVersion: '0.1.0' },
  covariates: {
    kinds: [
      {
        ...{ id: 'age_band', name: 'Age band', of: 'patient', hiddenWhileBlind: false, kind: 'choice' },
        choices: [
          { code: '18-24', label: '18 to 24' },
          { code: '18_24', label: 'eighteen | twenty-four' },
        ],
      },
      {
        ...{ id: 'tiny_face', name: 'Dose', of: 'visit', hiddenWhileBlind: true, kind: 'number' },
        ...{ unit: 'mg', min: 0, max: 5000 },
      },
      { id: 'note', name: 'Note', of: 'visit', hiddenWhileBlind: false, kind: 'text' },
    ],
    values: new Map([
      [
        1,
        new Map<string, number | string>([
          ['age_band', '18-24'],
          ['tiny_face', 300.5],
          ['note', '=1, "ü"\nand more'],
        ]),
      ],
      [
        2,
        new Map<string, number | string>([
          ['age_band', '18_24'],
          ['tiny_face', 0],
        ]),
      ],
    ]),
  },
}

function projectOf(of: ScoreData) {
  const files = new Map(redcapProject(of).map(({ name, text }) => [name, text]))
  return checkRedcap((name) => files.get(name) ?? '')
}

describe('a REDCap project', () => {
  it('is what REDCap takes, whatever visits, scales, items and covariates are called', () => {
    const { errors, fields } = projectOf(data)
    expect(errors).toEqual([])
    expect(fields[0]).toMatchObject({ name: 'record_id', form: 'visit' })
    expect(fields.filter(({ identifier }) => identifier === 'y').map(({ name }) => name)).toEqual([
      'visit_date',
      'tiny_rated_on',
      'visit2_rated_on',
    ])
    expect(fields.find(({ name }) => name === 'visit_date2')).toMatchObject({
      ...{ form: 'visit2', type: 'text', validation: 'integer', min: '0', max: '100' },
      label: 'Wie (müde) | &lt;b>? (0 to 100)',
    })
    expect(fields.filter(({ name }) => name.startsWith('slowness')).map(({ type }) => type)).toEqual([
      'text',
      'radio',
    ])
  })

  it('offers the steps of an item that has steps, and says of a total how it is made', () => {
    const stepped: Scale = {
      ...ownScale,
      id: 'own',
      items: [
        { id: 'a', column: 'own_a', name: 'A', min: 0, max: 100, step: 10, faceVisible: true },
        { id: 'b', column: 'own_b', name: 'B', min: 0, max: 4, faceVisible: true },
      ],
      totals: [
        { id: 'mean', column: 'own_mean', name: 'Mean', method: 'mean', items: ['a', 'b'] },
        { id: 'sum', column: 'own_sum', name: 'Sum', items: ['a', 'b'], mostMissing: 1 },
      ],
    }
    const files = redcapProject({ ...data, scales: [stepped], scores: [] })
    const { errors, fields } = checkRedcap((name) => files.find((file) => file.name === name)?.text ?? '')
    expect(errors).toEqual([])
    const named = (name: string) => fields.find((field) => field.name === name)
    expect([...(named('own_a')?.choices.keys() ?? [])].map(Number)).toEqual(
      Array.from({ length: 11 }, (_, index) => index * 10),
    )
    expect(named('own_a')?.label).toBe('A (0 to 100 in steps of 10)')
    const lines = files[0]?.text.split('\r\n') ?? []
    expect(lines.find((line) => line.startsWith('own_mean,'))).toContain('The mean of its items')
    const sum = lines.find((line) => line.startsWith('own_sum,'))
    expect(sum).toMatch(/Added up .* up to 1 that are missing/u)
  })

  it('has an event for each visit, under a name that REDCap makes of it, and the visit’s own label in it', () => {
    const { records } = projectOf(data)
    const ofFirst = records.filter(({ id, form }) => id === '001' && form === '')
    expect(ofFirst.map(({ event, values }) => [event, values['visit_label']])).toEqual([
      ['week_4_arm_1', 'Week 4'],
      ['week_4_2_arm_1', 'week-4'],
      ['uber_prufung_nach_arm_1', visits[2]],
      ['uberprufung_nach_1_arm_1', visits[3]],
      ['visit_5_arm_1', '基线'],
      ['2024_05_03_arm_1', '2024-05-03'],
    ])
  })

  it('has each rater’s scores in an instance of their own, a reason as a missing data code, nothing where nothing is', () => {
    const { records } = projectOf(data)
    const tiny = records.filter(({ form }) => form === 'tiny')
    expect(tiny.map(({ event, instance, values }) => ({ event, instance, ...values }))).toEqual([
      {
        ...{
          event: 'week_4_arm_1',
          instance: '1',
          tiny_rater: 'AB',
          tiny_consensus: '0',
          tiny_synthetic: '1',
        },
        ...{
          tiny_face2: '3',
          tiny_hands: '1',
          tiny_talk: 'not-assessed',
          tiny_still: '4',
          tiny_complete: '2',
        },
      },
      {
        ...{ event: 'week_4_2_arm_1', instance: '2', tiny_rater: 'CD', tiny_consensus: '0' },
        ...{ tiny_synthetic: '1', tiny_face2: '7', tiny_complete: '0' },
      },
      {
        ...{ event: 'week_4_2_arm_1', instance: '3', tiny_rater: 'AB-CD', tiny_consensus: '1' },
        ...{ tiny_blind: '0', tiny_synthetic: '1', tiny_face2: '6', tiny_complete: '0' },
      },
    ])
  })

  it('has covariates by codes of choices, as numbers, and as texts that are not guarded', () => {
    const { records, fields } = projectOf(data)
    expect(fields.find(({ name }) => name === 'age_band')?.choices).toEqual(
      new Map([
        ['18_24', '18 to 24'],
        ['18_24_2', 'eighteen / twenty-four'],
      ]),
    )
    expect(records.slice(0, 1).map(({ values }) => values)).toMatchObject([
      { age_band: '18_24', tiny_face: '300.5', note: '=1, "ü"\nand more', visit_synthetic: '1' },
    ])
    expect(records.find(({ event }) => event === 'week_4_2_arm_1')?.values).toMatchObject({
      ...{ age_band: '18_24_2', tiny_face: '0' },
    })
  })

  it('names the missing data codes only where a score has a reason', () => {
    const setup = (of: ScoreData): string =>
      redcapProject(of).find(({ name }) => name === 'redcap_setup.txt')?.text ?? ''
    expect(setup(data)).toContain('not-assessed, not assessed / ')
    expect(
      setup({ ...data, scores: scores.filter(({ missingReason }) => missingReason === null) }),
    ).not.toContain('not-assessed')
  })

  it('holds the forms of a study in which nothing was rated yet', () => {
    const { errors, records, fields } = projectOf({ ...data, scores: [] })
    expect(errors).toEqual([])
    expect(records).toHaveLength(sessions.length)
    expect(fields.some(({ name }) => name === 'tiny_hands')).toBe(true)
  })
})
