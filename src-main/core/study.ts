import type { InferenceClient } from './inference/client.ts'
import type { PackStore } from './inference/pack-store.ts'
import type { MediaTools } from './media/types.ts'
import type { Study } from './services/service-types.ts'

/** What a study needs from outside itself. */
export interface StudyEnvironment {
  readonly media: MediaTools
  readonly packs: PackStore
  readonly inference: InferenceClient
  /** Folder with the scales that the program ships. */
  readonly scalesFolder: string
  readonly appVersion: string
  /** Native binding of better-sqlite3; null for the prebuilt one. */
  readonly sqliteBinding: string | null
  readonly now?: () => Date
}

/** Makes a study in an empty or new folder. Throws AppError `conflict` when one is there already. */
export function createStudy(_folder: string, _title: string, _environment: StudyEnvironment): Study {
  throw new Error('to be written')
}

/** Opens the study in a folder. Throws AppError `study-unreadable`, `study-newer`, `study-damaged`, `study-busy`. */
export function openStudy(_folder: string, _environment: StudyEnvironment): Study {
  throw new Error('to be written')
}
