import { truncateSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ImportPlan } from '#shared/domain/import-plan.ts'
import type { ImportRunOptions } from '#core/areas/import/service.ts'
import { aControl, aStudy } from '../../../../../helpers/a-study.ts'
import type { TestStudy } from '../../../../../helpers/a-study.ts'
import { writeFiles } from '../../../../../helpers/temp-folder.ts'

/** A study whose inbox has a video in each of these visits, and a table above them. */
function withTable(visits: readonly string[], table: string | Uint8Array, name = 'scores.csv'): TestStudy {
  const test = aStudy()
  const videos = Object.fromEntries(visits.map((visit) => [`${visit}/interview-1.mp4`, visit]))
  writeFiles(test.inbox, { ...videos, [name]: table })
  return test
}

function preview({ study, inbox }: TestStudy, missingCodes: readonly string[] = []): Promise<ImportPlan> {
  return study.imports.preview([inbox], aControl(), { missingCodes })
}

async function run(test: TestStudy, options: Partial<ImportRunOptions> = {}) {
  const { planId } = await preview(test)
  return test.study.imports.run(planId, { copyVideos: false, ...options }, aControl())
}

/** `001 baseline AB n1 4`, of all that the study holds. */
function scoresOf({ study }: TestStudy): string[] {
  return study.library
    .sessions()
    .flatMap(({ id, patientCode, visitLabel }) =>
      study.scores
        .list(id)
        .map(
          ({ raterCode, itemId, value }) =>
            `${patientCode} ${visitLabel} ${raterCode} ${itemId} ${String(value)}`,
        ),
    )
}

const inferred = ({ inferences }: ImportPlan) =>
  inferences.map(({ kind, written, taken, rows }) => `${kind} ${written} = ${taken}, ${String(rows)}`)

describe('the day of a rating', () => {
  const days = ({ study }: TestStudy) =>
    study.library
      .sessions()
      .flatMap(({ id }) => study.scores.list(id).map(({ itemId, ratedOn }) => [itemId, ratedOn]))

  it('is taken from its column as a spreadsheet writes it, and a file that says it later adds it', async () => {
    const test = withTable(['P001/baseline'], 'participant_id,rater,panss_n1,panss_n3\nP001,AB,4,3\n')
    await run(test)
    expect(days(test)).toEqual([
      ['n1', null],
      ['n3', null],
    ])
    const dated = 'participant_id,rater,rating_date,panss_n1,panss_n3\nP001,AB,13/5/2024,4,3\n'
    writeFiles(test.inbox, { 'scores.csv': dated })
    expect((await run(test)).scores).toMatchObject({ changed: 2, refused: 0 })
    expect(days(test)).toEqual([
      ['n1', '2024-05-13'],
      ['n3', '2024-05-13'],
    ])
    writeFiles(test.inbox, { 'scores.csv': 'participant_id,rater,panss_n1,panss_n3\nP001,AB,4,3\n' })
    expect((await run(test)).scores).toMatchObject({ known: 2, changed: 0 })
    expect(days(test)).toEqual([
      ['n1', '2024-05-13'],
      ['n3', '2024-05-13'],
    ])
    expect(test.study.journal.verify().problems).toEqual([])
  })

  it('that may be two is told once for its row, and the scores are taken without it', async () => {
    const table = 'participant_id,rater,rated_on,panss_n1,panss_n3\nP001,AB,5/3/2024,4,3\n'
    const test = withTable(['P001/baseline'], table)
    const { scores, refusals } = await run(test)
    expect(scores).toMatchObject({ new: 2, refused: 1 })
    expect(refusals.map(({ message }) => message)).toEqual([
      expect.stringContaining('line 2: “5/3/2024” is not clearly a day'),
    ])
    expect(days(test)).toEqual([
      ['n1', null],
      ['n3', null],
    ])
  })
})

describe('a REDCap export', () => {
  it('finds visits by raw and by labelled event names', async () => {
    const header =
      'record_id,redcap_event_name,redcap_repeat_instrument,redcap_repeat_instance,panss_n1,panss_n3,panss_complete'
    const test = withTable(
      ['P001/baseline', 'P002/baseline'],
      `${header}\nP001,Baseline (Arm 1: Arm 1),,,4,3,2\nP002,baseline_arm_1,,,2,2,0\n`,
    )
    const result = await run(test)
    expect(result.refusals).toEqual([])
    expect(scoresOf(test)).toEqual([
      'P001 baseline unknown n1 4',
      'P001 baseline unknown n3 3',
      'P002 baseline unknown n1 2',
      'P002 baseline unknown n3 2',
    ])
  })

  it('explains double data entry that was not merged', async () => {
    const test = withTable(
      ['P001/baseline'],
      'record_id,redcap_event_name,panss_n1\nP001--1,baseline_arm_1,4\nP001--2,baseline_arm_1,5\n',
    )
    const plan = await preview(test)
    expect(plan.scores).toMatchObject({ new: 0, refused: 2 })
    expect(plan.refusals[0]?.message).toBe(
      'scores.csv, line 2: “P001--1” is entry 1 of the record “P001” in a REDCap project with double data entry, whose two entries were not merged yet. Merge them with REDCap’s Data Comparison Tool and export again.',
    )
  })

  it('takes none of several repeating instances that contradict each other', async () => {
    const header =
      'record_id,redcap_event_name,redcap_repeat_instrument,redcap_repeat_instance,panss_n1,panss_n3'
    const test = withTable(
      ['P001/baseline'],
      `${header}\nP001,baseline_arm_1,,,,\nP001,baseline_arm_1,panss,1,4,3\nP001,baseline_arm_1,panss,2,5,3\n`,
    )
    const result = await run(test)
    expect(scoresOf(test)).toEqual([])
    expect(result.scores).toMatchObject({ new: 0, refused: 4 })
    expect(result.refusals.map(({ message }) => message)).toEqual([
      'scores.csv, line 3: Patient P001, visit “baseline”: REDCap’s repeating instances “panss 1”, “panss 2” give different scores, and no column says which rater or visit each is. Add a column “rater”, or keep one instance.',
    ])
  })

  it('takes instances that a column of raters tells apart', async () => {
    const header = 'record_id,redcap_event_name,redcap_repeat_instance,rater,panss_n1'
    const test = withTable(
      ['P001/baseline'],
      `${header}\nP001,baseline_arm_1,1,AB,4\nP001,baseline_arm_1,2,CD,5\n`,
    )
    await run(test)
    expect(scoresOf(test)).toEqual(['P001 baseline AB n1 4', 'P001 baseline CD n1 5'])
  })

  it('names the visits that there are when an event is none of them', async () => {
    const table = 'record_id,redcap_event_name,panss_n1\nP001,week_52_arm_1,4\n'
    const { refusals } = await preview(withTable(['P001/baseline', 'P001/week-4'], table))
    expect(refusals.map(({ message }) => message)).toEqual([
      'scores.csv, line 2: Patient P001 has no visit “week_52_arm_1” in these folders or in the study, only “baseline”, “week-4”.',
    ])
  })
})

describe('codes without their leading zeros', () => {
  const visits = ['001/baseline', '002/baseline', '0017/baseline']
  const table = 'participant_id,visit,rater,panss_n1\n1,baseline,AB,4\n2,baseline,AB,1\n17,baseline,AB,2\n'

  it('are matched where one patient fits, shown before, and written', async () => {
    const test = withTable(visits, table)
    const plan = await preview(test)
    expect(inferred(plan)).toEqual(['patient 1 = 001, 1', 'patient 2 = 002, 1', 'patient 17 = 0017, 1'])
    expect(plan.scores.new).toBe(3)
    await run(test)
    expect(scoresOf(test)).toEqual(['001 baseline AB n1 4', '002 baseline AB n1 1', '0017 baseline AB n1 2'])
  })

  it('are not taken where they were declined, and that is told', async () => {
    const test = withTable(visits, table)
    const { planId, inferences } = await preview(test)
    const taken = inferences.filter(({ written }) => written === '2').map(({ id }) => id)
    const result = await test.study.imports.run(planId, { copyVideos: false, taken }, aControl())
    expect(scoresOf(test)).toEqual(['002 baseline AB n1 1'])
    expect(result.scores).toMatchObject({ new: 1, refused: 2 })
    expect(result.refusals.map(({ code }) => code)).toEqual(['not-certain', 'not-certain'])
  })

  it('are refused where more than one patient fits', async () => {
    const test = withTable(['001/baseline', '01/baseline'], 'participant_id,panss_n1\n1,4\n')
    const plan = await preview(test)
    expect(plan.inferences).toEqual([])
    expect(plan.refusals[0]?.message).toContain('“1” could be any of the patients “001”, “01”.')
  })

  it('name the cause where no patient fits', async () => {
    const plan = await preview(withTable(['001/baseline'], 'participant_id,panss_n1\n5,4\n'))
    expect(plan.refusals[0]?.message).toBe(
      'scores.csv, line 2: There is no patient “5” in these folders or in the study. A spreadsheet makes numbers of codes such as 001 or 1E05: give the column the type “Text” before the codes are typed or opened.',
    )
  })

  it('may be an exponent, a decimal of pandas, a visit or a rater', async () => {
    const test = withTable(
      ['1E05/baseline', '007/02'],
      'participant_id,visit,rater,panss_n1\n1.00E+05,baseline,AB,4\n7.0,2,3,5\n',
    )
    test.study.raters.ensure('003')
    const plan = await preview(test)
    expect(plan.refusals).toEqual([])
    await run(test)
    expect(scoresOf(test).sort()).toEqual(['007 02 003 n1 5', '1E05 baseline AB n1 4'])
    expect(inferred(plan).sort()).toEqual([
      'patient 1.00E+05 = 1E05, 1',
      'patient 7.0 = 007, 1',
      'rater 3 = 003, 1',
      'visit 2 = 02, 1',
    ])
  })

  it('prefer a patient who is called so', async () => {
    const test = withTable(['1/baseline', '001/baseline'], 'participant_id,panss_n1\n1,4\n')
    expect((await preview(test)).inferences).toEqual([])
    await run(test)
    expect(scoresOf(test)).toEqual(['1 baseline unknown n1 4'])
  })

  it('are told within a session’s own folder, too, and for captions', async () => {
    const test = withTable(
      ['001/baseline'],
      'participant_id,file,caption\n1,interview-1.mp4,Smiles\n',
      '001/baseline/captions.csv',
    )
    const plan = await preview(test)
    expect(inferred(plan)).toEqual(['patient 1 = 001, 1'])
    expect(plan.captions.new).toBe(1)
    const result = await test.study.imports.run(plan.planId, { copyVideos: false, taken: [] }, aControl())
    expect(result.captions).toMatchObject({ new: 0, refused: 1 })
  })
})

describe('dates as a spreadsheet writes them', () => {
  const visits = ['P001/2024-05-03', 'P001/2024-08-02', 'P002/2024-05-03', 'P002/2024-08-02']

  it.each(['02.08.2024', '8/2/2024', '2-Aug-24', '45506', '2024-08-02 00:00:00', '2-Aug'])(
    '%s is the visit of that day, shown before',
    async (written) => {
      const test = withTable(visits, `participant_id,visit,rater,panss_n1\nP001,${written},AB,3\n`)
      const plan = await preview(test)
      expect(inferred(plan)).toEqual([`visit ${written} = 2024-08-02, 1`])
      await run(test)
      expect(scoresOf(test)).toEqual(['P001 2024-08-02 AB n1 3'])
    },
  )

  it('are refused where two visits fit, unless another row tells the order', async () => {
    const both = ['P001/2024-03-05', 'P001/2024-05-03', 'P001/2024-05-25']
    const plan = await preview(withTable(both, 'participant_id,visit,panss_n1\nP001,5/3/2024,3\n'))
    expect(plan).toMatchObject({ inferences: [], refusals: [{ code: 'no-such-visit' }] })
    const table = 'participant_id,visit,panss_n1\nP001,5/3/2024,3\nP001,5/25/2024,2\n'
    expect(inferred(await preview(withTable(both, table)))).toEqual([
      'visit 5/3/2024 = 2024-05-03, 1',
      'visit 5/25/2024 = 2024-05-25, 1',
    ])
  })

  it('name the cause where no visit fits', async () => {
    const plan = await preview(withTable(visits, 'participant_id,visit,panss_n1\nP001,45416,3\n'))
    expect(plan.refusals[0]?.message).toContain('“45416” is how a spreadsheet writes 2024-05-04')
  })
})

describe('missing codes', () => {
  const table =
    'participant_id,visit,rater,panss_n1,panss_n3\nP001,baseline,AB,#N/A,-99\nP001,baseline,AB,-77,4\n'

  it('are told as one number, and not as refusals', async () => {
    const plan = await preview(withTable(['P001/baseline'], table), ['-77'])
    expect(plan.refusals).toEqual([])
    expect(plan.scores).toMatchObject({ new: 1, refused: 0 })
    expect(plan.notes.map(({ message }) => message)).toEqual([
      'scores.csv: 3 cells say that there is no score (“#N/A” 1, “-99” 1, “-77” 1).',
    ])
  })

  it('that nobody declared are out of range', async () => {
    const plan = await preview(withTable(['P001/baseline'], table))
    expect(plan.refusals).toMatchObject([{ code: 'out-of-range', line: 3 }])
  })

  it('keep their note in the result and in the record of the import', async () => {
    const result = await run(withTable(['P001/baseline'], table))
    expect(result.notes).toHaveLength(1)
  })
})

describe('a large table', () => {
  const rows = Array.from({ length: 20_000 }, (_, row) => `P${String(row)},baseline,AB,4`)
  const large = `participant_id,visit,rater,panss_n1\n${rows.join('\n')}\n`

  it('is read in a thread, and tells a hundred of its faults and the number of the others', async () => {
    const test = withTable(['P001/baseline', 'P7/baseline'], large)
    const plan = await preview(test)
    expect(plan.scores).toMatchObject({ new: 1, refused: 19_999 })
    expect(plan.refusals).toHaveLength(101)
  })

  it('is given up when the import is cancelled', async () => {
    const test = withTable(['P7/baseline'], large)
    const abort = new AbortController()
    const control = {
      ...aControl(abort.signal),
      progress: () =>
        setTimeout(() => {
          abort.abort()
        }),
    }
    const attempt = test.study.imports.preview([join(test.inbox)], control)
    await expect(attempt).rejects.toMatchObject({ code: 'cancelled' })
  })
  it('of rows that contradict each other is told in a hundred sentences and a number', async () => {
    const twice = 'participant_id,rater,panss_n1\n' + 'P7,AB,4\n' + 'P7,AB,5\n'.repeat(300)
    const plan = await preview(withTable(['P7/baseline'], twice))
    expect(plan.scores).toMatchObject({ new: 1, refused: 300 })
    expect(plan.refusals).toHaveLength(101)
    expect(plan.refusals.at(-1)).toMatchObject({ code: 'more', line: 103, count: 200 })
  })

  it('of more than 50 MB is refused without being read', async () => {
    const test = withTable(['P7/baseline'], 'panss_n1\n4\n', 'P7/baseline/scores.csv')
    truncateSync(join(test.inbox, 'P7/baseline/scores.csv'), 50 * 1024 * 1024 + 1)
    const plan = await preview(test)
    expect(plan.refusals.map(({ message }) => message)).toEqual([
      'scores.csv: The file is larger than 50 MB. Keep what is needed, or part it into several files.',
    ])
  })
})
