import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { createCaptionRepository } from '#core/areas/annotation/caption-repository.ts'
import { createClipRepository } from '#core/areas/study/clip-repository.ts'
import { createPromptSetRepository } from '#core/areas/prediction/prompt-set-repository.ts'
import { createCovariateRepository } from '#core/areas/covariates/covariate-repository.ts'
import { createSessionRepository } from '#core/areas/study/session-repository.ts'
import { createSeverityService } from '#core/areas/severity/severity-service.ts'
import type { ExportChoice } from '#core/areas/export/service.ts'
import { smallestDetectableCorrelation } from '#shared/domain/cohort-size.ts'
import { baselineVerdict } from '#shared/domain/severity.ts'
import { fakePackStore } from '../../../../../helpers/fake-inference.ts'
import { checkDataPackage } from '../../../../../helpers/check-data-package.ts'
import {
  addScale,
  addScore,
  openMemoryStudy,
  tinyScale,
  watchedControl,
} from '../../../../../helpers/memory-study.ts'
import {
  anExportedStudy,
  exportedAt,
  exportedPackId,
  exporting,
  trickyTexts,
} from '../../../../../helpers/an-export.ts'
import { tempFolder } from '../../../../../helpers/temp-folder.ts'

const files = [
  'captions.csv',
  'captions_spss.csv',
  'datapackage.json',
  'predictions.csv',
  'read-in-R.R',
  'read-in-SPSS.sps',
  'read_in_python.py',
  'severity_checks.csv',
  'symptom_scores_long.csv',
  'symptom_scores_wide.csv',
  'validation.csv',
]

let folder = ''
beforeEach(() => {
  folder = tempFolder()
})

describe('an export', () => {
  test('has a consensus alone in the wide form, and beside what each rated in the long one', async () => {
    const { db, service } = await anExportedStudy()
    const [first] = createSessionRepository(db).list()
    addScore(db, { sessionId: first?.id ?? 0, rater: 'AB-CD', itemId: 'face', value: 4 })
    db.exec(`UPDATE raters SET consensus_of = '["AB","CD"]' WHERE code = 'AB-CD'`)
    await service.run(folder, watchedControl())
    const { errors, rows } = checkDataPackage(folder)
    expect(errors).toEqual([])
    const ofFirst = (table: string) =>
      (rows[table] ?? []).filter(
        (row) => row['participant_id'] === first?.patientCode && row['session_id'] === first?.visitLabel,
      )
    const long = ofFirst('symptom_scores_long.csv').filter(
      (row) => row['item'] === 'face' && row['source'] === 'rater',
    )
    expect(long.map((row) => [row['rater_id'], row['score'], row['consensus']])).toEqual([
      ['AB', 1, false],
      ['AB-CD', 4, true],
    ])
    const wide = ofFirst('symptom_scores_wide.csv').filter((row) => row['source'] === 'rater')
    expect(
      wide.map((row) => [row['source_id'], row['tiny_face'], row['tiny_hands'], row['consensus']]),
    ).toEqual([
      ['AB', null, 6, false],
      ['AB-CD', 4, null, true],
    ])
  })

  test('says on which day a rating was made, of a whole visit the last one', async () => {
    const { db, service } = await anExportedStudy()
    db.exec(`UPDATE scores SET rated_on = '2024-05-0' || (1 + (item_id = 'hands'))`)
    await service.run(folder, watchedControl())
    const { errors, rows } = checkDataPackage(folder)
    expect(errors).toEqual([])
    const first = (table: string) => rows[table]?.filter((row) => row['source'] === 'rater') ?? []
    const long = first('symptom_scores_long.csv').slice(0, 2)
    expect(long.map((row) => [row['item'], row['rated_on']])).toEqual([
      ['face', '2024-05-01'],
      ['hands', '2024-05-02'],
    ])
    expect(first('symptom_scores_wide.csv')[0]).toMatchObject({ rated_on: '2024-05-02' })
  })

  test('has what is known of patients and visits in a table of its own and beside the scores of each visit', async () => {
    const { db, service } = await anExportedStudy()
    const covariates = createCovariateRepository(db)
    const [first, second] = createSessionRepository(db).list()
    covariates.put(first?.id ?? 0, 'age_band', '18-24')
    covariates.put(first?.id ?? 0, 'cpz_mg', 300.5)
    covariates.put(second?.id ?? 0, 'cpz_mg', 0)
    const result = await service.run(folder, watchedControl())
    const { errors, rows } = checkDataPackage(folder)
    expect(errors).toEqual([])
    expect(result.files.map(({ name }) => name)).toContain('covariates.csv')
    const known = rows['covariates.csv'] ?? []
    expect(known).toHaveLength(createSessionRepository(db).list().length)
    const of = (table: string, session: typeof first) =>
      rows[table]?.find(
        (row) => row['participant_id'] === session?.patientCode && row['session_id'] === session?.visitLabel,
      )
    expect(of('covariates.csv', first)).toMatchObject({ age_band: '18-24', cpz_mg: 300.5 })
    expect(of('covariates.csv', second)).toMatchObject({ cpz_mg: 0 })
    expect(of('symptom_scores_wide.csv', first)).toMatchObject({ age_band: '18-24', cpz_mg: 300.5 })
  })

  test('is a valid data package for a strict reader', async () => {
    const { service } = await anExportedStudy()
    const result = await service.run(folder, watchedControl())
    const { errors, rows } = checkDataPackage(folder)
    expect(errors).toEqual([])
    expect(readdirSync(folder).sort()).toEqual(files)
    expect(result.files.map(({ name, rows: count }) => [name, count])).toEqual([
      ['symptom_scores_long.csv', rows['symptom_scores_long.csv']?.length],
      ['symptom_scores_wide.csv', rows['symptom_scores_wide.csv']?.length],
      ['captions.csv', trickyTexts.length],
      ['captions_spss.csv', trickyTexts.length],
      ['predictions.csv', 80],
      ['validation.csv', 16],
      ['severity_checks.csv', rows['severity_checks.csv']?.length],
      ['read-in-R.R', null],
      ['read_in_python.py', null],
      ['read-in-SPSS.sps', null],
      ['datapackage.json', null],
    ])
    expect(result.warnings).toEqual([
      'This study holds synthetic captions and scores, made up for demonstration.',
    ])
  })

  test('gives captions back as they were typed, formulas and line breaks included', async () => {
    const { service } = await anExportedStudy()
    await service.run(folder, watchedControl())
    const { rows } = checkDataPackage(folder)
    expect(rows['captions.csv']?.map(({ text }) => text)).toEqual(trickyTexts)
    expect(rows['predictions.csv']?.[1]).toMatchObject({ class: '=down', precision: 'fp32', n_windows: null })
    expect(readFileSync(join(folder, 'captions.csv'), 'utf8')).toContain(`"'=HYPERLINK(""http://x"")"`)
  })

  test('gives SPSS a copy of what has line breaks within a cell, and of nothing else', async () => {
    const { service } = await anExportedStudy()
    await service.run(folder, watchedControl())
    const lines = readFileSync(join(folder, 'captions_spss.csv'), 'utf8').split('\r\n')
    expect(lines).toHaveLength(trickyTexts.length + 2)
    expect(lines.join()).toContain('two ⏎ lines, ""said""')
    const syntax = readFileSync(join(folder, 'read-in-SPSS.sps'), 'utf8')
    expect([...syntax.matchAll(/FILE='(.+?)'/g)].map(([, name]) => name)).toEqual([
      'symptom_scores_long.csv',
      'symptom_scores_wide.csv',
      'captions_spss.csv',
      'predictions.csv',
      'validation.csv',
      'severity_checks.csv',
    ])
  })

  test('is read by scripts that name every column of every table with its type', async () => {
    const { service } = await anExportedStudy()
    await service.run(folder, watchedControl())
    const read = (name: string): string => readFileSync(join(folder, name), 'utf8')
    const { resources } = JSON.parse(read('datapackage.json')) as {
      resources: { path: string; schema: { fields: { name: string; type: string }[] } }[]
    }
    const syntax = read('read-in-SPSS.sps')
    for (const { path, schema } of resources) {
      const name = path.replace(/\.csv$/, '')
      if (!name.endsWith('_spss')) {
        const inR = schema.fields.map((field) => `  ${field.name} = "${field.type}"`).join(',\n')
        expect(read('read-in-R.R')).toContain(`${name} <- read_export("${path}", c(\n${inR}\n))`)
        const inPython = schema.fields.map((field) => `    "${field.name}": "${field.type}",`).join('\n')
        expect(read('read_in_python.py')).toContain(`${name} = read_export("${path}", {\n${inPython}\n})`)
      }
      if (!syntax.includes(`FILE='${path}'`)) continue
      const block = syntax.split(`FILE='${path}'`)[1]?.split('  .')[0] ?? ''
      const variables = [...block.matchAll(/^ {4}(\S+) \S+$/gm)].map(([, variable]) => variable)
      const expected = schema.fields.map((field, index) =>
        ['boolean', 'datetime'].includes(field.type) ? `@raw${String(index + 1)}` : field.name,
      )
      expect(variables).toEqual(expected)
    }
  })

  test('tells how well each model did, with what is wrong with it, as the program shows it', async () => {
    const { service, severity } = await anExportedStudy()
    await service.run(folder, watchedControl())
    const rows = checkDataPackage(folder).rows['validation.csv'] ?? []
    const [model] = severity.models()
    if (model === undefined) expect.fail('no model')
    const { maeGain, q2, mae, pcc, concordance, permutation } = model.metrics
    if (concordance === null || permutation === null) expect.fail('no concordance, or no test')
    const row = (name: string) => rows.find(({ statistic }) => statistic === name)
    for (const [name, statistic] of Object.entries({ mae_gain: maeGain, q2, mae, concordance, pcc })) {
      expect(row(name)).toMatchObject({
        value: statistic.value,
        ci_low: statistic.ciLow,
        ci_high: statistic.ciHigh,
        ci_level: statistic.level,
        interval_method: statistic.method,
        warning: statistic.warning,
        n_patients: 10,
        n_sessions: 19,
      })
    }
    expect(row('mae_gain')).toMatchObject({
      ...{ model_id: 'model-1', scale: 'tiny', item: 'face', seed: null, penalty: model.settings.penalty },
      validation: 'leave-one-patient-out',
    })
    expect(rows.map(({ verdict }) => verdict)).toEqual(rows.map(() => baselineVerdict(model.metrics)))
    expect(row('mae')).toMatchObject({
      ...{ flow_scale_patients: 10, flow_scale_sessions: 19, flow_face_patients: 10, flow_face_sessions: 19 },
      ...{ smallest_detectable_r: smallestDetectableCorrelation(10) },
      ...{ trained_on: model.trainedOn, trained_on_unblinded: null, trained_on_alike: null },
    })
    expect(row('pcc')).toMatchObject({ ci_low: null, ci_high: null, ci_level: null, seed: null })
    const drawn = { permutations: 999, permutation_seed: 1 }
    expect(row('q2')).toMatchObject({
      ...{ p: permutation.p, p_adjusted: permutation.pAdjusted, p_items: 1, null_low: null },
      ...drawn,
    })
    const [low, high] = permutation.pccRange ?? [NaN, NaN]
    expect(row('pcc')).toMatchObject({ p: null, null_low: low, null_high: high, ...drawn })
    expect(row('mae')).toMatchObject({ p: null, null_low: null, null_high: null, permutations: null })
    expect(rows.map(({ statistic }) => statistic)).toEqual([
      ...['mae', 'q2', 'mae_gain', 'concordance', 'means_q2', 'changes_q2', 'change_order'],
      ...['baseline_mae', 'rmse', 'baseline_rmse'],
      ...['bias', 'lower_limit', 'upper_limit', 'pcc', 'ccc', 'spearman'],
    ])
  })

  test('has prediction intervals that hold the rating about as often as they say, and not always', async () => {
    const { service } = await anExportedStudy()
    await service.run(folder, watchedControl())
    const long = checkDataPackage(folder).rows['symptom_scores_long.csv'] ?? []
    const ratings = new Map(
      long
        .filter(({ source, item }) => source === 'rater' && item === 'face')
        .map((row) => [
          `${String(row['participant_id'])} ${String(row['session_id'])}`,
          Number(row['score']),
        ]),
    )
    const rated = long.filter(({ validation }) => validation === 'leave-one-patient-out')
    const missed = rated.filter((row) => {
      const rating = ratings.get(`${String(row['participant_id'])} ${String(row['session_id'])}`) ?? NaN
      return rating < Number(row['ci_low']) || rating > Number(row['ci_high'])
    })
    expect(rated).toHaveLength(19)
    expect(missed.length).toBeGreaterThan(0)
    expect(missed.length).toBeLessThan(6)
    expect(rated.every(({ ci_level: level }) => level === 0.9)).toBe(true)
  })

  test('leaves clips out that were excluded or cut away, with all that was said and predicted of them', async () => {
    const { db, service } = await anExportedStudy()
    const clips = createClipRepository(db)
    clips.mark(1, { state: 'excluded', origin: 'whole' })
    clips.mark(2, { state: 'removed', origin: 'whole' })
    await service.run(folder, watchedControl())
    const { errors, rows } = checkDataPackage(folder)
    expect(errors).toEqual([])
    expect(rows['captions.csv']).toEqual([])
    expect(rows['captions_spss.csv']).toBeUndefined()
    const predicted = new Set(rows['predictions.csv']?.map(({ clip_id }) => clip_id))
    expect([predicted.size, predicted.has(1), predicted.has(2)]).toEqual([38, false, false])
  })

  test('tells of each predicted clip how well the face could be seen', async () => {
    const { service } = await anExportedStudy()
    await service.run(folder, watchedControl())
    const rows = checkDataPackage(folder).rows['predictions.csv'] ?? []
    const seen = (clipId: number) =>
      rows
        .filter(({ clip_id }) => clip_id === clipId)
        .map((row) => [row['face_grade'], row['face_usable_share'], row['face_longest_gap_ms']])
    expect(seen(2)).toEqual([
      ['fair', 0.5, 1200],
      ['fair', 0.5, 1200],
    ])
    expect(seen(3)).toEqual([
      [null, null, null],
      [null, null, null],
    ])
  })

  describe('of predictions with two prompt sets, one of them for 37 of 40 clips only', () => {
    async function setUpTwo() {
      const { db, predictions, promptSetId, service } = await anExportedStudy()
      const sidewaysId = createPromptSetRepository(db).insert({
        ...{ name: 'Sideways', packId: null, frameStride: null },
        classes: ['up', 'down'].map((label) => ({ label, sentence: label })),
      })
      const clipIds = Array.from({ length: 37 }, (_, place) => place + 1)
      await predictions.run({ clipIds, packId: exportedPackId, promptSetId: sidewaysId }, watchedControl())
      const run = (choice: Partial<ExportChoice>) =>
        service.run(folder, watchedControl(), { inUse: null, promptSet: null, packId: null, ...choice })
      return {
        run,
        directions: { packId: exportedPackId, promptSetId },
        sideways: { packId: exportedPackId, promptSetId: sidewaysId },
      }
    }

    function readPredictions() {
      const { errors, rows } = checkDataPackage(folder)
      const table = rows['predictions.csv'] ?? []
      const names = new Set(table.map((row) => `${String(row['pack_id'])} ${String(row['prompt_set'])}`))
      const { resources } = JSON.parse(readFileSync(join(folder, 'datapackage.json'), 'utf8')) as {
        resources: { path: string; description: string }[]
      }
      const description = resources.find(({ path }) => path === 'predictions.csv')?.description
      return { errors, rows: table.length, names: [...names], description }
    }

    const coverage =
      'Predictions of 37 of 40 clips, by pack two-numbers 1.0.0 with prompt set “Sideways”; 3 have none with this prompt set.'
    const notExported = 'Stored, but not exported: pack two-numbers 1.0.0 with prompt set “Directions”.'

    test('holds the set in use only, names it and tells of how many clips', async () => {
      const { run, sideways } = await setUpTwo()
      const { warnings } = await run({ inUse: sideways })
      expect(readPredictions()).toEqual({
        ...{ errors: [], rows: 74, names: ['two-numbers Sideways'] },
        description: expect.stringContaining(coverage) as string,
      })
      expect(warnings.slice(1)).toEqual([coverage, notExported])
    })

    test('holds the set that most clips have where nothing is stored of the one in use, and says so', async () => {
      const { run } = await setUpTwo()
      const { warnings } = await run({ inUse: { packId: 'another', promptSetId: 99 } })
      expect(readPredictions()).toMatchObject({ rows: 80, names: ['two-numbers Directions'] })
      expect(warnings.slice(1)).toEqual([
        'No clip has predictions of the pack and prompt set in use, so that others were exported.',
        'Predictions of 40 of 40 clips, by pack two-numbers 1.0.0 with prompt set “Directions”.',
        'Stored, but not exported: pack two-numbers 1.0.0 with prompt set “Sideways”.',
      ])
    })

    test('holds the set that is asked for by name or number, and refuses one that no clip has', async () => {
      const { run, directions, sideways } = await setUpTwo()
      for (const promptSet of ['sideways', String(sideways.promptSetId)]) {
        await run({ inUse: directions, promptSet })
        expect(readPredictions()).toMatchObject({ errors: [], names: ['two-numbers Sideways'] })
      }
      await expect(run({ promptSet: 'Nowhere' })).rejects.toMatchObject({ code: 'not-found' })
      await expect(run({ packId: 'another' })).rejects.toThrow('“Directions”')
    })
  })

  test('never mixes ratings with estimates, and tells of each estimate what it was trained on', async () => {
    const { service, severity } = await anExportedStudy()
    await service.run(folder, watchedControl())
    const long = checkDataPackage(folder).rows['symptom_scores_long.csv'] ?? []
    const [model] = severity.models()
    const report = severity.report(model?.id ?? NaN)
    const estimates = long.filter(({ source }) => source === 'model')
    expect(estimates.map(({ score }) => score)).toEqual(report.estimates.map(({ value }) => value))
    for (const row of estimates) {
      expect(row).toMatchObject({
        rater_id: null,
        trained_on: model?.trainedOn,
        weights_sha256: 'a'.repeat(64),
      })
      expect([row['score_min'], row['ci_low'], row['score'], row['ci_high'], row['score_max']]).toEqual(
        [row['score_min'], row['ci_low'], row['score'], row['ci_high'], row['score_max']].toSorted(
          (a, b) => Number(a) - Number(b),
        ),
      )
    }
    expect(estimates.at(0)).toMatchObject({
      held_out: true,
      validation: 'leave-one-patient-out',
      n_train_patients: 9,
    })
    expect(estimates.at(-1)).toMatchObject({ held_out: false, validation: 'none', n_train_patients: 10 })
    for (const row of long.filter(({ source }) => source === 'rater')) {
      expect(row).toMatchObject({
        model_id: null,
        ci_low: null,
        held_out: null,
        trained_on: null,
        rater_id: 'AB',
      })
    }
  })

  test('adds up totals of raters, and says why a score or a total is missing', async () => {
    const { service } = await anExportedStudy()
    await service.run(folder, watchedControl())
    const long = checkDataPackage(folder).rows['symptom_scores_long.csv'] ?? []
    const shown = long
      .filter((row) => ['P000', 'P001'].includes(String(row['participant_id'])) && row['session_id'] === 'v0')
      .filter(({ source }) => source === 'rater')
      .map((row) => [
        row['participant_id'],
        row['item'],
        row['score'],
        row['missing_reason'],
        row['synthetic'],
      ])
    expect(shown).toEqual([
      ['P000', 'face', 1, null, true],
      ['P000', 'hands', 6, null, true],
      ['P000', 'talk', null, 'refused', true],
      ['P000', 'still', 7, null, true],
      ['P001', 'face', 3, null, false],
      ['P001', 'still', null, 'incomplete', false],
    ])
  })

  test('holds the same scores wide as long', async () => {
    const { service } = await anExportedStudy()
    await service.run(folder, watchedControl())
    const { rows } = checkDataPackage(folder)
    const wide = rows['symptom_scores_wide.csv'] ?? []
    expect(wide).toHaveLength(19 + 20)
    const long = rows['symptom_scores_long.csv'] ?? []
    const columns: Record<string, string> = {
      face: 'tiny_face',
      hands: 'tiny_hands',
      talk: 'tiny_talk',
      still: 'tiny_still',
    }
    for (const row of long) {
      const same = wide.find((candidate) =>
        ['participant_id', 'session_id', 'source', 'source_id'].every(
          (name) => candidate[name] === row[name],
        ),
      )
      const column = columns[String(row['item'])] ?? ''
      expect(same?.[column]).toBe(row['score'])
      if (row['source'] === 'model') expect(same?.[`${column}_ci_high`]).toBe(row['ci_high'])
    }
    expect(wide[0]).toMatchObject({
      tiny_face: 1,
      tiny_hands: 6,
      tiny_talk: null,
      tiny_still: 7,
      trained_on: null,
    })
    expect(wide[1]).toMatchObject({
      source: 'model',
      source_id: exportedPackId,
      tiny_still: null,
      held_out: true,
    })
  })

  test('of the same study has the same bytes', async () => {
    const { service } = await anExportedStudy()
    const read = (): string[] => files.map((name) => readFileSync(join(folder, name), 'utf8'))
    await service.run(folder, watchedControl())
    const before = read()
    await service.run(folder, watchedControl())
    expect(read()).toEqual(before)
  })

  test('keeps two scales apart that name a column alike', async () => {
    const { db, environment, severity, captions } = await anExportedStudy()
    const other = { ...tinyScale, id: 'my-scale' }
    const columns = async (): Promise<string[]> => {
      const run = exporting(db, { environment, severity, captions }, [tinyScale, other])
      await run.run(folder, watchedControl())
      const { errors, rows } = checkDataPackage(folder)
      expect(errors).toEqual([])
      return Object.keys(rows['symptom_scores_wide.csv']?.[0] ?? {})
    }
    // Nobody rated on it yet: a table has no columns that are empty throughout.
    expect(await columns()).not.toContain('my_scale_tiny_face')
    addScale(db, { ...other, items: other.items.map((item) => ({ ...item, column: `my_${item.column}` })) })
    addScore(db, { sessionId: 1, scaleId: 'my-scale', itemId: other.items[0]?.id ?? '', value: 1 })
    expect(await columns()).toContain('my_scale_tiny_face')
  })

  test('of an empty study is valid and says what is missing', async () => {
    const db = openMemoryStudy()
    const environment = { packs: fakePackStore(), appVersion: '0.1.0', now: exportedAt }
    const severity = createSeverityService({ db, environment })
    const parts = { environment, severity, captions: createCaptionRepository(db) }
    const { warnings } = await exporting(db, parts).run(join(folder, 'new'), watchedControl())
    expect(checkDataPackage(join(folder, 'new')).errors).toEqual([])
    expect(warnings).toEqual([
      'There are no ratings yet.',
      'There are no severity estimates: no model has been fitted.',
      'There are no captions yet.',
      'There are no predictions yet.',
    ])
  })
})

describe('an export that is not finished', () => {
  test('leaves what was in the folder before, and nothing else, when cancelled', async () => {
    const { service } = await anExportedStudy()
    writeFileSync(join(folder, 'captions.csv'), 'of last week')
    const control = watchedControl(({ steps, abort }) => {
      if (steps.at(-1)?.[0] === 3) abort.abort()
    })
    await expect(service.run(folder, control)).rejects.toMatchObject({ code: 'cancelled' })
    expect(readdirSync(folder)).toEqual(['captions.csv'])
    expect(readFileSync(join(folder, 'captions.csv'), 'utf8')).toBe('of last week')
  })

  test('names the folder, not its path, when that is a file', async () => {
    const { service } = await anExportedStudy()
    const file = join(folder, 'notes.txt')
    writeFileSync(file, '')
    await expect(service.run(file, watchedControl())).rejects.toMatchObject({
      code: 'file-unreadable',
      message: '“notes.txt” is a file, not a folder.',
    })
  })

  test('says in one sentence that a new folder cannot be made there', async () => {
    const { service } = await anExportedStudy()
    // Like a drive that is read-only or gone: nobody can make a folder there.
    const drive = process.platform === 'win32' ? 'Q:\\' : '/proc'
    const error = await service.run(join(drive, 'new'), watchedControl()).catch(String)
    expect(error).toMatch(/^AppError: The folder “new” (cannot be made|may not be written)/)
  })
})
