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
import { takeCovariates } from './import-covariates.ts'
import { prepareImport } from './prepare-import.ts'
import type { PreparedImport } from './prepared-import.ts'
import { rehearse } from './rehearse.ts'
import { runImport } from './run-import.ts'
import type { JobControl } from '../../jobs/job-control.ts'
import type { ImportService, ImportSource } from './service.ts'
import type { StudyContext } from '../study/study-context.ts'

interface KnownPlan {
  readonly source: ImportSource
  readonly prepared: PreparedImport
  /** Videos that would be taken in. */
  readonly videos: number
}

export function createImportService(
  context: StudyContext,
  media: MediaTools,
  textWorker?: string | URL,
): ImportService {
  const plans = new Map<string, KnownPlan>()

  const read = (
    { folders, missingCodes }: Omit<ImportSource, 'planId'>,
    control: JobControl,
  ): Promise<PreparedImport> => prepareImport(context, media, { folders, control, missingCodes, textWorker })

  return {
    async preview(folders, control, { missingCodes = [], withInferences = true } = {}) {
      const prepared = await read({ folders, missingCodes }, control)
      const planId = randomUUID()
      const shown = assignRaters(withInferences ? prepared : declineAllBut(prepared, []), [])
      const plan = toPlan(planId, shown, rehearse(context, shown.drafts))
      const videos = plan.videos.new + plan.videos.changed
      plans.set(planId, { source: { planId, folders, missingCodes }, prepared, videos })
      return plan
    },
    covariates: (file, options = {}) => takeCovariates(context, file, options),
    planned(planId) {
      const known = plans.get(planId)
      if (known === undefined) return null
      const { source, prepared, videos } = known
      return { ...source, inferences: prepared.inferences.map(({ id }) => id), videos }
    },
    async readAgain(source, control) {
      const prepared = await read(source, control)
      const videos = prepared.drafts.reduce((sum, draft) => sum + draft.videos.length, 0)
      plans.set(source.planId, { source, prepared, videos })
    },
    async run(planId, options, control) {
      const known = plans.get(planId)
      if (known === undefined) {
        throw new AppError('not-found', 'This preview is no longer known. Choose the folders again.')
      }
      const prepared = assignRaters(declineAllBut(known.prepared, options.taken), options.raters ?? [])
      const startedUtc = context.nowUtc()
      const applied: AppliedSession[] = []
      try {
        await runImport(context, prepared, {
          folders: known.source.folders,
          ...{ copyVideos: options.copyVideos, by: options.by ?? null, batch: options.batch ?? randomUUID() },
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

function declineAllBut(prepared: PreparedImport, taken: readonly string[] | undefined): PreparedImport {
  if (taken === undefined) return prepared
  const kept = new Set(taken)
  const declined = prepared.inferences.flatMap(({ id }) => (kept.has(id) ? [] : [id]))
  return declineInferences(prepared, new Set(declined))
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
