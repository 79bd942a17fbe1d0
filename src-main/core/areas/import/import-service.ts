import { randomUUID } from 'node:crypto'
import { refusedCount } from '#shared/domain/import-plan.ts'
import type { ImportCounts, ImportPlan, ImportResult } from '#shared/domain/import-plan.ts'
import { AppError, isAppError } from '#shared/errors.ts'
import { inTransaction } from '../../db/sql.ts'
import type { MediaTools } from '../../media/types.ts'
import { assignRaters } from './caption-names.ts'
import { countStates, noCounts } from './apply-session.ts'
import type { AppliedSession } from './apply-session.ts'
import { declineInferences } from './decline-inferences.ts'
import { prepareImport } from './prepare-import.ts'
import type { PreparedImport } from './prepared-import.ts'
import { rehearse } from './rehearse.ts'
import { runImport } from './run-import.ts'
import type { ImportService } from './service.ts'
import type { StudyContext } from '../study/study-context.ts'

export function createImportService(
  context: StudyContext,
  media: MediaTools,
  textWorker?: string | URL,
): ImportService {
  const plans = new Map<string, PreparedImport>()
  return {
    async preview(folders, control, { missingCodes = [], withInferences = true } = {}) {
      const prepared = await prepareImport(context, media, { folders, control, missingCodes, textWorker })
      const planId = randomUUID()
      plans.set(planId, prepared)
      const all = new Set(prepared.inferences.map(({ id }) => id))
      const shown = assignRaters(withInferences ? prepared : declineInferences(prepared, all), [])
      return toPlan(planId, shown, rehearse(context, shown.drafts))
    },
    async run(planId, options, control) {
      const previewed = plans.get(planId)
      if (previewed === undefined) {
        throw new AppError('not-found', 'This preview is no longer known. Choose the folders again.')
      }
      const taken = declineInferences(previewed, new Set(options.declined ?? []))
      const prepared = assignRaters(taken, options.raters ?? [])
      const startedUtc = context.nowUtc()
      const applied: AppliedSession[] = []
      try {
        await runImport(context, prepared, {
          ...{ copyVideos: options.copyVideos, by: options.by ?? null, batch: randomUUID() },
          ...{ control, applied },
        })
        const result = toResult(prepared, applied)
        for (const { file, message } of result.refusals) control.failure(file, message)
        record(context, startedUtc, result)
        return result
      } catch (error) {
        // On a full disk there is no room to say so.
        const isRecorded = isAppError(error) && error.code === 'cancelled' && applied.length > 0
        if (isRecorded) record(context, startedUtc, toResult(prepared, applied))
        throw error
      } finally {
        if (applied.length > 0) context.announce(['library', 'captions', 'scores', 'raters'])
      }
    },
  }
}

function record({ db, repositories, nowUtc }: StudyContext, startedUtc: string, result: ImportResult): void {
  inTransaction(db, () => {
    repositories.imports.insert({ startedUtc, finishedUtc: nowUtc(), result })
  })
}

function add(sum: ImportCounts, counts: ImportCounts): ImportCounts {
  return {
    new: sum.new + counts.new,
    known: sum.known + counts.known,
    changed: sum.changed + counts.changed,
    refused: sum.refused + counts.refused,
  }
}

function toResult(prepared: PreparedImport, applied: readonly AppliedSession[]): ImportResult {
  const { refusals, refusedCaptions, refusedScores } = prepared
  const sum = (countsOf: (session: AppliedSession) => ImportCounts, refused: number) =>
    applied.map(countsOf).reduce(add, { ...noCounts(), refused })
  return {
    videos: sum(({ videos }) => countStates(videos), 0),
    captions: sum(({ captions }) => captions, refusedCount(refusedCaptions)),
    scores: sum(({ scores }) => scores, refusedCount(refusedScores)),
    refusals: [
      ...refusals,
      ...applied.flatMap((session) => session.refusals),
      ...refusedCaptions,
      ...refusedScores,
    ],
    notes: [...prepared.notes, ...prepared.drafts.flatMap(({ notes }) => notes)],
  }
}

function toPlan(planId: string, prepared: PreparedImport, applied: readonly AppliedSession[]): ImportPlan {
  const sessions = prepared.drafts.flatMap((draft, index) => {
    const session = applied[index]
    if (session === undefined) return []
    const { folder, patientCode, visitLabel, visitDate, synthetic } = draft
    const { state, videos, captions, scores } = session
    return [{ folder, patientCode, visitLabel, visitDate, state, synthetic, videos, captions, scores }]
  })
  const bytes = sessions
    .flatMap(({ videos }) => videos)
    .filter(({ state }) => state === 'new' || state === 'changed')
    .reduce((sum, video) => sum + video.bytes, 0)
  const inferences = [...prepared.inferences]
  return { planId, sessions, bytes, inferences, names: [...prepared.names], ...toResult(prepared, applied) }
}
