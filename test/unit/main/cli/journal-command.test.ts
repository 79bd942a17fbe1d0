import { expect, it } from 'vitest'
import type { CliContext } from '../../../../src-main/cli/cli-context.ts'
import { journalCommand } from '../../../../src-main/cli/commands/journal.ts'
import { aControl, aStudy } from '../../../helpers/a-study.ts'
import { writeFiles } from '../../../helpers/temp-folder.ts'

async function aChangedStudy() {
  const { study, inbox } = aStudy({ now: () => new Date('2024-05-03T10:00:00Z') })
  const caption = 'file,rater,caption\na.mp4,AB,Smiles\n'
  writeFiles(inbox, { 'P001/baseline/a.mp4': 'a', 'P001/baseline/captions.csv': caption })
  const { planId } = await study.imports.preview([inbox], aControl())
  await study.imports.run(planId, { copyVideos: false, by: 'CD' }, aControl())
  const clipId = study.library.clips()[0]?.id ?? 0
  study.captions.save({
    clipId,
    raterId: study.raters.ensure('EF').id,
    startMs: null,
    endMs: null,
    text: 'Frowns',
  })
  study.journal.undo('EF')
  const context = { read: (_: string, use: (read: typeof study) => unknown) => Promise.resolve(use(study)) }
  return context as unknown as CliContext
}

it('tells who changed what, newest first', async () => {
  const { lines, document } = await journalCommand({ study: 's' })(await aChangedStudy())
  expect(lines).toEqual([
    '  2024-05-03T10:00:00.000Z  EF  taken back: caption of P001 baseline clip 1',
    '  2024-05-03T10:00:00.000Z  EF  caption of P001 baseline clip 1',
    '  2024-05-03T10:00:00.000Z  the program  rater EF',
    '  2024-05-03T10:00:00.000Z  CD  import of P001 baseline: 1 video and 1 caption',
    '  2024-05-03T10:00:00.000Z  the program  rater AB',
  ])
  expect(document).toMatchObject({
    entries: [{ changes: [{ before: { text: 'Frowns' }, after: null }] }, {}, {}, {}, {}],
  })
})

it('tells at most as many as asked', async () => {
  expect((await journalCommand({ study: 's', limit: 2 })(await aChangedStudy())).lines).toHaveLength(2)
})

it('says that all of it is as it was written, or what is not', async () => {
  const context = await aChangedStudy()
  const { lines, failures, document } = await journalCommand({ study: 's', verify: true })(context)
  expect(lines).toEqual([
    '5 entries, 0 of them erased, in 3 chains: all as they were written, and the study holds what they say.',
  ])
  expect([failures, document]).toMatchObject([[], { report: { entries: 5, problems: [] } }])
  const spoilt: CliContext = {
    ...context,
    read: (folder, use) =>
      context.read(folder, (study) =>
        use({
          ...study,
          journal: {
            ...study.journal,
            verify: () => ({ entries: 3, erased: 0, devices: 2, problems: ['Entry 1: It was changed.'] }),
          },
        }),
      ),
  }
  expect((await journalCommand({ study: 's', verify: true })(spoilt)).failures).toEqual([
    { item: 'journal', message: 'Entry 1: It was changed.' },
  ])
})
