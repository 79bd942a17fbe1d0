import type { ChangePlace } from './changes.ts'
import type { ChainedEntry, DeviceHead } from './verify-chain.ts'

export type EntryStep = 'do' | 'undo' | 'redo'

/** As it is written; its id and its place in the log follow. */
export type NewEntry = Omit<ChainedEntry, 'id' | 'step'> & { readonly step: EntryStep | null }

export interface StoredEntry extends Omit<ChainedEntry, 'step'> {
  readonly step: EntryStep | null
  readonly isMigrated: boolean
  readonly isTakenBack: boolean
}

/** An entry, and of its changes the one of the object that was asked for, as JSON. */
export interface ObjectEntry extends StoredEntry {
  readonly change: string | null
}

/** Whose steps: those of one rater at one computer, wherever the study lay. */
export interface StepOwner {
  /** Id of the computer; '' where nobody gave it one. */
  readonly computer: string
  /** The rater, and all who became one with them, by what never changes of them; null for the program. */
  readonly raters: readonly (string | null)[]
}

/** Who writes where. */
export interface DeviceOwner extends Pick<StepOwner, 'computer'> {
  readonly rater: string | null
  /** Which file the study is: another for a copy of it. */
  readonly place: string
}

/** What writing an entry needs of the journal's rows. */
export interface EntryStore {
  addDevice(device: string, owner: DeviceOwner, origin: 'edited' | 'migrated'): DeviceHead
  findDevice(owner: DeviceOwner): DeviceHead | null
  append(entry: NewEntry, places: readonly ChangePlace[]): number
}
