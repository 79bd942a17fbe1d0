import { dirname, basename } from 'node:path'
import { expect, it } from 'vitest'
import { aStudyOfTwo, filesHolding, leaving, rowsAbout, staying } from '../../../helpers/a-study-of-two.ts'
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

it('remove takes a clip or a video of a visit alone, and says which there is not', async () => {
  const { folder } = await aStudyOfTwo()
  const run = (...more: string[]) =>
    cliDocument(dirname(folder), 'remove', basename(folder), '--patient', leaving.code, ...more)
  const sure = ['--confirm', leaving.code]
  const message = (text: string) => ({
    document: { error: { message: expect.stringContaining(text) as string } },
  })
  expect(await run('--clip', '1', ...sure)).toMatchObject(message('give --visit as well'))
  const ofVisit = ['--visit', 'baseline', ...sure]
  expect(await run(...ofVisit, '--clip', '9')).toMatchObject(message('There is no clip 9 in the visit'))
  expect(await run(...ofVisit, '--video', 'c.mp4')).toMatchObject(message('There is no video “c.mp4”'))
  expect(await run(...ofVisit, '--video', 'a.mp4', '--clip', '1')).toMatchObject(message('not both'))
  expect(await run(...ofVisit, '--video', 'a.mp4')).toMatchObject({
    document: { removed: true, count: { visits: 0, videos: 1, clips: 1 } },
  })
  // What was the second clip of the visit is the first now.
  expect(await run(...ofVisit, '--clip', '1')).toMatchObject({
    document: { removed: true, count: { videos: 0, clips: 1 } },
  })
  expect(await run(...ofVisit, '--clip', '1')).toMatchObject(message('There is no clip 1'))
})

it('correct makes two visits of a patient one, and two raters, and gives a rater another code', async () => {
  const { folder } = await aStudyOfTwo()
  const run = (...args: string[]) => cliDocument(dirname(folder), 'correct', basename(folder), ...args)
  const of = ['--patient', leaving.code, '--visit', 'week 4', '--new-visit', 'baseline']
  const message = (text: string) => ({
    ...{ code: 2, document: { error: { message: expect.stringContaining(text) as string } } },
  })
  expect(await run(...of)).toMatchObject(message('has a visit “baseline” already'))
  expect(await run(...of, '--merge', '--whose', 'week 9')).toMatchObject(
    message('--whose is week 4 or baseline'),
  )
  expect(await run(...of, '--merge', '--whose', 'baseline')).toMatchObject({
    code: 0,
    document: { videos: 1 },
  })
  expect(await run(...of, '--merge')).toMatchObject(message('There is no visit “week 4”'))

  expect(await run('--rater', 'AB', '--new-rater', 'XY')).toMatchObject({
    ...{ code: 0, document: { from: 'AB', to: 'XY' } },
  })
  expect(await run('--rater', 'CD', '--new-rater', 'XY')).toMatchObject(
    message('There is a rater XY already'),
  )
  const merged = await cli(
    dirname(folder),
    ...[['correct', basename(folder), '--rater', 'CD', '--new-rater', 'XY', '--merge', '--whose', 'XY']],
  )
  expect(merged).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('CD is one with XY now') as string,
  })
  expect(await run('--rater', 'CD', '--new-rater', 'EF')).toMatchObject(message('There is no rater CD'))
  expect(await run('--rater', 'XY')).toMatchObject(message('Say with --new-rater'))
  expect(await run('--rater', 'XY', '--new-rater', 'Z', '--patient', 'P')).toMatchObject(
    message('one after the other'),
  )
  expect(await run()).toMatchObject(message('Give --patient or --rater'))
  const journal = await cliDocument(dirname(folder), 'journal', basename(folder), '--verify')
  expect(journal.document).toMatchObject({ report: { problems: [] } })
})

it('correct sets right what patients and visits are called, and what is removed by the new code leaves none of the old', async () => {
  const { folder } = await aStudyOfTwo()
  const run = (command: string, ...args: string[]) =>
    cliDocument(dirname(folder), command, basename(folder), '--patient', ...args)
  const renamed = await run('correct', leaving.code, '--new-patient', 'GNU-9')
  expect(renamed).toMatchObject({ code: 0, document: { visits: 2 } })
  const dated = await run('correct', 'GNU-9', '--visit', 'baseline', '--date', '2026-03-08')
  expect(dated).toMatchObject({ code: 0, document: { visits: 1 } })
  expect(await run('correct', 'GNU-9', '--new-patient', staying.code, '--merge')).toMatchObject({
    ...{ code: 2, document: { error: { message: expect.stringContaining('Both patients') as string } } },
  })
  const journal = await cliDocument(dirname(folder), 'journal', basename(folder), '--verify')
  expect(journal.document).toMatchObject({ report: { problems: [] } })
  const gone = await run('remove', 'GNU-9', '--confirm', 'GNU-9', '--delete-backups')
  expect(gone).toMatchObject({ code: 0, document: { finished: true } })
  expect([...filesHolding(folder, 'GNU-9'), ...filesHolding(folder, leaving.word)]).toEqual([])
  expect(filesHolding(folder, leaving.code)).toEqual([])
})
