import type { PauseGate } from '../async/pause-gate.ts'

/** How long work tells its caller how far it is, and hears that it shall stop or hold. */
export interface JobControl {
  readonly signal: AbortSignal
  readonly gate: PauseGate
  /** Whole and partial items, e.g. 3.4 of 60 clips. */
  progress(done: number, total: number): void
  /** What comes now, in words, e.g. `Looking for faces`. */
  stage(name: string): void
  /** One item failed; the rest goes on. `item` names a file or a clip, never a full path. */
  failure(item: string, message: string): void
  /** One item did not fail, but this is to be known of it. */
  notice(item: string, message: string): void
}
