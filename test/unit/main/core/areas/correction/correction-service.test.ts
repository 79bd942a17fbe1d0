import { describe, expect, it } from 'vitest'
import { createCaptionService } from '#core/areas/annotation/caption-service.ts'
import { createCorrectionService } from '#core/areas/correction/correction-service.ts'
import type { Correction } from '#core/areas/correction/service.ts'
import { aContext } from '../../../../../helpers/a-context.ts'
import { serviceOf } from '../../../../../helpers/a-journal.ts'
import { addRater, addSession, openMemoryStudy } from '../../../../../helpers/memory-study.ts'

function aStudyOfVisits() {
  const db = openMemoryStudy()
  const first = addSession(db, { patient: 'P001', visit: 'baseline', date: '2026-01-01' })
  addSession(db, { patient: 'P001', visit: 'week 4', date: null })
  addSession(db, { patient: 'P002', visit: 'baseline' })
  addSession(db, { patient: 'P003', visit: 'week 8' })
  const context = aContext({ db })
  const { sessions, patients } = context.repositories
  const corrections = createCorrectionService(context, { people: { changesOfMove: () => [] } })
  const correct = (given: Partial<Correction>): number =>
    corrections.correct({
      ...{ patientCode: 'P001', visitLabel: null, to: {}, mayMerge: false, rater: 'AB' },
      ...given,
    })
  const visits = () =>
    sessions
      .list()
      .map(({ patientCode, visitLabel, visitDate }) => [patientCode, visitLabel, visitDate ?? ''].join(' '))
      .sort()
  const codes = () => patients.list().map(({ code }) => code)
  return { context, correct, visits, codes, journal: serviceOf(context), clipId: first.clipIds[0] ?? 0 }
}

const asTheyWere = [
  'P001 baseline 2026-01-01',
  'P001 week 4 ',
  'P002 baseline 2026-01-01',
  'P003 week 8 2026-01-01',
]

describe('a patient', () => {
  it('gets another code with all visits, and the one before when that is taken back; what hangs on them stays', () => {
    const { context, correct, visits, codes, journal, clipId } = aStudyOfVisits()
    const captions = createCaptionService(context)
    const raterId = addRater(context.db, 'AB')
    const whole = { clipId, raterId, startMs: null, endMs: null }
    captions.save({ ...whole, text: 'Smiles' })
    expect(correct({ to: { patientCode: 'P007' } })).toBe(2)
    expect(visits().slice(2)).toEqual(['P007 baseline 2026-01-01', 'P007 week 4 '])
    expect(codes()).toEqual(['P002', 'P003', 'P007'])
    captions.save({ ...whole, text: 'Frowns' })
    expect(journal.verify().problems).toEqual([])
    expect(journal.undo('AB')?.label).toBe('caption of P007 baseline clip 1')
    expect(journal.undo('AB')?.label).toBe('correction of P001')
    expect([visits(), codes()]).toEqual([asTheyWere, ['P001', 'P002', 'P003']])
    journal.redo('AB')
    expect(codes()).toEqual(['P002', 'P003', 'P007'])
    expect(captions.list(clipId).map(({ text }) => text)).toEqual(['Smiles'])
    expect(journal.verify().problems).toEqual([])
  })

  it('becomes one with another only where that is said, and no visit of both has the same name', () => {
    const { correct, visits, codes, journal } = aStudyOfVisits()
    expect(() => correct({ to: { patientCode: 'P003' } })).toThrow('There is a patient P003 already.')
    expect(() => correct({ to: { patientCode: 'P002' }, mayMerge: true })).toThrow(
      'Both patients have a visit “baseline”.',
    )
    expect(visits()).toEqual(asTheyWere)
    expect(correct({ to: { patientCode: 'P003' }, mayMerge: true })).toBe(2)
    expect(codes()).toEqual(['P002', 'P003'])
    expect(visits()).toContain('P003 baseline 2026-01-01')
    journal.undo('AB')
    expect(visits()).toEqual(asTheyWere)
  })
})

describe('a visit', () => {
  it('gets another name, date and patient, each to be taken back', () => {
    const { correct, visits, journal } = aStudyOfVisits()
    const visitLabel = 'week 4'
    correct({ visitLabel, to: { visitDate: '2026-02-01' } })
    correct({ visitLabel, to: { visitLabel: 'week 5' } })
    correct({ visitLabel: 'week 5', to: { patientCode: 'P002' }, mayMerge: true })
    expect(visits()).toContain('P002 week 5 2026-02-01')
    for (let step = 0; step < 3; step += 1) journal.undo('AB')
    expect(visits()).toEqual(asTheyWere)
    expect(journal.verify()).toMatchObject({ entries: 6, problems: [] })
  })

  it('stays as it is when that cannot be, with the reason', () => {
    const { correct, visits } = aStudyOfVisits()
    const one = { visitLabel: 'week 4' }
    expect(() => correct({ ...one, to: { visitLabel: 'baseline' } })).toThrow(
      'Patient P001 has a visit “baseline” already.',
    )
    expect(() => correct({ ...one, to: { visitDate: '8.3.2026' } })).toThrow(
      'A date is written as 2026-03-08.',
    )
    expect(() => correct({ ...one, to: { patientCode: 'Jane Doe' } })).toThrow('A patient code has')
    expect(() => correct({ ...one, to: { visitLabel: ' ' } })).toThrow('The name of a visit has')
    expect(() => correct({ to: { visitDate: null } })).toThrow('say which')
    expect(() => correct({ patientCode: 'P9' })).toThrow('There is no visit of a patient P9')
    expect(correct({ ...one, to: { visitLabel: 'week 4' } })).toBe(0)
    expect(visits()).toEqual(asTheyWere)
  })
})
