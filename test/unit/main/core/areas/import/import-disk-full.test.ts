import { readdirSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openDatabase } from '#core/db/open.ts'
import { createImportService } from '#core/areas/import/import-service.ts'
import { requireSpace } from '#core/areas/import/copy-videos.ts'
import { aContext } from '../../../../../helpers/a-context.ts'
import { aControl } from '../../../../../helpers/a-study.ts'
import { fakeMedia } from '../../../../../helpers/fake-media.ts'
import { tempFolder, writeFiles } from '../../../../../helpers/temp-folder.ts'

function aStudyFile() {
  const folder = realpathSync(tempFolder())
  const opened = openDatabase({ file: join(folder, 'study.sqlite'), sqliteBinding: null, create: true })
  onTestFinished(opened.close)
  return aContext({ folder, db: opened.db })
}

describe('an import onto a full disk', () => {
  it('keeps the sessions before, leaves nothing of the one it was at, and says so', async () => {
    const context = aStudyFile()
    const inbox = tempFolder()
    const raters = ['AB', 'CD', 'EF', 'GH']
    const captions = `file,rater,caption\n${raters.map((rater) => `a.mp4,${rater},${'x'.repeat(19_000)}\n`).join('')}`
    writeFiles(inbox, {
      'P001/baseline/a.mp4': 'one',
      'P002/baseline/a.mp4': 'two',
      'P002/baseline/captions.csv': captions,
      'P003/baseline/a.mp4': 'three',
    })
    const imports = createImportService(context, fakeMedia())
    const { planId } = await imports.preview([inbox], aControl())
    const pages = context.db.pragma('page_count', { simple: true })
    context.db.pragma(`max_page_count = ${String(pages)}`)
    const run = imports.run(planId, { copyVideos: true }, aControl())
    await expect(run).rejects.toMatchObject({
      code: 'disk-full',
      message:
        'The disk is full: 1 of 3 sessions are saved, nothing is half done. Make room and import again.',
    })
    expect(context.repositories.videos.list().map(({ path }) => path)).toEqual(['videos/P001/baseline/a.mp4'])
    expect(context.repositories.patients.list().map(({ code }) => code)).toEqual(['P001'])
    const files = readdirSync(join(context.folder, 'videos'), { recursive: true }).map(String)
    expect(files.filter((name) => name.endsWith('.mp4'))).toEqual([join('P001', 'baseline', 'a.mp4')])
    expect(context.announced).toHaveLength(1)
  })

  it('is not even begun when the copies cannot fit', async () => {
    const folder = tempFolder()
    await expect(requireSpace(folder, 1e18)).rejects.toMatchObject({
      code: 'disk-full',
      message: expect.stringMatching(
        /1000000000\.00 GB are needed, .* are free\. Nothing was imported\./,
      ) as string,
    })
    await expect(requireSpace(folder, 0)).resolves.toBeUndefined()
  })
})

describe('the record of imports', () => {
  it('holds what each one did, the cancelled one too', async () => {
    const context = aStudyFile()
    const inbox = tempFolder()
    writeFiles(inbox, {
      'P001/baseline/a.mp4': 'one',
      'P001/baseline/b.mp4': '',
      'P002/baseline/a.mp4': 'two',
    })
    const imports = createImportService(context, fakeMedia())
    const { planId } = await imports.preview([inbox], aControl())
    const abort = new AbortController()
    const cancelling = {
      ...aControl(abort.signal),
      progress: (done: number) => (done > 0 ? abort.abort() : undefined),
    }
    await expect(imports.run(planId, { copyVideos: false }, cancelling)).rejects.toMatchObject({
      code: 'cancelled',
    })
    await imports.run(planId, { copyVideos: false }, aControl())
    const records = context.repositories.imports.list().map(({ result }) => result.videos)
    expect(records).toEqual([
      { new: 1, known: 1, changed: 0, refused: 1 },
      { new: 1, known: 0, changed: 0, refused: 1 },
    ])
  })
})
