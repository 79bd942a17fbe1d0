import { dirname, basename } from 'node:path'
import { expect, it } from 'vitest'
import { aStudyOfTwo, filesHolding, leaving, rowsAbout } from '../../../helpers/a-study-of-two.ts'
import { cli, cliDocument } from '../../../helpers/cli.ts'

it('remove tells what would go, wants the code once more, and leaves nothing', async () => {
  const { folder } = await aStudyOfTwo()
  const before = rowsAbout(folder, leaving)
  const args = ['remove', basename(folder), '--patient', leaving.code]
  const run = (...more: string[]) => cli(dirname(folder), [...args, ...more])

  const look = await run('--dry-run')
  expect(look.code).toBe(0)
  expect(look.stdout).toContain('2 visits, 3 videos (3 of them copies in the study')
  expect(look.stdout).toContain('6 captions by 2 raters, 2 scores by 1 raters')
  expect(look.stdout).toContain('These backups hold it:\n  backups/study-')

  expect(await run()).toMatchObject({ code: 2, stdout: '' })
  expect((await run('--confirm', 'ZEBRA')).code).not.toBe(0)
  const nobody = await cli(dirname(folder), ['remove', basename(folder), '--patient', 'X', '--confirm', 'X'])
  expect(nobody.stderr).toContain('There is no patient X in the study.')
  expect(rowsAbout(folder, leaving)).toEqual(before)

  const visit = await cliDocument(dirname(folder), ...args, '--visit', 'week 4', '--confirm', leaving.code)
  expect(visit.document).toMatchObject({ removed: true, finished: true, count: { visits: 1, clips: 1 } })

  const { code, document } = await cliDocument(
    dirname(folder),
    ...[...args, '--confirm', leaving.code, '--delete-backups'],
  )
  expect([code, document]).toMatchObject([0, { removed: true, finished: true, keptBackups: [] }])
  expect(filesHolding(folder, leaving.code)).toEqual([])
  const journal = await cliDocument(dirname(folder), 'journal', basename(folder), '--verify')
  expect([journal.code, journal.document]).toMatchObject([0, { report: { problems: [] } }])
})
