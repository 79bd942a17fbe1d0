import type {
  Bridge,
  IpcChannel,
  IpcEvent,
  IpcEventName,
  IpcHandlers,
} from '../../src-shared/ipc/contract.ts'
import type { AppInfo } from '#shared/domain/app-info.ts'
import type { AppSettings } from '#shared/domain/app-settings.ts'
import type { InferenceStatus } from '#shared/domain/inference-status.ts'
import { ipcCalls } from '../../src-shared/ipc/contract.ts'
import type { BlindState } from '../../src-shared/domain/sight.ts'
import { AppError, isAppError } from '../../src-shared/errors.ts'
import { builtInCovariates } from '../../src-shared/domain/covariate.ts'
import type { SaveScore, Score } from '../../src-shared/domain/score.ts'
import type { Job } from '../../src-shared/domain/job.ts'
import { historyHandlers } from './fake-history.ts'
import { createFakeJournal } from './fake-journal.ts'
import type { FakeJournal } from './fake-journal.ts'
import type { FakeStudy } from './fake-study.ts'
import {
  fakeFacePack,
  fakePack,
  fakeProblems,
  fakePromptSet,
  fakeVideo,
  makeFakeStudy,
  summaryOf,
} from './fake-study.ts'
import { newsOf } from '../../src-shared/ipc/contract/study.ts'

export type FakeHandlers = Partial<IpcHandlers>

export interface FakeBridge extends Bridge {
  /** What can be taken back. */
  readonly journal: FakeJournal
  /** Every request so far, oldest first. */
  readonly calls: readonly { channel: string; request: unknown }[]
  /** Number of the newest request of this channel, by which main tells the window its own changes. */
  numberOf(channel: IpcChannel): number | null
  /** The study as main would hold it; null when none is open. */
  study: FakeStudy | null
  settings: AppSettings
  /** What is shown although the rater works blind. */
  revealed: BlindState['revealed']
  /** Answers these channels instead of the built-in way. */
  use(handlers: FakeHandlers): void
  /** Tells the window something, as main does. */
  emit<Name extends IpcEventName>(name: Name, payload: IpcEvent<Name>): void
}

export interface FakeOptions {
  study?: FakeStudy | null
  settings?: Partial<AppSettings>
  handlers?: FakeHandlers
}

const savedUtc = '2026-03-02T13:02:11Z'

export const fakeInfo: AppInfo = {
  version: '0.1.0',
  electron: '45.4.1',
  chromium: '150.0',
  node: '24.21.0',
  platform: 'linux x64',
  sqlite: '3.52.0',
  onnxruntime: '1.30.0',
  ffmpeg: { version: '7.1', licence: 'GPL-2.0-or-later', source: 'ffmpeg.org' },
}

const idle: InferenceStatus = {
  state: 'idle',
  available: ['cpu'],
  provider: 'cpu',
  threads: 4,
  precision: 'fp32',
  message: null,
}

function need(study: FakeStudy | null): FakeStudy {
  if (study === null) throw new AppError('no-study', 'No study is open.')
  return study
}

function libraryHandlers(bridge: FakeBridge): FakeHandlers {
  return {
    'study.current': () => (bridge.study === null ? null : summaryOf(bridge.study)),
    'caption.left': () => null,
    'study.recent': () => [
      { id: 'r1', title: 'Sample study', folderName: 'sample-study', openedUtc: new Date().toISOString() },
      {
        id: 'r2',
        title: 'Negative symptoms, ward 4',
        folderName: 'ward-4',
        openedUtc: '2026-01-12T09:00:00Z',
      },
    ],
    'study.create': ({ title }) => {
      bridge.study = { ...makeFakeStudy({ patients: 0, synthetic: false }), title }
      return summaryOf(bridge.study)
    },
    'study.open': () => summaryOf((bridge.study ??= makeFakeStudy())),
    'study.openRecent': () => summaryOf((bridge.study ??= makeFakeStudy())),
    'study.close': () => {
      bridge.study = null
      return null
    },
    'study.restorable': () => null,
    'study.restore': () => summaryOf((bridge.study ??= makeFakeStudy())),
    'study.saveElsewhere': () => ({ ...summaryOf(need(bridge.study)), folderName: 'rescued' }),
    'library.sessions': () => need(bridge.study).sessions,
    'library.clips': () => need(bridge.study).clips,
    'library.rows': ({ clipIds, sessionIds }) =>
      need(bridge.study).clips.filter(
        (clip) => clipIds.includes(clip.id) || sessionIds.includes(clip.sessionId),
      ),
    'library.relink': () => ({ found: 1, stillMissing: 0 }),
    'clip.get': ({ clipId }) => {
      const row = need(bridge.study).clips.find((clip) => clip.id === clipId)
      if (row === undefined) throw new AppError('not-found', 'This clip is not in the study.')
      const problems = fakeProblems(row)
      return { row, video: fakeVideo(row), problems, quality: null }
    },
  }
}

/** Taking back and doing again, as main does it: the window hears that scores changed. */
function writeScoreStep(bridge: FakeBridge, before: Score | null, after: SaveScore): void {
  const study = need(bridge.study)
  const { sessionId, scaleId, itemId } = after
  const isSame = (score: Score): boolean =>
    score.sessionId === sessionId &&
    score.raterId === after.raterId &&
    score.scaleId === scaleId &&
    score.itemId === itemId
  const session = study.sessions.find(({ id }) => id === sessionId)
  const visit = session === undefined ? 'a visit' : `${session.patientCode} ${session.visitLabel}`
  const item = study.scales.find(({ id }) => id === scaleId)?.items.find(({ id }) => id === itemId)
  const put = (score: Score | null): void => {
    study.scores = [...study.scores.filter((known) => !isSame(known)), ...(score === null ? [] : [score])]
    bridge.emit('study.changed', newsOf(['scores']))
  }
  let undone: Score | null = null
  bridge.journal.write({
    label: `score of ${visit}, ${item?.name ?? itemId}`,
    place: { kind: 'score', sessionId, scaleId, itemId },
    undo: () => {
      undone = study.scores.find(isSame) ?? null
      put(before)
    },
    redo: () => {
      put(undone)
    },
  })
}

function ratingHandlers(bridge: FakeBridge): FakeHandlers {
  return {
    'rater.list': () => need(bridge.study).raters,
    'rater.addConsensus': ({ code, members }) => {
      const study = need(bridge.study)
      const rater = { id: study.raters.length + 1, code, consensusOf: members }
      study.raters = [...study.raters, rater]
      return rater
    },
    'rater.create': ({ code }) => {
      const study = need(bridge.study)
      const rater = { id: study.raters.length + 1, code }
      study.raters = [...study.raters, rater]
      return rater
    },
    'scale.list': () => need(bridge.study).scales,
    'scale.add': () => null,
    'scale.own': () => [],
    'scale.save': ({ scale }) => {
      const study = need(bridge.study)
      study.scales = [...study.scales.filter(({ id }) => id !== scale.id), scale]
      return scale
    },
    'scale.remove': ({ scaleId }) => {
      const study = need(bridge.study)
      study.scales = study.scales.filter(({ id }) => id !== scaleId)
    },
    'scale.saveFile': ({ scaleId }) => ({ fileName: `${scaleId}.json` }),
    'scale.anchors': () => null,
    'scale.loadAnchors': () => null,
    'scale.removeAnchors': () => undefined,
    'covariate.kinds': () => [...builtInCovariates],
    'covariate.known': () => [],
    'score.list': ({ sessionId }) =>
      need(bridge.study).scores.filter((score) => score.sessionId === sessionId),
    'score.ofScale': ({ scaleId }) => need(bridge.study).scores.filter((score) => score.scaleId === scaleId),
    'score.date': ({ ratedOn, ...of }) => {
      const study = need(bridge.study)
      study.scores = study.scores.map((score) =>
        score.sessionId === of.sessionId && score.raterId === of.raterId && score.scaleId === of.scaleId
          ? { ...score, ratedOn }
          : score,
      )
      return study.scores.filter((score) => score.sessionId === of.sessionId)
    },
    'score.saveMany': ({ raterId, scaleId, cells }) => {
      const study = need(bridge.study)
      const named = new Set(cells.map(({ sessionId, itemId }) => `${String(sessionId)} ${itemId}`))
      const isNamed = (score: Score): boolean =>
        score.raterId === raterId &&
        score.scaleId === scaleId &&
        named.has(`${String(score.sessionId)} ${score.itemId}`)
      const others = study.scores.filter((score) => !isNamed(score))
      const first = Math.max(0, ...others.map(({ id }) => id)) + 1
      const saved = cells
        .filter(({ value, missingReason }) => value !== null || missingReason !== null)
        .map((cell, index) => ({
          ...{ ...cell, id: first + index, raterId, scaleId, origin: 'typed' as const, synthetic: false },
          raterCode: study.raters.find(({ id }) => id === raterId)?.code ?? '?',
          updatedUtc: savedUtc,
        }))
      study.scores = [...others, ...saved]
      return saved
    },
    'score.save': (input) => {
      const study = need(bridge.study)
      const isSame = (score: Omit<SaveScore, 'ratedOn'>): boolean =>
        score.sessionId === input.sessionId &&
        score.raterId === input.raterId &&
        score.scaleId === input.scaleId &&
        score.itemId === input.itemId
      const others = study.scores.filter((score) => !isSame(score))
      writeScoreStep(bridge, study.scores.find(isSame) ?? null, input)
      study.scores = others
      if (input.value === null && input.missingReason === null) {
        return { score: null, sessionRated: others.some(({ sessionId }) => sessionId === input.sessionId) }
      }
      const raterCode = study.raters.find((rater) => rater.id === input.raterId)?.code ?? '?'
      const id = Math.max(0, ...others.map((score) => score.id)) + 1
      const saved = {
        ...input,
        id,
        raterCode,
        origin: 'typed' as const,
        synthetic: false,
        updatedUtc: savedUtc,
      }
      study.scores = [...others, saved]
      return { score: saved, sessionRated: true }
    },
    'severity.models': () => [],
    'protocol.list': () => [],
    'severity.compare': () => [],
  }
}

function startJob(bridge: FakeBridge, kind: Job['kind'], title: string): { jobId: string } {
  const study = need(bridge.study)
  const jobId = `job-${String(study.jobs.length + 1)}`
  const base = {
    jobId,
    kind,
    title,
    done: 0,
    total: 10,
    failures: [],
    notices: [],
    stage: null,
    attempts: 1,
    endedUtc: null,
    startedUtc: new Date().toISOString(),
  }
  const done: Job = { ...base, done: 10, status: 'done', summary: `${title}: 10 of 10 done.` }
  study.jobs = [...study.jobs, done]
  queueMicrotask(() => {
    bridge.emit('job.changed', { ...base, status: 'running', etaMs: 20_000, pausable: true })
    setTimeout(() => {
      bridge.emit('job.changed', done)
    }, 0)
  })
  return { jobId }
}

function workHandlers(bridge: FakeBridge): FakeHandlers {
  return {
    'app.info': () => fakeInfo,
    'app.settings': () => bridge.settings,
    'app.saveSettings': (change) => {
      const given = Object.entries(change).filter(([, value]) => value !== undefined)
      bridge.settings = { ...bridge.settings, ...(Object.fromEntries(given) as Partial<AppSettings>) }
      return bridge.settings
    },
    'pack.list': () => [fakePack, fakeFacePack],
    'blind.state': () => ({ blind: bridge.settings.blindRating, revealed: bridge.revealed }),
    'blind.reveal': ({ kind, sessionId }) => {
      const known = bridge.revealed[kind]
      const next = sessionId === null || known === 'all' ? 'all' : [...known, sessionId]
      bridge.revealed = { ...bridge.revealed, [kind]: next }
      return { blind: bridge.settings.blindRating, revealed: bridge.revealed }
    },
    'blind.hide': ({ kind, sessionId }) => {
      const known = bridge.revealed[kind]
      const next = sessionId === null || known === 'all' ? [] : known.filter((id) => id !== sessionId)
      bridge.revealed = { ...bridge.revealed, [kind]: next }
      return { blind: bridge.settings.blindRating, revealed: bridge.revealed }
    },
    'promptSet.list': () => [fakePromptSet],
    'inference.status': () => idle,
    'engine.report': () => null,
    'prediction.interrupted': () => null,
    // One token a word.
    'text.tokenCount': ({ texts }) =>
      texts.map((text) => ({ tokens: (text.match(/\S+/g) ?? []).length + 2, limit: 77 })),
    'import.preview': () => startJob(bridge, 'import-preview', 'Reading folders'),
    'import.plan': () => need(bridge.study).importPlan,
    'import.start': () => startJob(bridge, 'import', 'Importing 3 sessions'),
    'prediction.start': ({ clipIds }) =>
      startJob(bridge, 'predict', `Predicting ${clipIds === null ? 'all' : String(clipIds.length)} clips`),
    ...bridge.journal.handlers,
    ...historyHandlers(),
    'job.list': () => need(bridge.study).jobs,
    'job.pause': () => null,
    'job.resume': () => null,
    'job.cancel': () => null,
    'job.continue': () => null,
    'job.dismiss': () => null,
    'job.log': () => [],
  }
}

type AnyHandler = (request: unknown) => unknown

/**
 * Stands in for preload and main: checks requests and answers against the contract, as main does. More
 * handlers are added with `handlers` or `use`; a channel without one answers with an error that names it.
 */
export function createFakeBridge(options: FakeOptions = {}): FakeBridge {
  const listeners = new Map<string, Set<(payload: unknown) => void>>()
  const calls: { channel: string; request: unknown }[] = []
  const numbers = new Map<string, number>()
  let extra: FakeHandlers = options.handlers ?? {}

  const bridge: FakeBridge = {
    calls,
    numberOf: (channel) => numbers.get(channel) ?? null,
    journal: createFakeJournal(),
    study: options.study === undefined ? makeFakeStudy() : options.study,
    settings: {
      theme: 'light',
      reviewTheme: 'dark',
      raterCode: 'AB',
      blindRating: true,
      packId: fakePack.id,
      promptSetId: 1,
      copyVideos: false,
      engine: { precision: null, provider: null, memoryMb: null },
      windowStride: null,
      minUsableShare: 0.3,
      keys: {},
      ...options.settings,
    },
    revealed: { estimates: [], others: [] },
    use: (handlers) => {
      extra = { ...extra, ...handlers }
    },
    emit: (name, payload) => {
      for (const listener of listeners.get(name) ?? []) listener(payload)
    },
    on: (event, listener) => {
      const known = listeners.get(event) ?? new Set()
      listeners.set(event, known.add(listener))
      return () => known.delete(listener)
    },
    pathOfDropped: (file) => (file instanceof File ? `/dropped/${file.name}` : ''),
    invoke: async (channel, request, number) => {
      calls.push({ channel, request })
      if (number !== undefined) numbers.set(channel, number)
      const handlers: FakeHandlers = { ...builtIn, ...extra }
      const handler = handlers[channel as IpcChannel] as AnyHandler | undefined
      if (handler === undefined) {
        return { ok: false, code: 'internal', message: `The fake bridge has no answer for ${channel}.` }
      }
      try {
        const call = ipcCalls[channel as IpcChannel]
        const answer = await handler(call.request.parse(request))
        return { ok: true, value: structuredClone(call.response.parse(answer)) }
      } catch (error) {
        if (!isAppError(error)) throw error
        return { ok: false, code: error.code, message: error.message }
      }
    },
  }
  const builtIn: FakeHandlers = {
    ...libraryHandlers(bridge),
    ...ratingHandlers(bridge),
    ...workHandlers(bridge),
  }
  return bridge
}
