import type { Checkpoint } from './checkpoint.ts'
import type { TensorView } from './tensor-view.ts'

/** What each format's reader finds in a file: every view checked, no value read. */
export interface CheckpointContents {
  readonly format: Checkpoint['format']
  /** By name. */
  readonly views: ReadonlyMap<string, TensorView>
}
