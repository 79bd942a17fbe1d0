import type { z } from 'zod'
import { appCalls, appEvents } from './contract/app.ts'
import { blindCalls } from './contract/blind.ts'
import { captionCalls, captionEvents } from './contract/caption.ts'
import { correctionCalls } from './contract/correction.ts'
import { correlationCalls } from './contract/correlation.ts'
import { covariateCalls } from './contract/covariate.ts'
import { cutCalls } from './contract/cut.ts'
import { engineCalls } from './contract/engine.ts'
import { exportCalls } from './contract/export.ts'
import { importCalls } from './contract/import.ts'
import { jobCalls, jobEvents } from './contract/job.ts'
import { journalCalls } from './contract/journal.ts'
import { libraryCalls } from './contract/library.ts'
import { packCalls, packEvents } from './contract/pack.ts'
import { peopleCalls } from './contract/people.ts'
import { predictionCalls, predictionEvents } from './contract/prediction.ts'
import { protocolCalls } from './contract/protocol.ts'
import { promptSetCalls } from './contract/prompt-set.ts'
import { raterCalls } from './contract/rater.ts'
import { removalCalls } from './contract/removal.ts'
import { scaleCalls } from './contract/scale.ts'
import { scoreCalls } from './contract/score.ts'
import { severityCalls } from './contract/severity.ts'
import { studyCalls, studyEvents } from './contract/study.ts'
import { videoCalls, videoEvents } from './contract/video.ts'

/**
 * Every request the window can make of the main process. Channel names are written in
 * `contract/` only; both sides are typed by it and main checks each request against its schema on arrival.
 */
export const ipcCalls = {
  ...appCalls,
  ...blindCalls,
  ...captionCalls,
  ...correctionCalls,
  ...correlationCalls,
  ...covariateCalls,
  ...cutCalls,
  ...engineCalls,
  ...exportCalls,
  ...importCalls,
  ...jobCalls,
  ...journalCalls,
  ...libraryCalls,
  ...packCalls,
  ...peopleCalls,
  ...predictionCalls,
  ...promptSetCalls,
  ...protocolCalls,
  ...raterCalls,
  ...removalCalls,
  ...scaleCalls,
  ...scoreCalls,
  ...severityCalls,
  ...studyCalls,
  ...videoCalls,
} as const

/** What main tells the window unasked. */
export const ipcEvents = {
  ...appEvents,
  ...captionEvents,
  ...jobEvents,
  ...packEvents,
  ...predictionEvents,
  ...studyEvents,
  ...videoEvents,
} as const

export type IpcChannel = keyof typeof ipcCalls
export type IpcRequest<Channel extends IpcChannel> = z.input<(typeof ipcCalls)[Channel]['request']>
export type IpcParsedRequest<Channel extends IpcChannel> = z.output<(typeof ipcCalls)[Channel]['request']>
export type IpcResponse<Channel extends IpcChannel> = z.output<(typeof ipcCalls)[Channel]['response']>

/** What main must supply: every channel, no other. */
export type IpcHandlers = {
  [Channel in IpcChannel]: (
    request: IpcParsedRequest<Channel>,
  ) => IpcResponse<Channel> | Promise<IpcResponse<Channel>>
}

export type IpcEventName = keyof typeof ipcEvents
export type IpcEvent<Name extends IpcEventName> = z.output<(typeof ipcEvents)[Name]>

/** The only object that the preload script puts into the window. */
export interface Bridge {
  /** `number`: counts the window's requests, so that it knows what it changed itself. */
  invoke(channel: string, request: unknown, number?: number): Promise<unknown>
  on(event: string, listener: (payload: unknown) => void): () => void
  /** Absolute path of a file or folder that the user dropped on the window. */
  pathOfDropped(file: unknown): string
}
