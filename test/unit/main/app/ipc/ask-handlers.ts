import { join, resolve } from 'node:path'
import { expect, onTestFinished, vi } from 'vitest'
import type { InferenceClient } from '#core/inference/host/client.ts'
import { createPackStore } from '#core/packs/pack-store.ts'
import type { PackStore } from '#core/packs/pack-store.ts'
import { createTokenCounter } from '#core/inference/text/token-counter.ts'
import { createJobRegistry } from '#core/jobs/job-registry.ts'
import type { JobRegistry } from '#core/jobs/job-registry.ts'
import type { Study } from '#core/study-services.ts'
import { absentMedia } from '#core/media/absent-media.ts'
import type { MediaTools } from '#core/media/types.ts'
import type { PackBuilder } from '#core/packs/build/builder-protocol.ts'
import type { Job } from '#shared/domain/job.ts'
import { AppError } from '#shared/errors.ts'
import { ipcCalls, ipcEvents } from '#shared/ipc/contract.ts'
import type { IpcChannel, IpcEventName, IpcRequest, IpcResponse } from '#shared/ipc/contract.ts'
import { describeApp } from '../../../../../src-main/app/app-info.ts'
import type { Desktop } from '../../../../../src-main/app/desktop.ts'
import type { EmitEvent } from '../../../../../src-main/app/emit-event.ts'
import { createHandlers } from '../../../../../src-main/app/ipc/create-handlers.ts'
import { createDispatch } from '../../../../../src-main/app/ipc/dispatch.ts'
import { raterOf } from '../../../../../src-main/app/ipc/rater-sight.ts'
import type { Origin } from '../../../../../src-main/app/ipc/origin.ts'
import { createLeaveCaptions } from '../../../../../src-main/app/leave-captions.ts'
import { createRecentStudies } from '../../../../../src-main/app/recent-studies.ts'
import { createSettingsStore } from '../../../../../src-main/app/settings-store.ts'
import { createStudySession } from '../../../../../src-main/app/study-session.ts'
import { tempFolder } from '../../../../helpers/temp-folder.ts'

const scalesFolder = resolve(import.meta.dirname, '../../../../../resources/scales')

const noModels = () => Promise.reject(new AppError('host-crashed', 'No models in this test.'))
export const noInference: InferenceClient = {
  embedClips: noModels,
  findFaces: noModels,
  embedTexts: noModels,
  plan: noModels,
  engineReport: () => null,
  measure: noModels,
  tryEngine: noModels,
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

export interface AskOptions {
  /** None when not given: only what needs a video says so. */
  readonly media?: MediaTools
  readonly packs?: PackStore
  readonly inference?: InferenceClient
  readonly builder?: PackBuilder
}

export interface AskedHandlers {
  /** Files of the program, and what a test puts beside them. Gone when the test has ended. */
  readonly folder: string
  /** What the user answers in the next dialogs; null cancels. */
  chosen: string | null
  /** Titles of the dialogs, in order. */
  dialogs: string[]
  /** What is typed in the window and cannot be saved. */
  unsaved: IpcRequest<'caption.left'>['unsaved']
  /** The button that the user presses in the next questions. */
  pressed: string
  /** What was shown in the file manager. */
  readonly shown: string[]
  events: { readonly name: IpcEventName; readonly payload: unknown }[]
  /** Which requests they come of. */
  origins: (Origin | null)[]
  readonly jobs: JobRegistry
  /** The one that is open. */
  study(): Study
  /** Sends one request as the window does; throws AppError with the code that came back. */
  ask<Channel extends IpcChannel>(
    channel: Channel,
    request?: IpcRequest<Channel>,
  ): Promise<IpcResponse<Channel>>
  /** Waits for the end of all jobs. */
  jobEnded(jobId: string): Promise<Job | undefined>
}

/** The whole API of the window, called in plain Node: real studies on disk, no Electron, no video, no model. */
export function askHandlers(options: AskOptions = {}): AskedHandlers {
  const { packs = createPackStore({ folders: [] }), inference = noInference, builder = noBuilder } = options
  const folder = tempFolder()
  const quiet = { info: vi.fn(), warn: vi.fn(), error: vi.fn() }
  const jobs = createJobRegistry()
  const emit: EmitEvent = (name, payload, origin = null) => {
    if (name === 'caption.leave') {
      void dispatch('caption.left', { ...payload, unsaved: asked.unsaved })
      return
    }
    asked.events.push({ name, payload: ipcEvents[name].parse(payload) })
    asked.origins.push(origin)
  }
  const recents = createRecentStudies(join(folder, 'recents.json'), quiet)
  const { media = absentMedia(new AppError('ffmpeg-missing', 'No ffmpeg in this test.')) } = options
  const environment = { media, packs, inference, scalesFolder, appVersion: '1.2.3', sqliteBinding: null }
  const settings = createSettingsStore(join(folder, 'settings.json'), quiet)
  const session = createStudySession({
    environment: () => Promise.resolve(environment),
    jobs,
    recents,
    emit,
    undoable: (study) => study.journal.undoable(raterOf(study, settings)?.code ?? null),
    log: quiet,
  })
  const info = () => Promise.resolve({ ...describeApp('1.2.3', null), electron: 'none', chromium: 'none' })
  const answer = (title: string): string | null => {
    asked.dialogs.push(title)
    return asked.chosen
  }
  const desktop: Desktop = {
    chooseFolder: ({ title }) => Promise.resolve(answer(title)),
    chooseFolders: ({ title }) => {
      const one = answer(title)
      return Promise.resolve(one === null ? null : [one])
    },
    chooseFile: ({ title }) => Promise.resolve(answer(title)),
    chooseTarget: ({ title, name }) => {
      const one = answer(title)
      return Promise.resolve(one === null ? null : join(one, name))
    },
    showInFolder: (path) => {
      asked.shown.push(path)
    },
    ask: ({ message, buttons }) => {
      asked.dialogs.push(message)
      return Promise.resolve(buttons.indexOf(asked.pressed))
    },
    copyText: () => undefined,
    printPdf: (html) => Promise.resolve(Buffer.from(`%PDF of ${String(html.length)} signs`)),
  }
  const leaveCaptions = createLeaveCaptions({
    emit,
    isTyped: () => session.current() !== null,
    desktop,
    patience: () => new Promise(() => undefined),
  })
  const handlers = createHandlers({
    leaveCaptions,
    session,
    jobs,
    settings,
    recents,
    desktop,
    packs,
    inference,
    builder,
    countTokens: createTokenCounter(),
    emit,
    info,
  })
  const dispatch = createDispatch(handlers, quiet)
  const asked: AskedHandlers = {
    folder,
    chosen: null,
    dialogs: [],
    unsaved: [],
    pressed: '',
    shown: [],
    events: [],
    origins: [],
    jobs,
    study: () => session.required().study,
    async ask(channel, request) {
      const result = await dispatch(channel, request)
      if (!result.ok) throw new AppError(result.code, result.message)
      // What crosses must be what the contract says, and nothing more.
      expect(ipcCalls[channel].response.parse(result.value)).toEqual(result.value)
      return result.value as never
    },
    async jobEnded(jobId) {
      await expect.poll(() => jobs.active().length).toBe(0)
      return jobs.list().find((job) => job.jobId === jobId)
    },
  }
  onTestFinished(() => session.current()?.study.close())
  return asked
}

const noBuilder: PackBuilder = {
  inspect: () => Promise.reject(new Error('not part of this test')),
  build: () => Promise.reject(new Error('not part of this test')),
}

export const code = (wanted: string): Error => expect.objectContaining({ code: wanted }) as Error
