import { createProgramJobs, programJobs } from '#core/program-jobs.ts'
import type { IpcHandlers } from '#shared/ipc/contract.ts'
import type { HandlerContext } from './handler-context.ts'
import { appHandlers } from './handlers/app.ts'
import { blindHandlers } from './handlers/blind.ts'
import { captionHandlers } from './handlers/caption.ts'
import { correctionHandlers } from './handlers/correction.ts'
import { correlationHandlers } from './handlers/correlation.ts'
import { covariateHandlers } from './handlers/covariate.ts'
import { cutHandlers } from './handlers/cut.ts'
import { engineHandlers } from './handlers/engine.ts'
import { exportHandlers } from './handlers/export.ts'
import { importHandlers } from './handlers/import.ts'
import { jobHandlers } from './handlers/job.ts'
import { journalHandlers } from './handlers/journal.ts'
import { libraryHandlers } from './handlers/library.ts'
import { packHandlers } from './handlers/pack.ts'
import { peopleHandlers } from './handlers/people.ts'
import { predictionHandlers } from './handlers/prediction.ts'
import { protocolHandlers } from './handlers/protocol.ts'
import { removalHandlers } from './handlers/removal.ts'
import { scoreHandlers } from './handlers/score.ts'
import { severityHandlers } from './handlers/severity.ts'
import { studyHandlers } from './handlers/study.ts'
import { textHandlers } from './handlers/text.ts'
import { videoHandlers } from './handlers/video.ts'
import { createRaterSight } from './rater-sight.ts'

/** The whole API; the compiler says when a channel of the contract is missing here. */
export function createHandlers(given: HandlerContext): IpcHandlers {
  const { session, jobs, emit } = given
  const packsChanged = (): void => {
    session.current()?.study.promptSets.takeFromPacks()
    emit('packs.changed', {})
  }
  const program = createProgramJobs({ ...given, packsChanged }, programJobs, jobs)
  const context = { ...given, sight: createRaterSight(given), program, packsChanged }
  return {
    ...appHandlers(context),
    ...studyHandlers(context),
    ...importHandlers(context),
    ...libraryHandlers(context),
    ...videoHandlers(context),
    ...cutHandlers(context),
    ...peopleHandlers(context),
    ...blindHandlers(context),
    ...captionHandlers(context),
    ...scoreHandlers(context),
    ...covariateHandlers(context),
    ...packHandlers(context),
    ...engineHandlers(context),
    ...predictionHandlers(context),
    ...textHandlers(context),
    ...severityHandlers(context),
    ...correlationHandlers(context),
    ...protocolHandlers(context),
    ...exportHandlers(context),
    ...jobHandlers(context),
    ...journalHandlers(context),
    ...correctionHandlers(context),
    ...removalHandlers(context),
  }
}
