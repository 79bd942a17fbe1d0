import { writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { aStudyOfTwo, leaving } from '../../../helpers/a-study-of-two.ts'
import { cli, cliDocument } from '../../../helpers/cli.ts'

const plan = {
  ...{ title: 'Blunted affect', scaleId: 'panss-negative', itemIds: ['n1'], head: 'ridge', features: 'mean' },
  ...{ packId: 'face-api-7', permutations: 99, alpha: 0.05, minPatients: 20 },
}

it('a protocol is frozen from a file, listed and shown, and stays whole when a patient is removed', async () => {
  const { folder } = await aStudyOfTwo()
  const [root, study] = [dirname(folder), basename(folder)]
  const write = (name: string, value: unknown): void => {
    writeFileSync(join(root, name), JSON.stringify(value))
  }
  write('plan.json', plan)
  write('bad.json', { ...plan, aplha: 0.01 })
  write('second.json', { ...plan, amends: { n: 1, reason: 'Fewer patients came.' }, minPatients: 15 })
  const freeze = ['protocol', 'freeze', study, '--file']

  expect((await cli(root, [...freeze, 'bad.json'])).stderr).toContain(
    'bad.json is not a plan: Unrecognized key',
  )
  expect((await cli(root, [...freeze, 'plan.json', '--by', 'ZZ'])).stderr).toContain('no rater ZZ')
  const frozen = await cliDocument(root, ...freeze, 'plan.json')
  expect(frozen).toMatchObject({ document: { content: { n: 1, title: 'Blunted affect' }, amendedBy: null } })
  expect((await cli(root, [...freeze, 'plan.json'])).stderr).toContain('freeze an amendment')
  const second = await cli(root, [...freeze, 'second.json'])
  expect(second.stdout).toMatch(
    /^Frozen: 2 {2}Blunted affect: n1 of panss-negative; frozen .* SHA-256 .*; no fits\n$/u,
  )
  expect((await cli(root, ['protocol', 'list', study])).stdout).toContain('amended by protocol 2')
  expect((await cli(root, ['protocol', 'show', study, '2'])).stdout).toContain('Protocol 1 (SHA-256 ')
  expect((await cli(root, ['fit', study, '--protocol', '1'])).stderr).toContain('was amended by protocol 2')
  expect((await cli(root, ['fit', study])).stderr).toContain('--scale, or --protocol')
  expect((await cli(root, ['fit', study, '--protocol', '2', '--head', 'pls'])).stderr).toContain(
    'cannot be used with option',
  )

  const before = await cliDocument(root, 'protocol', 'list', study)
  await cli(root, ['remove', study, '--patient', leaving.code, '--confirm', leaving.code])
  expect(await cliDocument(root, 'protocol', 'list', study)).toEqual(before)
  const journal = await cli(root, ['journal', study, '--limit', '20'])
  expect(journal.stdout).toContain('protocol 2 “Blunted affect” frozen')
})
