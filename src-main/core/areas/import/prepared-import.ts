import type { SessionDraft } from './session-draft.ts'
import type { ImportInference, ImportName, ImportNote, ImportRefusal } from '#shared/domain/import-plan.ts'

/** All that the chosen folders say, read once; what it means for the study is decided when it is applied. */
export interface PreparedImport {
  readonly drafts: readonly SessionDraft[]
  /** What belongs to no session. */
  readonly refusals: readonly ImportRefusal[]
  readonly refusedCaptions: readonly ImportRefusal[]
  readonly refusedScores: readonly ImportRefusal[]
  /** Of files that belong to no session. */
  readonly notes: readonly ImportNote[]
  readonly inferences: readonly ImportInference[]
  /** In files of captions; whose they are is asked. */
  readonly names: readonly ImportName[]
}
