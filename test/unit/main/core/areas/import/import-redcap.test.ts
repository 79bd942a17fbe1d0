import { mkdirSync, copyFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { stringify } from 'csv-stringify/sync'
import { describe, expect, it } from 'vitest'
import { dictionaryBeside } from '#core/areas/import/redcap-files.ts'
import { aControl, aStudy } from '../../../../../helpers/a-study.ts'
import type { TestStudy } from '../../../../../helpers/a-study.ts'
import { writeFiles } from '../../../../../helpers/temp-folder.ts'

const visits = ['P001/2024-05-03_Week 4 of treatment', 'P001/2024-06-03_Week 8', 'P002/Week 8']
const header =
  'Variable / Field Name,Form Name,Section Header,Field Type,Field Label,"Choices, Calculations, OR Slider Labels",Field Note,Text Validation Type OR Show Slider Number,Text Validation Min,Text Validation Max,Identifier?,Branching Logic (Show field only if...),Required Field?,Custom Alignment,Question Number (surveys only),Matrix Group Name,Matrix Ranking?,Field Annotation'

/** A line of a dictionary of somebody else's. */
const field = (name: string, form: string, type: string, label: string, choices = ''): string =>
  `${name},${form},,${type},"${label}","${choices}",,,,,,,,,,,,`

/** Two raters at most of three visits. */
async function rated(): Promise<TestStudy> {
  const test = aStudy()
  const rows = visits.map((path, place) => {
    const [patient = '', visit = ''] = path.split('/')
    const label = visit.replace(/^\d{4}-\d{2}-\d{2}_/u, '')
    return [
      `${patient},${label},AB,2024-06-0${String(place + 4)},${String(place + 2)},refused,3`,
      ...(place === 0 ? [] : [`${patient},${label},CD,,5,4,`]),
    ]
  })
  writeFiles(test.inbox, {
    ...Object.fromEntries(visits.map((visit) => [`${visit}/a.mp4`, visit])),
    'scores.csv': `participant_id,visit,rater,rated_on,panss_n1,panss_n3,cains10\n${rows.flat().join('\n')}\n`,
  })
  const { scores } = await imported(test)
  expect(scores).toMatchObject({ new: 13, refused: 0 })
  return test
}

async function imported({ study, inbox }: TestStudy, folder = inbox, missingCodes: readonly string[] = []) {
  const { planId, scores } = await study.imports.preview([folder], aControl(), { missingCodes })
  const result = await study.imports.run(planId, { copyVideos: false }, aControl())
  expect(result.scores).toEqual(scores)
  return result
}

/** Only what REDCap would give back of the project that is exported. */
async function redcapOf({ study, inbox }: TestStudy): Promise<string> {
  const exported = join(inbox, '..', 'exported')
  await study.exports.run(exported, aControl(), {
    ...{ inUse: null, promptSet: null, packId: null, forms: ['redcap'] },
  })
  const folder = join(inbox, '..', 'redcap')
  mkdirSync(folder)
  for (const name of ['redcap_dictionary.csv', 'redcap_records.csv']) {
    copyFileSync(join(exported, name), join(folder, name))
  }
  return folder
}

function saveCovariates({ study }: TestStudy): void {
  for (const { id, visitLabel } of study.library.sessions()) {
    study.covariates.save({
      sessionId: id,
      values: { sex: 'female', ...(visitLabel === 'Week 8' ? { cpz_mg: '300.5' } : {}) },
    })
  }
}

/** As REDCap writes it with labels: for columns, events and choices. */
function withLabels(folder: string): string {
  const read = (name: string): string[][] => parse(readFileSync(join(folder, name), 'utf8'), { bom: true })
  const fields = read('redcap_dictionary.csv').slice(1)
  const own = ['Code of the patient', 'Event Name', 'Repeat Instrument', 'Repeat Instance']
  const [columns = [], ...rows] = read('redcap_records.csv')
  const ofColumn = columns.map((column) => fields.find(([name]) => name === column))
  const labels = ofColumn.map((found, index) => own[index] ?? found?.[4] ?? 'Complete?')
  const said = rows.map((row) =>
    row.map((cell, index) => {
      if (index === 1) return `${cell.replace(/_arm_1$/u, '')} (Arm 1: Arm 1)`
      if (ofColumn[index]?.[3] === 'yesno') return cell === '' ? '' : cell === '1' ? 'Yes' : 'No'
      const choice = ofColumn[index]?.[5]?.split(' | ').find((one) => one.startsWith(`${cell}, `))
      return choice === undefined || cell === '' ? cell : choice.slice(cell.length + 2)
    }),
  )
  return stringify([labels, ...said])
}

describe('a REDCap project that the program exported', () => {
  it('comes back with no change: scores, raters, days and covariates', async () => {
    const test = await rated()
    saveCovariates(test)
    const folder = await redcapOf(test)
    const before = JSON.stringify(test.study.library.sessions().map(({ id }) => test.study.scores.list(id)))
    const result = await imported(test, folder)
    expect(result.refusals).toEqual([])
    expect(result.scores).toEqual({ new: 0, known: 13, changed: 0, refused: 0 })
    expect(JSON.stringify(test.study.library.sessions().map(({ id }) => test.study.scores.list(id)))).toBe(
      before,
    )
    const records = join(folder, 'redcap_records.csv')
    const taken = test.study.imports.covariates({
      ...{ fileName: 'redcap_records.csv', bytes: readFileSync(records) },
      dictionary: await dictionaryBeside(records),
    })
    expect(taken).toEqual({ new: 0, changed: 0, known: expect.any(Number), refused: [] })
    expect(taken.known).toBeGreaterThan(3)
  })

  it('comes back with labels in place of names and codes, too', async () => {
    const test = await rated()
    const folder = await redcapOf(test)
    writeFiles(folder, { 'redcap_records.csv': withLabels(folder) })
    const { scores, refusals } = await imported(test, folder)
    expect(refusals).toEqual([])
    expect(scores).toEqual({ new: 0, known: 13, changed: 0, refused: 0 })
  })
})

describe('a REDCap project of somebody else’s', () => {
  const dictionary = [
    header,
    field('study_id', 'intake', 'text', 'Study number'),
    field('sex', 'intake', 'radio', 'Sex at birth', '1, Male | 2, Female'),
    field('ward', 'intake', 'text', 'Ward'),
    field(
      'blunted',
      'panss',
      'radio',
      '<b>N1.</b> Blunted affect (1-7)',
      '1, Absent | 4, 4 Moderate | 7, Extreme',
    ),
    field('panss_n3', 'panss', 'text', 'Rapport'),
    field('panss_rater', 'panss', 'dropdown', 'Rated by', '1, AB | 2, CD'),
    field('panss_assessment_date', 'panss', 'text', 'Day'),
  ].join('\n')
  const columns =
    'study_id,redcap_event_name,sex,ward,blunted,panss_n3,panss_rater,panss_assessment_date,panss_complete'

  function project(rows: readonly string[], fields = dictionary): TestStudy {
    const test = aStudy()
    writeFiles(test.inbox, {
      ...{ 'P001/Week 4/a.mp4': 'one', 'P001/Week 8/b.mp4': 'two' },
      'Faces_DATA_2024-05-03_1200.csv': `${columns}\n${rows.join('\n')}\n`,
      'Faces_DataDictionary_2024-05-03.csv': `${fields}\n`,
    })
    return test
  }

  const scoresOf = ({ study }: TestStudy) =>
    study.library
      .sessions()
      .flatMap(({ id, visitLabel }) =>
        study.scores
          .list(id)
          .map(({ raterCode, itemId, value, ratedOn }) => [visitLabel, raterCode, itemId, value, ratedOn]),
      )

  it('is mapped by name and by label, with the form’s rater and day, and says what it took nothing from', async () => {
    const test = project(['P001,week_4_arm_1,2,B,4,-77,2,2024-05-06,2', 'P001,week_8_arm_1,,,7,3,1,,2'])
    const { scores, notes, refusals } = await imported(test, test.inbox, ['-77'])
    expect(refusals).toEqual([])
    expect(scores).toMatchObject({ new: 3 })
    expect(scoresOf(test)).toEqual([
      ['Week 4', 'CD', 'n1', 4, '2024-05-06'],
      ['Week 8', 'AB', 'n1', 7, null],
      ['Week 8', 'AB', 'n3', 3, null],
    ])
    const said = notes.map(({ message }) => message).join('\n')
    expect(said).toContain('blunted is N1 Blunted affect of PANSS')
    expect(said).toMatch(/no item of a scale of this study: ward\./u)
    expect(said).toMatch(/Covariates, .* sex\./u)
    expect((await imported(test, test.inbox, ['-77'])).scores).toMatchObject({ new: 0, known: 3, changed: 0 })
  })

  it('names file, row and reason of each value that it refuses', async () => {
    const test = project(['P001,week_4_arm_1,1,B,9,two,2,2024-05-06,2', 'P009,week_4_arm_1,1,B,4,3,2,,2'])
    const { scores, refusals } = await imported(test)
    expect(scores).toEqual({ new: 0, known: 0, changed: 0, refused: 3 })
    expect(refusals.map(({ message }) => message)).toEqual([
      'Faces_DATA_2024-05-03_1200.csv, line 2: blunted: 9 is outside the range of 1 to 7.',
      'Faces_DATA_2024-05-03_1200.csv, line 2: panss_n3: “two” is not a number.',
      expect.stringContaining('line 3: There is no patient “P009”'),
    ])
  })

  it('takes no field whose codes are other numbers than their labels, and neither of two that could be one item', async () => {
    const shifted = field('panss_n3', 'panss', 'radio', 'Rapport', '0, 1 Absent | 1, 2 Minimal')
    const twice = field('ward', 'panss', 'text', 'Blunted affect')
    const fields = dictionary
      .split('\n')
      .map((line) => (line.startsWith('panss_n3') ? shifted : line.startsWith('ward') ? twice : line))
    const test = project(['P001,week_4_arm_1,1,2,4,1,2,2024-05-06,2'], fields.join('\n'))
    const { scores, refusals } = await imported(test)
    expect(scores.new).toBe(0)
    expect(refusals.map(({ message }) => message).sort()).toEqual([
      expect.stringContaining('blunted is left out'),
      expect.stringContaining('panss_n3 is left out: its code 0 is called “1 Absent”'),
      expect.stringContaining('ward is left out: ward and blunted could each be N1 Blunted affect'),
    ])
  })
})
