import { existsSync } from 'node:fs'
import { mkdir, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { makeStudyFolder } from '#core/files/make-study-folder.ts'
import { tempFolder } from '../../../../helpers/temp-folder.ts'

it('makes a folder of the study with those between, and takes one that is there', async () => {
  const study = tempFolder()
  const strips = join(study, 'cache', 'strips', 'abc')
  await makeStudyFolder(study, strips)
  await makeStudyFolder(study, strips)
  expect((await stat(strips)).isDirectory()).toBe(true)
})

it('never makes the folder of a study that was moved away, so that it can come back', async () => {
  const parent = tempFolder()
  const study = join(parent, 'study')
  await mkdir(study)
  await rename(study, join(parent, 'elsewhere'))
  await expect(makeStudyFolder(study, join(study, 'cache', 'strips'))).rejects.toMatchObject({
    code: 'ENOENT',
  })
  expect(existsSync(study)).toBe(false)
})
