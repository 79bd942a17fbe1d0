import { inTransaction } from '../../db/sql.ts'
import { toStoredPath } from '../../files/study-path.ts'
import type { StudyContext } from '../study/study-context.ts'
import { applySession } from './apply-session.ts'
import type { AppliedSession, VideoPlace } from './apply-session.ts'
import type { SessionDraft, VideoDraft } from './session-draft.ts'

/** A video that stays where it is. */
export function referenced(studyFolder: string, video: VideoDraft): VideoPlace {
  return { path: toStoredPath(studyFolder, video.path), copied: false, modifiedMs: video.modifiedMs }
}

/** Thrown to take everything back, with what was found out. */
class Rehearsed extends Error {
  readonly applied: readonly AppliedSession[]

  constructor(applied: readonly AppliedSession[]) {
    super('rehearsed')
    this.applied = applied
  }
}

/**
 * What an import would do, found out by doing it and rolling back. In one go without a pause, so that nothing
 * else of the program can come into the same transaction.
 */
export function rehearse(context: StudyContext, drafts: readonly SessionDraft[]): readonly AppliedSession[] {
  try {
    return inTransaction(context.db, () => {
      const placeOf = (video: VideoDraft) => referenced(context.folder, video)
      const plan = () => ({ placeOf, changes: context.journal.gather() })
      throw new Rehearsed(drafts.map((draft) => applySession(context, draft, plan())))
    })
  } catch (error) {
    if (error instanceof Rehearsed) return error.applied
    throw error
  }
}
