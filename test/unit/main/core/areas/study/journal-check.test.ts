import BetterSqlite from 'better-sqlite3'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { checkJournalInThread } from '#core/areas/study/journal-check.ts'
import { scalesFolder } from '../../../../../helpers/an-environment.ts'
import { aControl, aStudy } from '../../../../../helpers/a-study.ts'
import { writeFiles } from '../../../../../helpers/temp-folder.ts'

it('finds beside the work of others what was changed past the journal, and counts as the check in one thread does', async () => {
  const { study, inbox } = aStudy()
  writeFiles(inbox, { 'P001/baseline/a.mp4': 'a' })
  const { planId } = await study.imports.preview([inbox], aControl())
  await study.imports.run(planId, { copyVideos: false }, aControl())
  const [clip] = study.library.clips()
  const raterId = study.raters.ensure('AB').id
  study.captions.save({ clipId: clip?.id ?? 0, raterId, startMs: null, endMs: null, text: 'Smiles' })
  const check = checkJournalInThread()
  const where = { folder: study.folder, sqliteBinding: null, scalesFolder }
  const report = await check(where)
  expect(report).toEqual(study.journal.verify())
  expect(report.problems).toEqual([])
  const db = new BetterSqlite(join(study.folder, 'study.sqlite'))
  db.exec("UPDATE annotations SET text = 'Weeps'")
  db.close()
  const { problems } = await check(where)
  expect(problems).toEqual(study.journal.verify().problems)
  expect(problems).toHaveLength(1)
  study.close()
  await expect(check({ ...where, folder: join(where.folder, 'gone') })).rejects.toThrow()
})
