import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { AppError } from '#shared/errors.ts'
import { heldJob } from '../../../../helpers/a-job-runner.ts'
import { askHandlers, code } from './ask-handlers.ts'
import type { AskedHandlers } from './ask-handlers.ts'

// The whole API of the window, called in plain Node: real studies on disk, no Electron, no video, no model.

describe('the window’s requests', () => {
  let asked: AskedHandlers
  let folder: string
  let jobs: AskedHandlers['jobs']
  let ask: AskedHandlers['ask']
  let jobEnded: AskedHandlers['jobEnded']
  beforeEach(() => {
    asked = askHandlers()
    ;({ folder, jobs, ask, jobEnded } = asked)
  })

  const makeStudy = async (name = 'study'): Promise<void> => {
    asked.chosen = join(folder, name)
    await ask('study.create', { title: `Title of ${name}` })
  }
  it('answers every question about a study with “no study” while none is open', async () => {
    expect(await ask('study.current')).toBeNull()
    for (const channel of [
      'library.clips',
      'rater.list',
      'scale.list',
      'promptSet.list',
      'severity.models',
    ] as const) {
      await expect(ask(channel)).rejects.toThrow(code('no-study'))
    }
  })

  it('makes a study where the user says, announces it and remembers it', async () => {
    await makeStudy()
    const current = await ask('study.current')
    expect(current).toMatchObject({ title: 'Title of study', folderName: 'study' })
    expect(asked.events).toEqual([{ name: 'study.opened', payload: current }])
    expect(await ask('study.recent')).toMatchObject([{ title: 'Title of study', folderName: 'study' }])
  })

  it('makes nothing when the user cancels the dialog', async () => {
    expect(await ask('study.create', { title: 'x' })).toBeNull()
    expect(await ask('study.open')).toBeNull()
    expect(asked.events).toEqual([])
  })

  it('keeps the open study when another one cannot be opened', async () => {
    await makeStudy()
    asked.chosen = join(folder, 'nothing')
    mkdirSync(asked.chosen)
    await expect(ask('study.open')).rejects.toThrow(code('study-unreadable'))
    expect(await ask('study.current')).toMatchObject({ folderName: 'study' })
  })

  it('closes one study when it opens another, and can come back', async () => {
    await makeStudy('one')
    await makeStudy('two')
    const [, one] = await ask('study.recent')
    expect(await ask('study.openRecent', { id: one!.id })).toMatchObject({ folderName: 'one' })
    await ask('study.close')
    expect(await ask('study.current')).toBeNull()
    expect(asked.events.at(-1)).toEqual({ name: 'study.opened', payload: null })
  })

  it('says what may have happened to a recent study that is gone', async () => {
    await makeStudy('one')
    await ask('study.close')
    rmSync(join(folder, 'one'), { recursive: true })
    const [one] = await ask('study.recent')
    await expect(ask('study.openRecent', { id: one!.id })).rejects.toThrow(/drive/)
    await expect(ask('study.openRecent', { id: 'unknown' })).rejects.toThrow(code('not-found'))
  })

  it('lets no study be closed under a running job', async () => {
    await makeStudy()
    const { job, end } = heldJob('Predicting')
    asked.study().jobs.start(job, {})
    await expect(ask('study.close')).rejects.toThrow(code('conflict'))
    end()
    await expect.poll(() => jobs.active().length).toBe(0)
    await ask('study.close')
  })

  it('lets a study be closed while work goes on that belongs to none, which stays on the list', async () => {
    await makeStudy()
    const jobId = jobs.start({
      ...{ kind: 'pack-build', title: 'Building a pack', pausable: false },
      run: () => new Promise(() => undefined),
    })
    await ask('study.close')
    expect(jobs.active()).toMatchObject([{ jobId }])
  })

  it('tells of a job of the program what became of it, also while no study is open', async () => {
    const nowhere = join(folder, 'nowhere')
    const { jobId } = (await ask('pack.install', { folder: nowhere })) ?? expect.fail('nothing was begun')
    await jobEnded(jobId)
    expect(await ask('job.list')).toMatchObject([{ jobId, kind: 'pack-build', status: 'failed' }])
    expect((await ask('job.log', { jobId })).map(({ text }) => text)).toEqual([
      'Started.',
      'The model pack nowhere cannot be used: its pack.json cannot be read.',
    ])
    await expect(ask('job.log', { jobId: 'unknown' })).rejects.toThrow(code('not-found'))
  })

  it('previews, plans and runs an import as jobs, listing what was refused', async () => {
    await makeStudy()
    const visit = join(folder, 'in', 'P001', '2024-05-03_baseline')
    mkdirSync(visit, { recursive: true })
    writeFileSync(join(visit, 'empty.mp4'), '')
    asked.chosen = join(folder, 'in')
    const preview = await ask('import.preview', { folders: null })
    await expect(ask('import.plan', { jobId: 'unknown' })).rejects.toThrow(code('not-found'))
    expect(await jobEnded(preview!.jobId)).toMatchObject({ kind: 'import-preview', status: 'done' })
    const plan = await ask('import.plan', { jobId: preview!.jobId })
    expect(plan.refusals).toMatchObject([{ file: expect.stringContaining('empty.mp4') }])
    const { jobId } = await ask('import.start', { planId: plan.planId, copyVideos: false })
    expect(await jobEnded(jobId)).toMatchObject({
      kind: 'import',
      status: 'done',
      summary: expect.stringContaining('1 item refused'),
    })
    expect(await ask('library.clips')).toEqual([])
  })

  it('previews nothing when the user cancels, and takes whole paths only', async () => {
    await makeStudy()
    asked.chosen = null
    expect(await ask('import.preview', { folders: null })).toBeNull()
    await expect(ask('import.preview', { folders: ['relative'] })).rejects.toThrow(code('bad-request'))
  })

  it('gathers changes and announces them once', async () => {
    await makeStudy()
    asked.events = []
    await ask('rater.create', { code: 'AB' })
    await ask('rater.create', { code: 'CD' })
    const ids = { clips: [], visits: [], patients: [], scales: [] }
    const payload = { areas: ['raters'], ids, by: null, undoable: { undo: null, redo: null } }
    await expect.poll(() => asked.events).toEqual([{ name: 'study.changed', payload }])
    expect(await ask('rater.list')).toMatchObject([{ code: 'AB' }, { code: 'CD' }])
  })

  it('adds a scale from a file, and says what is wrong with one', async () => {
    await makeStudy()
    asked.chosen = join(folder, 'own.json')
    writeFileSync(
      asked.chosen,
      JSON.stringify({
        formatVersion: 1,
        id: 'own',
        title: 'Own scale',
        shortTitle: 'Own',
        citation: '',
        licenceNote: '',
        items: [{ id: 'a', column: 'own_a', name: 'A', min: 0, max: 4, faceVisible: true }],
      }),
    )
    expect(await ask('scale.add')).toMatchObject({ id: 'own' })
    const ids = (await ask('scale.list')).map(({ id }) => id)
    expect(ids).toEqual(expect.arrayContaining(['bnss', 'cains', 'own', 'panss-negative']))
    writeFileSync(asked.chosen, '{ "no": "scale" }')
    await expect(ask('scale.add')).rejects.toThrow(code('bad-request'))
    writeFileSync(asked.chosen, Buffer.from([0xff, 0xfe, 0x00]))
    await expect(ask('scale.add')).rejects.toThrow(code('file-unreadable'))
  })

  it('makes a scale in the window, saves it as a file and reads it again', async () => {
    await makeStudy()
    const item = { id: 'a', column: 'mood_a', name: 'A', min: 0, max: 100, step: 10, faceVisible: true }
    const scale = {
      ...{
        formatVersion: 1 as const,
        id: 'mood',
        title: 'Mood',
        shortTitle: 'Mood',
        citation: '',
        licenceNote: '',
      },
      ...{ timeFrame: 'past week', aliases: {}, items: [item], totals: [] },
    }
    const anchors = { a: { 0: 'Low' } }
    expect(await ask('scale.save', { scale, anchors, isNew: true })).toEqual(scale)
    await expect(ask('scale.save', { scale, anchors, isNew: true })).rejects.toThrow(code('bad-request'))
    expect(await ask('scale.own')).toEqual([{ scaleId: 'mood', use: {} }])
    asked.chosen = folder
    expect(await ask('scale.saveFile', { scaleId: 'mood' })).toEqual({ fileName: 'mood.json' })
    await ask('scale.remove', { scaleId: 'mood' })
    expect(await ask('scale.own')).toEqual([])
    asked.chosen = join(folder, 'mood.json')
    expect(await ask('scale.add')).toEqual(scale)
    expect(await ask('scale.anchors', { scaleId: 'mood' })).toEqual(anchors)
    asked.chosen = null
    expect(await ask('scale.saveFile', { scaleId: 'mood' })).toBeNull()
    await expect(ask('scale.remove', { scaleId: 'cains' })).rejects.toThrow(code('not-found'))
  })

  it('loads the anchor texts of a scale from a file, and takes them away', async () => {
    await makeStudy()
    const of = { scaleId: 'panss-negative' }
    expect(await ask('scale.anchors', of)).toBeNull()
    asked.chosen = join(folder, 'anchors.csv')
    writeFileSync(asked.chosen, 'item;score;text\nn1;1;Absent\nn1;2;Hardly there\n')
    const texts = { n1: { 1: 'Absent', 2: 'Hardly there' } }
    expect(await ask('scale.loadAnchors', of)).toEqual(texts)
    expect(await ask('scale.anchors', of)).toEqual(texts)
    writeFileSync(asked.chosen, 'item,score,text\nn1,9,Beyond\n')
    await expect(ask('scale.loadAnchors', of)).rejects.toThrow(
      'anchors.csv, line 2: “9” is not a score of N1 Blunted affect, which is rated from 1 to 7. Nothing was taken from it.',
    )
    asked.chosen = join(folder, 'gone.csv')
    await expect(ask('scale.loadAnchors', of)).rejects.toThrow(code('file-unreadable'))
    asked.chosen = null
    expect(await ask('scale.loadAnchors', of)).toBeNull()
    expect(await ask('scale.anchors', of)).toEqual(texts)
    await ask('scale.removeAnchors', of)
    expect(await ask('scale.anchors', of)).toBeNull()
  })

  it('reports a job that cannot be done with the sentence of the service', async () => {
    await makeStudy()
    const { jobId } = await ask('severity.fit', { scaleId: 'cains', itemIds: null, packId: 'none' })
    expect(await jobEnded(jobId)).toMatchObject({
      kind: 'fit',
      title: expect.stringContaining('CAINS'),
      status: 'failed',
    })
    await expect(ask('prediction.get', { clipId: 1, packId: 'none', promptSetId: 1 })).rejects.toThrow(
      code('not-found'),
    )
  })

  it('asks before two patients with one video are a job, and after somebody said that they are two', async () => {
    await makeStudy()
    const { severity } = asked.study()
    vi.spyOn(severity, 'requireApart').mockImplementation(() => {
      throw new AppError('same-person', 'P1 and P2 have a video in common.')
    })
    const of = { scaleId: 'cains', itemIds: null, packId: 'none' }
    await expect(ask('severity.fit', of)).rejects.toThrow(code('same-person'))
    expect(await ask('job.list')).toEqual([])
    const { jobId } = await ask('severity.fit', { ...of, differentPeople: true })
    expect(await jobEnded(jobId)).toMatchObject({ kind: 'fit', status: 'failed' })
  })

  it('resumes and dismisses only what was cut off', async () => {
    await makeStudy()
    expect(await ask('prediction.interrupted')).toBeNull()
    const { jobId } = await ask('prediction.resume', { runId: 1 })
    expect(await jobEnded(jobId)).toMatchObject({
      kind: 'predict',
      status: 'failed',
      message: 'This prediction has nothing left to resume.',
    })
    await expect(ask('prediction.dismiss', { runId: 1 })).rejects.toThrow(code('not-found'))
  })

  it('exports as a job, answers the result and shows where it lies', async () => {
    await makeStudy()
    await expect(ask('export.reveal')).rejects.toThrow(code('nothing-to-do'))
    asked.chosen = join(folder, 'tables')
    const result = await ask('export.run', { forms: ['redcap'] })
    expect(result).toMatchObject({ folderName: 'tables' })
    expect(jobs.list()).toMatchObject([{ kind: 'export', status: 'done' }])
    await ask('export.reveal')
    expect(asked.shown.map((path) => basename(path))).toEqual([result!.files[0]!.name])
    asked.chosen = null
    expect(await ask('export.run', { forms: [] })).toBeNull()
  })

  it.each([
    ['png', Buffer.from([1, 2, 250]).toString('base64'), Buffer.from([1, 2, 250])],
    ['svg', '<svg>ä</svg>', Buffer.from('<svg>ä</svg>')],
  ] as const)(
    'saves a chart as %s, whole, under a name that every system takes',
    async (format, content, bytes) => {
      asked.chosen = folder
      const saved = await ask('chart.save', { name: '../../N1: estimate / rating?', format, content })
      expect(saved).toEqual({ fileName: `N1 estimate rating.${format}` })
      expect(readFileSync(join(folder, saved!.fileName))).toEqual(bytes)
      expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([])
    },
  )

  it('saves a report as a web page or as a PDF, and names the file', async () => {
    await makeStudy()
    const { title } = asked.study().library.summary()
    asked.chosen = folder
    const page = await ask('report.save', { patientCode: null, format: 'html' })
    expect(page).toEqual({ fileName: `${title} report.html` })
    expect(readFileSync(join(folder, page!.fileName), 'utf8')).toMatch(/^<!doctype html>/u)
    const printed = await ask('report.save', { patientCode: null, format: 'pdf' })
    expect(readFileSync(join(folder, printed!.fileName), 'utf8')).toMatch(/^%PDF of \d+ signs$/u)
    await expect(ask('report.save', { patientCode: 'P999', format: 'html' })).rejects.toThrow(
      code('not-found'),
    )
    asked.chosen = null
    expect(await ask('report.save', { patientCode: null, format: 'pdf' })).toBeNull()
  })

  it('asks for the card of a head before a folder, and refuses what is none', async () => {
    await makeStudy()
    asked.chosen = null
    expect(await ask('head.apply')).toBeNull()
    expect(await ask('head.save', { modelId: 1 })).toBeNull()
    asked.chosen = join(folder, 'head.json')
    writeFileSync(asked.chosen, '{}')
    asked.dialogs = []
    await expect(ask('head.apply')).rejects.toThrow(code('file-unreadable'))
    expect(asked.dialogs).toEqual(['The card of a head: head.json'])
    await expect(ask('head.save', { modelId: 1 })).rejects.toThrow(code('not-found'))
  })

  it('counts tokens with no study open', async () => {
    expect(await ask('text.tokenCount', { texts: ['a smile', '', 'smile '.repeat(80)] })).toEqual([
      { tokens: 4, limit: 77 },
      { tokens: 2, limit: 77 },
      { tokens: 82, limit: 77 },
    ])
  })

  it('keeps settings and tells about the program', async () => {
    expect(await ask('app.saveSettings', { theme: 'dark' })).toMatchObject({ theme: 'dark' })
    expect(await ask('app.settings')).toMatchObject({ theme: 'dark' })
    expect(await ask('app.info')).toMatchObject({ version: '1.2.3', ffmpeg: null })
    expect(await ask('pack.list')).toEqual([])
    expect(await ask('inference.status')).toMatchObject({ state: 'idle' })
  })
})
