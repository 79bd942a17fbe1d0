import { expect, test } from 'vitest'
import { importCommand } from '../../../../src-main/cli/commands/import.ts'
import { aCliContext } from '../../../helpers/a-cli-context.ts'
import { aStudy } from '../../../helpers/a-study.ts'
import type { TestStudy } from '../../../helpers/a-study.ts'
import { writeFiles } from '../../../helpers/temp-folder.ts'

const files = {
  '001/baseline/a.mp4': 'one',
  'scores.csv': 'participant_id;rater;panss_n1;panss_n3\n1;AB;4;-77\n',
}
const request = {
  ...{ study: 'study', folders: ['inbox'], dryRun: false, copy: false, acceptInferred: false },
  missingCodes: ['-77'],
  raters: [],
}

function withFiles(): TestStudy {
  const testStudy = aStudy()
  writeFiles(testStudy.inbox, files)
  return testStudy
}

test('a dry run shows how tables are read and what could be taken by inference, and writes nothing', async () => {
  const testStudy = withFiles()
  const { lines, document } = await importCommand({ ...request, dryRun: true })(aCliContext(testStudy))
  expect(lines.join('\n')).toContain('scores.csv: Read with semicolons between the columns.')
  expect(lines.join('\n')).toContain('“1” is patient “001” (a spreadsheet makes a number of such a code)')
  expect(document).toMatchObject({
    scores: { new: 0, refused: 1 },
    inferences: [{ kind: 'patient', written: '1', taken: '001', rows: 1 }],
  })
  expect(testStudy.study.library.sessions()).toEqual([])
})

test('nothing is taken by inference unless that was asked for', async () => {
  const testStudy = withFiles()
  const { document, failures } = await importCommand(request)(aCliContext(testStudy))
  expect(document).toMatchObject({ videos: { new: 1 }, scores: { new: 0, refused: 1 } })
  expect(failures.map(({ message }) => message)).toEqual([
    'scores.csv, line 2: “1” was not taken for patient “001”: a spreadsheet makes a number of such a code.',
  ])
  const accepted = await importCommand({ ...request, acceptInferred: true })(aCliContext(testStudy))
  expect(accepted).toMatchObject({ document: { scores: { new: 1, refused: 0 } }, failures: [] })
})

test('names in captions are listed, and only who is said to be a rater becomes one', async () => {
  const testStudy = withFiles()
  const cues = '00:00.000 --> 00:01.000\n<v Anna>one\n\n00:01.000 --> 00:02.000\n<v AB>two\n'
  writeFiles(testStudy.inbox, { '001/baseline/captions/a.vtt': `WEBVTT\n\n${cues}` })
  const { lines, document } = await importCommand({ ...request, dryRun: true })(aCliContext(testStudy))
  expect(lines).toContain('  “Anna” (captions: 1): no rater, left out')
  expect(document).toMatchObject({
    names: [
      { name: 'Anna', raterCode: null },
      { name: 'AB', raterCode: 'AB' },
    ],
  })
  await importCommand({ ...request, raters: [{ name: 'Anna', raterCode: 'AK' }] })(aCliContext(testStudy))
  expect(testStudy.study.raters.list().map(({ code }) => code)).toEqual(['AB', 'AK'])
})
