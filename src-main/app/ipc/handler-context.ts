import type { JobRegistry } from '#core/jobs/job-registry.ts'
import type { JobRunner } from '#core/jobs/job-runner.ts'
import type { ProgramParts } from '#core/program-jobs.ts'
import type { InferenceClient } from '#core/inference/host/client.ts'
import type { CountTokens } from '#core/inference/text/token-counter.ts'
import type { PackStore } from '#core/packs/pack-store.ts'
import type { PackBuilder } from '#core/packs/build/builder-protocol.ts'
import type { AppInfo } from '#shared/domain/app-info.ts'
import type { IpcChannel, IpcHandlers } from '#shared/ipc/contract.ts'
import type { Desktop } from '../desktop.ts'
import type { EmitEvent } from '../emit-event.ts'
import type { LeaveCaptions } from '../leave-captions.ts'
import type { RecentStudies } from '../recent-studies.ts'
import type { RaterSight } from './rater-sight.ts'
import type { SettingsStore } from '../settings-store.ts'
import type { StudySession } from '../study-session.ts'

/** Everything request handlers work with. Free of Electron, so that they are tested in plain Node. */
export interface HandlerContext {
  readonly session: StudySession
  readonly jobs: JobRegistry
  readonly settings: SettingsStore
  readonly recents: RecentStudies
  readonly desktop: Desktop
  readonly packs: PackStore
  readonly inference: InferenceClient
  readonly builder: PackBuilder
  readonly countTokens: CountTokens
  readonly emit: EmitEvent
  readonly leaveCaptions: LeaveCaptions
  readonly info: () => Promise<AppInfo>
}

/** What is made of it once for all handlers: the blind gate, and the jobs of the program. */
export interface SightedContext extends HandlerContext {
  readonly sight: RaterSight
  /** Long work that belongs to no study. */
  readonly program: JobRunner<ProgramParts>
  /** Tells the study and the window that packs came or went. */
  readonly packsChanged: () => void
}

/** The handlers of one area: every channel that starts with one of its words. */
export type AreaHandlers<Area extends string> = Pick<IpcHandlers, Extract<IpcChannel, `${Area}.${string}`>>
