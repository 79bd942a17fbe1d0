import { describe, expect, it } from 'vitest'
import { knownAtVisits } from '#shared/domain/covariate.ts'
import type { Covariate } from '#shared/domain/covariate.ts'
import { aStudy, aControl } from '../../../../../helpers/a-study.ts'
import { writeFiles } from '../../../../../helpers/temp-folder.ts'

const years: Covariate = {
  ...{ id: 'illness_years', name: 'Years of illness', of: 'patient', hiddenWhileBlind: false },
  ...{ kind: 'number', unit: 'years', min: 0, max: 80 },
}

/** P001 with two visits, P002 with one. */
async function aStudyOfVisits() {
  const { study, inbox } = aStudy()
  writeFiles(inbox, { 'P001/baseline/a.mp4': 'a', 'P001/week 4/b.mp4': 'b', 'P002/baseline/c.mp4': 'c' })
  const { planId } = await study.imports.preview([inbox], aControl())
  await study.imports.run(planId, { copyVideos: false }, aControl())
  const idOf = (patient: string, visit: string): number =>
    study.library.sessions().find((each) => each.patientCode === patient && each.visitLabel === visit)?.id ??
    0
  const at = (patient: string, visit: string) =>
    Object.fromEntries(
      knownAtVisits(study.library.sessions(), study.covariates.kinds(), study.covariates.known()).get(
        idOf(patient, visit),
      ) ?? [],
    )
  const take = (text: string, options = {}) =>
    study.imports.covariates({ fileName: 'c.csv', bytes: Buffer.from(text) }, { by: 'AB', ...options })
  return { study, inbox, idOf, at, take }
}

describe('what is known of patients and visits', () => {
  it('stays with the patient or is another at each visit, and is undone and done again', async () => {
    const { study, idOf, at } = await aStudyOfVisits()
    study.covariates.save(
      { sessionId: idOf('P001', 'baseline'), values: { sex: 'Female', cpz_mg: '300,5' } },
      'AB',
    )
    expect(at('P001', 'baseline')).toEqual({ sex: 'female', cpz_mg: 300.5 })
    expect(at('P001', 'week 4')).toEqual({ sex: 'female' })
    expect(at('P002', 'baseline')).toEqual({})
    study.covariates.save({ sessionId: idOf('P001', 'week 4'), values: { sex: 'male' } }, 'AB')
    expect(at('P001', 'baseline')).toMatchObject({ sex: 'male' })
    expect(study.journal.undoable('AB').undo?.label).toBe('Sex of P001 week 4')
    study.journal.undo('AB')
    study.journal.undo('AB')
    expect(at('P001', 'baseline')).toEqual({})
    study.journal.redo('AB')
    expect(at('P001', 'week 4')).toEqual({ sex: 'female' })
    study.covariates.save({ sessionId: idOf('P001', 'week 4'), values: { sex: '' } }, 'AB')
    expect(at('P001', 'baseline')).toEqual({ cpz_mg: 300.5 })
    expect(study.journal.verify().problems).toEqual([])
  })

  it('refuses what is not possible, and then nothing of the step is written', async () => {
    const { study, idOf, at } = await aStudyOfVisits()
    const save = (values: Record<string, string>) => () => {
      study.covariates.save({ sessionId: idOf('P002', 'baseline'), values }, 'AB')
    }
    expect(save({ sex: 'female', cpz_mg: '-3' })).toThrow(
      '“-3” is not possible: Medication, chlorpromazine equivalents is 0 to 5000 mg/day.',
    )
    expect(save({ lighting: 'neon' })).toThrow('Lighting is one of Even, Dim, From behind, Uneven')
    expect(save({ shoe_size: '43' })).toThrow('no covariate “shoe_size”')
    expect(at('P002', 'baseline')).toEqual({})
  })

  it('goes to the visit that another becomes one with, and is compared where both know something', async () => {
    const { study, idOf, at } = await aStudyOfVisits()
    const [from, into] = [idOf('P001', 'baseline'), idOf('P001', 'week 4')]
    study.covariates.save({ sessionId: from, values: { cpz_mg: '300', eps: 'mild', site: 'Ward 4' } }, 'AB')
    study.covariates.save({ sessionId: into, values: { cpz_mg: '400' } }, 'AB')
    const what = { kind: 'visits', from, into } as const
    expect(study.corrections.planMerge(what)).toMatchObject({ differing: 1, same: 1 })
    study.corrections.merge({ what, whose: 'into', rater: 'AB' })
    expect(at('P001', 'week 4')).toEqual({ cpz_mg: 400, eps: 'mild', site: 'Ward 4' })
    study.journal.undo('AB')
    expect(at('P001', 'baseline')).toEqual({ cpz_mg: 300, eps: 'mild', site: 'Ward 4' })
    expect(study.journal.verify().problems).toEqual([])
  })

  it('keeps an import from being taken back, and is gone with the patient', async () => {
    const { study, idOf } = await aStudyOfVisits()
    study.covariates.save({ sessionId: idOf('P002', 'baseline'), values: { site: 'Nowhere' } }, 'AB')
    expect(() => study.journal.undo(null)).toThrow('1 covariate')
    const { patientId } = study.library.sessions().find(({ patientCode }) => patientCode === 'P002') ?? {
      patientId: 0,
    }
    await study.removals.remove({
      ...{ what: { kind: 'patient', id: patientId }, confirmed: 'P002', deleteBackups: true, rater: null },
    })
    expect(study.covariates.known()).toEqual([])
    expect(JSON.stringify(study.journal.list({}, { limit: 100 }))).not.toContain('Nowhere')
  })

  it('has kinds of the study’s own, whose names are free and whose range holds what is known', async () => {
    const { study, idOf, at } = await aStudyOfVisits()
    study.covariates.define(years, 'AB')
    study.covariates.save({ sessionId: idOf('P001', 'baseline'), values: { illness_years: '12' } }, 'AB')
    expect(at('P001', 'week 4')).toEqual({ illness_years: 12 })
    expect(() => {
      study.covariates.define({ ...years, max: 10 }, 'AB')
    }).toThrow('“12” of P001 baseline would not be possible any more')
    expect(() => {
      study.covariates.removeKind('illness_years', 'AB')
    }).toThrow('is known of some visits')
    for (const id of ['sex', 'cains10', 'cains_total', 'synthetic']) {
      expect(() => {
        study.covariates.define({ ...years, id }, 'AB')
      }).toThrow(`“${id}” is taken already`)
    }
    study.journal.undo('AB')
    study.covariates.removeKind('illness_years', 'AB')
    expect(study.covariates.kinds().map(({ id }) => id)).not.toContain('illness_years')
    expect(study.journal.verify().problems).toEqual([])
  })
})

describe('a table of covariates', () => {
  it('is taken visit by visit and patient by patient as one step, and the same again is known', async () => {
    const { study, at, take } = await aStudyOfVisits()
    const visits = 'participant_id,session_id,Sex,cpz_mg,eps,age_band\nP001,baseline,F,1,none,18-24\n'
    expect(take(visits).refused.map(({ message }) => message)).toEqual([
      'c.csv, line 2: sex: “F” is not possible: Sex is one of Female, Male, Other.',
    ])
    expect(at('P001', 'baseline')).toEqual({ cpz_mg: 1, eps: 'none', age_band: '18-24' })
    study.journal.undo('AB')
    expect(at('P001', 'baseline')).toEqual({})
    const patients = 'patient;sex;cpz_mg\np001;female;NA\nP002;male;250,5\n'
    expect(take(patients, { dryRun: true })).toMatchObject({ new: 3, changed: 0, known: 0, refused: [] })
    expect(at('P002', 'baseline')).toEqual({})
    expect(take(patients)).toMatchObject({ new: 3, changed: 0, known: 0, refused: [] })
    expect(at('P001', 'week 4')).toEqual({ sex: 'female' })
    expect(at('P002', 'baseline')).toEqual({ sex: 'male', cpz_mg: 250.5 })
    expect(take(patients)).toMatchObject({ new: 0, changed: 0, known: 3 })
    expect(take('patient,sex\nP001,male\n')).toMatchObject({ new: 0, changed: 1 })
    expect(study.journal.verify().problems).toEqual([])
  })

  it('tells what it cannot take, and takes the rest', async () => {
    const { at, take } = await aStudyOfVisits()
    const text =
      'participant_id,session_id,cpz_mg,site\nP001,,300,Ward 4\nP009,baseline,300,\nP002,baseline,9000,Ward 4\nP002,baseline,,Ward 5\n'
    const { refused, ...counts } = take(text)
    expect(refused).toEqual([
      { line: 2, message: expect.stringContaining('cpz_mg: Patient P001 has several visits') as string },
      { line: 3, message: expect.stringContaining('cpz_mg: There is no patient “P009”') as string },
      { line: 4, message: expect.stringContaining('“9000” is not possible') as string },
      {
        line: 5,
        message: expect.stringContaining('line 4 says “Ward 4” of the same, this one “Ward 5”') as string,
      },
    ])
    expect(counts).toEqual({ new: 2, changed: 0, known: 0 })
    expect(at('P002', 'baseline')).toEqual({ site: 'Ward 4' })
    expect(take('participant_id,shoe\nP001,43\n').refused[0]?.message).toContain('No column is a covariate')
  })
})
