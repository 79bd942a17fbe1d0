import { expect, it } from 'vitest'
import {
  chosenScaleFirst,
  fitObstacle,
  ratedPatients,
} from '../../../../../src-renderer/features/analysis/fit-readiness.ts'
import { useSeverityStore } from '../../../../../src-renderer/stores/severity.ts'
import { analysisHandlers } from '../../../../helpers/fake-analysis.ts'
import { makeFakeStudy } from '../../../../helpers/fake-study.ts'
import { openWindow } from '../../../../helpers/open-window.ts'

const rated = { scaleTitle: 'PANSS', patients: [0, 0, 0], byAnybody: 0, hidesOthers: false }

it('names why nothing can be fitted, until eight patients are rated on one chosen item', () => {
  expect(fitObstacle(rated)).toBe('Nobody is rated on PANSS yet.')
  expect(fitObstacle({ ...rated, patients: [0, 7], byAnybody: 30 })).toBe(
    'A fit needs at least 8 rated patients; 7 patients are rated so far.',
  )
  expect(fitObstacle({ ...rated, patients: [0, 8] })).toBeNull()
})

it('is not in the way of blind work for ratings that are hidden', () => {
  expect(fitObstacle({ ...rated, hidesOthers: true, byAnybody: 8 })).toBeNull()
  expect(fitObstacle({ ...rated, hidesOthers: true })).toBe('Nobody is rated on anything yet.')
})

it('counts patients, not clips', () => {
  const clip = { patientCode: 'P001', rated: true }
  expect(ratedPatients([clip, clip, { patientCode: 'P002', rated: false }])).toBe(1)
})

it('shows the models of the chosen scale first', async () => {
  const { bridge } = openWindow({ study: makeFakeStudy({ patients: 10 }) })
  bridge.use(analysisHandlers(bridge))
  const severity = useSeverityStore()
  await severity.load()
  const last = severity.models.at(-1) ?? expect.fail('no model')
  const other = { ...last, id: 99, scaleId: 'another' }
  expect(chosenScaleFirst([...severity.models, other], 'another')[0]).toBe(other)
})
