import { expect, it } from 'vitest'
import { fitJob } from '#core/areas/severity/fit-job.ts'
import type { FitResult, SeverityService } from '#core/areas/severity/service.ts'
import type { Scale } from '#shared/domain/scale.ts'
import { aJobRunner, killedJob } from '../../../../../helpers/a-job-runner.ts'
import { tinyScale } from '../../../../../helpers/memory-study.ts'

const request = { scaleId: 'tiny', itemIds: null, packId: 'a-pack' }

function services(result: FitResult) {
  const asked: unknown[] = []
  const severity: Pick<SeverityService, 'fit'> = {
    fit: (wanted) => {
      asked.push(wanted)
      return Promise.resolve(result)
    },
  }
  const scales = { list: (): (Scale & { builtIn: boolean })[] => [{ ...tinyScale, builtIn: false }] }
  return { asked, services: { severity: severity as SeverityService, scales } as never }
}

it('a fit is called after its scale and sums up what was left out', async () => {
  const { asked, services: given } = services({
    models: [],
    refused: [{ itemId: 'face', message: 'Too few.' }],
  })
  const { jobs } = aJobRunner(given, [fitJob])
  await jobs.start(fitJob, request).result
  expect(asked).toEqual([request])
  expect(jobs.list()).toMatchObject([{ title: 'Fitting Tiny', summary: 'Fitted no items. 1 item left out.' }])
})

it('a fit of what had been fitted before says so', async () => {
  const { services: given } = services({ models: [], refused: [], isKept: true })
  const { jobs } = aJobRunner(given, [fitJob])
  await jobs.start(fitJob, request).result
  expect(jobs.list()).toMatchObject([
    { summary: 'Nothing has changed since no items were fitted: they stand.' },
  ])
})

it('a fit that was cut off is told and begun anew by hand', () => {
  const { services: given } = services({ models: [], refused: [] })
  const first = aJobRunner(given, [fitJob])
  first.store.insert(killedJob({ kind: 'fit', version: 1, input: request }))
  const { jobs } = aJobRunner(given, [fitJob], first.store)
  expect(jobs.list()).toMatchObject([{ status: 'interrupted', continuable: false }])
  expect(() => jobs.continue('job-1')).toThrow(/Start it again/u)
})
