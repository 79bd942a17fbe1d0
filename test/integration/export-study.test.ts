import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import type { Study } from '#core/study-services.ts'
import { aControl, aStudy } from '../helpers/a-study.ts'
import { checkDataPackage } from '../helpers/check-data-package.ts'
import type { ReadValue } from '../helpers/check-data-package.ts'
import { fromSpss, inOrder, readByPandas, readByPspp, readByR } from '../helpers/elsewhere/read-elsewhere.ts'
import { createFakeInference, embeddingOf, fakePackStore } from '../helpers/fake-inference.ts'
import { tempFolder, writeFiles } from '../helpers/temp-folder.ts'
import { isThorough } from '../helpers/thorough.ts'

const packId = 'two-numbers'
const csvFiles = [
  'symptom_scores_long.csv',
  'symptom_scores_wide.csv',
  'captions.csv',
  'predictions.csv',
  'validation.csv',
  'severity_checks.csv',
]
const scripts = ['read-in-R.R', 'read_in_python.py', 'read-in-SPSS.sps']
const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string
}
const cli = fileURLToPath(new URL('../../src-main/cli/index.ts', import.meta.url))

/** Ten patients, two visits each, two raters; the video of a visit shows what it was rated. */
function sessionFolders(): Record<string, string> {
  const files: Record<string, string> = {}
  for (let place = 0; place < 20; place++) {
    const folder = `P${String(Math.floor(place / 2)).padStart(3, '0')}/2026-0${String(1 + (place % 2))}-10_v${String(place % 2)}`
    const score = 1 + ((place * 3) % 7)
    files[`${folder}/interview.mp4`] = `video ${String(place)}`
    files[`${folder}/scores.csv`] =
      `rater,panss_n1,panss_n3,cains10\nAB,${score},${8 - score},2\nCD,${Math.max(1, score - 1)},,not-assessed\n`
    files[`${folder}/captions.csv`] = `file,rater,caption\ninterview.mp4,AB,"-1 smile, then ""nothing"""\n`
  }
  return files
}

/** Everything but the video pass is real: database, import, fit and export. */
async function aFittedStudy(): Promise<Study> {
  const inference = createFakeInference(({ clipId }) =>
    embeddingOf(clipId, [((clipId - 1) * 3) % 7, clipId % 2]),
  )
  const { study, inbox } = aStudy({ packs: fakePackStore(), inference, appVersion: version })
  mkdirSync(inbox)
  writeFiles(inbox, sessionFolders())
  const { planId } = await study.imports.preview([inbox], aControl())
  await study.imports.run(planId, { copyVideos: false }, aControl())
  const { id: promptSetId } = study.promptSets.create({
    name: 'Directions',
    classes: ['up', '@down'].map((label) => ({ label, sentence: label })),
  })
  await study.predictions.run({ clipIds: null, packId, promptSetId }, aControl())
  // The fake recogniser knows one face only.
  const asked = { scaleId: 'panss-negative', itemIds: ['n1', 'n3'], packId, differentPeople: true }
  await study.severity.fit(asked, aControl())
  return study
}

test('a study exported by the program and by the command line is the same to the last digit, and valid', async () => {
  const study = await aFittedStudy()
  const byProgram = tempFolder()
  const byCommand = tempFolder()
  await study.exports.run(byProgram, aControl())
  study.close()
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...[cli, 'export', study.folder, '--out', byCommand, '--json'],
  ])
  expect(JSON.parse(stdout)).toMatchObject({
    files: [...csvFiles, ...scripts, 'datapackage.json'].map((name) => ({ name })),
  })

  const { errors, rows } = checkDataPackage(byProgram)
  expect(errors).toEqual([])
  const long = rows['symptom_scores_long.csv'] ?? []
  const ofItems = long.filter(({ item_kind: kind }) => kind === 'item')
  // Three items by AB, two by CD and estimates of two in each session; rows of AB, CD and the pack wide.
  expect(['rater', 'model'].map((kind) => ofItems.filter(({ source }) => source === kind).length)).toEqual([
    100, 40,
  ])
  expect(csvFiles.slice(1).map((name) => rows[name]?.length)).toEqual([60, 20, 40, 32, 33])
  expect(long.filter(({ item, rater_id: rater }) => item === 'c10' && rater === 'CD')[0]).toMatchObject({
    score: null,
    missing_reason: 'not-assessed',
  })
  expect(rows['captions.csv']?.[0]?.['text']).toBe('-1 smile, then "nothing"')
  expect(checkDataPackage(byCommand).errors).toEqual([])
  for (const name of [...csvFiles, ...scripts]) {
    expect(readFileSync(join(byCommand, name), 'utf8')).toBe(readFileSync(join(byProgram, name), 'utf8'))
  }
})

/** All that an export can hold: covariates, days of ratings, a consensus, two kinds of head, texts that trip programs up. */
async function aFullStudy(): Promise<Study> {
  const study = await aFittedStudy()
  const [first, second] = study.library.sessions()
  const [clip] = study.library.clips()
  if (first === undefined || second === undefined || clip === undefined) expect.fail('no visit')
  const raterId = study.raters.ensure('ÄÖ').id
  const texts = ['=HYPERLINK("x")', "'-quoted", 'zwei\r\nZeilen, „ä“ "b"', ' 1,5 ', 'NA', '😀\t基线', "it's"]
  texts.forEach((text, index) => {
    study.captions.save({ clipId: clip.id, raterId, text, startMs: index * 10, endMs: index * 10 + 5 })
  })
  const { id: consensus } = study.raters.addConsensus({ code: 'AB-CD', members: ['AB', 'CD'] })
  const given = { scaleId: 'panss-negative', missingReason: null, ratedOn: '2026-02-03' }
  study.scores.save({ ...given, sessionId: first.id, raterId: consensus, itemId: 'n1', value: 4 })
  study.covariates.define({
    ...{ id: 'arm', name: 'Arm “ä”, it’s', of: 'patient', hiddenWhileBlind: true, kind: 'choice' },
    choices: [
      { code: '01', label: 'Placebo "x"' },
      { code: 'a-code-that-no-row-has', label: "Verum, Zürich's" },
    ],
  })
  const values = { sex: 'female', arm: '01', cpz_mg: '300,5', site: 'Zürich, "A"' }
  study.covariates.save({ sessionId: first.id, values })
  study.covariates.save({ sessionId: second.id, values: { cpz_mg: '0' } })
  const asked = { scaleId: 'panss-negative', itemIds: ['n3'], packId, differentPeople: true }
  await study.severity.fit({ ...asked, head: 'pls' }, aControl())
  return study
}

/** What a program calls a column of each type. */
const types = {
  pandas: {
    ...{ string: 'string', number: 'float64', integer: 'Int64', boolean: 'boolean' },
    ...{ date: 'datetime64[ns]', datetime: 'datetime64[ns, UTC]' },
  },
  r: {
    ...{ string: 'character', number: 'numeric', integer: 'integer', boolean: 'logical' },
    ...{ date: 'Date', datetime: 'POSIXct' },
  },
} as const

interface Described {
  readonly resources: readonly {
    readonly path: string
    readonly schema: {
      readonly fields: readonly { name: string; type: keyof (typeof types)['r']; description: string }[]
    }
  }[]
}

const armLabels = { '01': 'Placebo "x"', 'a-code-that-no-row-has': "Verum, Zürich's" }

const nameOf = (path: string): string => path.replace(/\.csv$/, '')

async function aFullExport() {
  const folder = tempFolder()
  const study = await aFullStudy()
  await study.exports.run(folder, aControl())
  const { errors, rows } = checkDataPackage(folder)
  expect(errors).toEqual([])
  const { resources } = JSON.parse(readFileSync(join(folder, 'datapackage.json'), 'utf8')) as Described
  // Without the copies for SPSS.
  return { folder, rows, tables: resources.filter(({ path }) => !path.includes('_spss')) }
}

/** R makes a line feed of each line break, as it reads a file. */
function withLineFeeds(value: ReadValue): ReadValue {
  return typeof value === 'string' ? value.replaceAll('\r\n', '\n') : value
}

/** As SPSS can hold it. */
function withoutBreaks(value: ReadValue): ReadValue {
  return typeof value === 'string' ? value.replaceAll(/\r\n|\n/gu, ' ⏎ ').trimEnd() : value
}

// The programs are not on every computer; what their scripts say is checked in the quick tests.
if (isThorough) {
  test.each([
    ['pandas', readByPandas],
    ['r', readByR],
  ] as const)(
    'an export with everything in it is in %s what was written: rows, types, missing values, texts, labels',
    async (program, read) => {
      const { folder, rows, tables } = await aFullExport()
      const found = await read(folder)
      if (found === null) {
        console.warn(`${program} is not installed: nothing was checked with it`)
        return
      }
      expect(Object.keys(found).sort()).toEqual(tables.map(({ path }) => nameOf(path)).sort())
      for (const { path, schema } of tables) {
        const table = found[nameOf(path)]
        const columns = schema.fields.map(({ name }) => name)
        expect(Object.entries(table?.types ?? {})).toEqual(
          schema.fields.map(({ name, type }) => [name, types[program][type]]),
        )
        const written = inOrder(rows[path] ?? [], columns)
        expect(inOrder(table?.rows ?? [], columns)).toEqual(
          program === 'r' ? written.map((row) => row.map(withLineFeeds)) : written,
        )
        const labels = schema.fields.map(({ name, description }) => [name, description])
        expect(Object.entries(table?.labels ?? {})).toEqual(labels)
      }
      expect(found['covariates']?.valueLabels['arm']).toEqual(armLabels)
    },
  )

  test('an export with everything in it is in PSPP what was written: rows, missing values, texts, labels', async () => {
    const { folder, rows, tables } = await aFullExport()
    const found = await readByPspp(
      folder,
      tables.map(({ path }) => nameOf(path)),
    )
    if (found === null) {
      console.warn('PSPP is not installed: nothing was checked with it')
      return
    }
    for (const { path, schema } of tables) {
      const table = found[nameOf(path)]
      const read = (table?.rows ?? []).map((row) =>
        schema.fields.map(({ name, type }) => fromSpss(row[name] ?? '', type)),
      )
      const columns = schema.fields.map(({ name }) => name)
      expect(read).toEqual(inOrder(rows[path] ?? [], columns).map((row) => row.map(withoutBreaks)))
      const variables = table?.variables ?? []
      expect(variables.map(({ name }) => name).sort()).toEqual([...columns].sort())
      for (const { name, label, level, missing } of variables) {
        const field = schema.fields.find((of) => of.name === name)
        const isText = field?.type === 'string'
        expect(label.length).toBeGreaterThan(4)
        expect(field?.description.startsWith(label)).toBe(true)
        // A blank text is a missing value.
        expect(/^" *"$/u.test(missing)).toBe(isText)
        if (isText || field?.type === 'boolean') expect(level).toBe('Nominal')
      }
    }
    const labels = Object.values(found['covariates']?.valueLabels ?? {})
    expect(labels).toEqual(expect.arrayContaining(Object.values(armLabels)))
  })
}
