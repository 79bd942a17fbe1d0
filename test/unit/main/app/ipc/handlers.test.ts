import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { InferenceClient } from '#core/inference/client.ts'
import { createPackStore } from '#core/inference/pack-store.ts'
import { createJobRegistry } from '#core/jobs/job-registry.ts'
import type { JobRegistry } from '#core/jobs/job-registry.ts'
import { absentMedia } from '#core/media/absent-media.ts'
import { AppError } from '#shared/errors.ts'
import { ipcCalls, ipcEvents } from '#shared/ipc/contract.ts'
import type { IpcChannel, IpcEventName, IpcRequest, IpcResponse } from '#shared/ipc/contract.ts'
import { describeApp } from '../../../../../src-main/app/app-info.ts'
import type { Desktop } from '../../../../../src-main/app/desktop.ts'
import { createHandlers } from '../../../../../src-main/app/ipc/create-handlers.ts'
import { createDispatch } from '../../../../../src-main/app/ipc/dispatch.ts'
import { createRecentStudies } from '../../../../../src-main/app/recent-studies.ts'
import { createSettingsStore } from '../../../../../src-main/app/settings-store.ts'
import { createStudySession } from '../../../../../src-main/app/study-session.ts'

// The whole API of the window, called in plain Node: real studies on disk, no Electron, no video, no model.

const quiet = { info: vi.fn(), warn: vi.fn(), error: vi.fn() }
const scalesFolder = resolve(import.meta.dirname, '../../../../../resources/scales')

const noInference: InferenceClient = {
  embedClips: () => Promise.reject(new AppError('host-crashed', 'No models in this test.')),
  embedTexts: () => Promise.reject(new AppError('host-crashed', 'No models in this test.')),
  plan: () => Promise.reject(new AppError('host-crashed', 'No models in this test.')),
  engineReport: () => null,
  measure: () => Promise.reject(new AppError('host-crashed', 'No models in this test.')),
  tryEngine: () => Promise.reject(new AppError('host-crashed', 'No models in this test.')),
  status: () => ({
    state: 'idle',
    available: ['cpu'],
    provider: null,
    threads: null,
    precision: null,
    message: null,
  }),
  onStatus: () => () => undefined,
  dispose: () => Promise.resolve(),
}

describe('the window’s requests', () => {
  let folder = ''
  /** What the user answers in the next dialogs; null cancels. */
  let chosen: string | null = null
  let shown: string[] = []
  let events: { name: IpcEventName; payload: unknown }[] = []
  let jobs: JobRegistry
  let ask: <Channel extends IpcChannel>(
    channel: Channel,
    request?: IpcRequest<Channel>,
  ) => Promise<IpcResponse<Channel>>
  let close: () => void

  const desktop: Desktop = {
    chooseFolder: () => Promise.resolve(chosen),
    chooseFolders: () => Promise.resolve(chosen === null ? null : [chosen]),
    chooseFile: () => Promise.resolve(chosen),
    chooseTarget: ({ name }) => Promise.resolve(chosen === null ? null : join(chosen, name)),
    showInFolder: (path) => {
      shown.push(path)
    },
  }

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'handlers-'))
    chosen = null
    shown = []
    events = []
    jobs = createJobRegistry()
    const packs = createPackStore({ folders: [] })
    const media = absentMedia(new AppError('ffmpeg-missing', 'No ffmpeg in this test.'))
    const recents = createRecentStudies(join(folder, 'recents.json'), quiet)
    const session = createStudySession({
      environment: () =>
        Promise.resolve({
          media,
          packs,
          inference: noInference,
          scalesFolder,
          appVersion: '1.2.3',
          sqliteBinding: null,
        }),
      jobs,
      recents,
      emit: (name, payload) => events.push({ name, payload: ipcEvents[name].parse(payload) }),
    })
    const settings = createSettingsStore(join(folder, 'settings.json'), quiet)
    const info = () => Promise.resolve({ ...describeApp('1.2.3', null), electron: 'none', chromium: 'none' })
    const context = { session, jobs, settings, recents, desktop, packs, inference: noInference, info }
    const dispatch = createDispatch(createHandlers(context), quiet)
    ask = async (channel, request) => {
      const result = await dispatch(channel, request)
      if (!result.ok) throw new AppError(result.code, result.message)
      // What crosses must be what the contract says, and nothing more.
      expect(ipcCalls[channel].response.parse(result.value)).toEqual(result.value)
      return result.value as never
    }
    close = () => session.current()?.study.close()
  })
  afterEach(() => {
    close()
    rmSync(folder, { recursive: true })
  })

  const makeStudy = async (name = 'study'): Promise<void> => {
    chosen = join(folder, name)
    await ask('study.create', { title: `Title of ${name}` })
  }
  const code = (wanted: string): Error => expect.objectContaining({ code: wanted }) as Error
  const jobEnded = async (jobId: string) => {
    await expect.poll(() => jobs.active().length).toBe(0)
    return jobs.list().find((job) => job.jobId === jobId)
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
    expect(events).toEqual([{ name: 'study.opened', payload: current }])
    expect(await ask('study.recent')).toMatchObject([{ title: 'Title of study', folderName: 'study' }])
  })

  it('makes nothing when the user cancels the dialog', async () => {
    expect(await ask('study.create', { title: 'x' })).toBeNull()
    expect(await ask('study.open')).toBeNull()
    expect(events).toEqual([])
  })

  it('keeps the open study when another one cannot be opened', async () => {
    await makeStudy()
    chosen = join(folder, 'nothing')
    mkdirSync(chosen)
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
    expect(events.at(-1)).toEqual({ name: 'study.opened', payload: null })
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
    let finish: (summary: string) => void = () => undefined
    jobs.start({
      kind: 'predict',
      title: 'Predicting',
      pausable: true,
      run: () => new Promise((done) => (finish = done)),
    })
    await expect(ask('study.close')).rejects.toThrow(code('conflict'))
    finish('Done.')
    await expect.poll(() => jobs.active().length).toBe(0)
    await ask('study.close')
  })

  it('previews, plans and runs an import as jobs, listing what was refused', async () => {
    await makeStudy()
    const visit = join(folder, 'in', 'P001', '2024-05-03_baseline')
    mkdirSync(visit, { recursive: true })
    writeFileSync(join(visit, 'empty.mp4'), '')
    chosen = join(folder, 'in')
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
    chosen = null
    expect(await ask('import.preview', { folders: null })).toBeNull()
    await expect(ask('import.preview', { folders: ['relative'] })).rejects.toThrow(code('bad-request'))
  })

  it('gathers changes and announces them once', async () => {
    await makeStudy()
    events = []
    await ask('rater.create', { code: 'AB' })
    await ask('rater.create', { code: 'CD' })
    await expect.poll(() => events).toEqual([{ name: 'study.changed', payload: { areas: ['raters'] } }])
    expect(await ask('rater.list')).toMatchObject([{ code: 'AB' }, { code: 'CD' }])
  })

  it('adds a scale from a file, and says what is wrong with one', async () => {
    await makeStudy()
    chosen = join(folder, 'own.json')
    writeFileSync(
      chosen,
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
    expect((await ask('scale.list')).map(({ id }) => id).sort()).toEqual([
      'bnss',
      'cains',
      'own',
      'panss-negative',
    ])
    writeFileSync(chosen, '{ "no": "scale" }')
    await expect(ask('scale.add')).rejects.toThrow(code('bad-request'))
    writeFileSync(chosen, Buffer.from([0xff, 0xfe, 0x00]))
    await expect(ask('scale.add')).rejects.toThrow(code('file-unreadable'))
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
    chosen = join(folder, 'tables')
    const result = await ask('export.run')
    expect(result).toMatchObject({ folderName: 'tables' })
    expect(jobs.list()).toMatchObject([{ kind: 'export', status: 'done' }])
    await ask('export.reveal')
    expect(shown.map((path) => basename(path))).toEqual([result!.files[0]!.name])
    chosen = null
    expect(await ask('export.run')).toBeNull()
  })

  it.each([
    ['png', Buffer.from([1, 2, 250]).toString('base64'), Buffer.from([1, 2, 250])],
    ['svg', '<svg>ä</svg>', Buffer.from('<svg>ä</svg>')],
  ] as const)(
    'saves a chart as %s, whole, under a name that every system takes',
    async (format, content, bytes) => {
      chosen = folder
      const saved = await ask('chart.save', { name: '../../N1: estimate / rating?', format, content })
      expect(saved).toEqual({ fileName: `N1 estimate rating.${format}` })
      expect(readFileSync(join(folder, saved!.fileName))).toEqual(bytes)
      expect(readdirSync(folder).filter((name) => name.endsWith('.partial'))).toEqual([])
    },
  )

  it('counts tokens with no study open', { timeout: 60_000 }, async () => {
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
