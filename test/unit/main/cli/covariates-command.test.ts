import { basename, dirname, join } from 'node:path'
import { writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { aStudyOfTwo, staying } from '../../../helpers/a-study-of-two.ts'
import { cli, cliDocument } from '../../../helpers/cli.ts'

it('covariates are listed, set, defined and taken from a table', async () => {
  const { folder } = await aStudyOfTwo()
  const [root, study] = [dirname(folder), basename(folder)]
  writeFileSync(join(root, 'c.csv'), `participant_id,session_id,eps\n${staying.code},week 4,Mild\nP9,,Mild\n`)
  const kind = { id: 'shifts', name: 'Night shifts', of: 'visit', hiddenWhileBlind: false, kind: 'number' }
  writeFileSync(join(root, 'k.json'), JSON.stringify({ ...kind, unit: null, min: 0, max: 31 }))
  writeFileSync(join(root, 'bad.json'), JSON.stringify(kind))

  expect((await cli(root, ['covariates', 'define', study, 'k.json'])).stdout).toBe('Night shifts: 0 to 31.\n')
  expect((await cli(root, ['covariates', 'define', study, 'bad.json'])).stderr).toContain(
    'bad.json is not a covariate',
  )
  const taken = await cliDocument(root, 'covariates', 'import', study, 'c.csv')
  expect(taken).toMatchObject({ document: { new: 1, refused: [{ line: 3 }] } })
  const set = ['covariates', 'set', study, '--patient', staying.code, '--visit', 'week 4']
  await cli(root, [...set, 'shifts=4', 'sex=male', 'site='])
  expect((await cli(root, [...set, 'shifts=32'])).stderr).toContain('“32” is not possible')
  const { document } = await cliDocument(root, 'covariates', 'list', study)
  expect(document).toMatchObject({
    visits: expect.arrayContaining([
      {
        ...{ patientCode: staying.code, visitLabel: 'week 4' },
        values: { eps: 'mild', shifts: 4, sex: 'male' },
      },
    ]) as unknown,
  })
  expect((await cli(root, ['covariates', 'list', study])).stdout).toContain(
    `${staying.code} week 4: sex Male, eps Mild, shifts 4`,
  )
})
