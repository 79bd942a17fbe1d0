import { measureEngineJob } from '#core/areas/engine/measure-engine-job.ts'
import { createJobRegistry } from '#core/jobs/job-registry.ts'
import { createProgramJobs } from '#core/program-jobs.ts'
import type { EngineTrial } from '#shared/domain/engine.ts'
import type { CliContext } from '../cli-context.ts'
import { openEnvironment } from '../environment.ts'
import type { Outcome } from '../outcome.ts'

const anyEngine = { precision: null, provider: null, memoryMb: null }

function trialLine({ provider, precision, batch, lanes, framesPerSecond, refusal }: EngineTrial): string {
  const speed = framesPerSecond === null ? 'not timed' : `${framesPerSecond.toFixed(1)} frames a second`
  return `  ${provider}, ${precision}, ${batch} in one run, ${lanes} at a time: ${refusal ?? speed}`
}

/** Tries every way in which this computer can run a pack; window and command line keep what comes out at one place. */
export function packTryCommand({ id }: { readonly id: string }) {
  return async (context: CliContext): Promise<Outcome> => {
    const { packs, inference } = await openEnvironment(context.appVersion)
    try {
      // Refused at once where there is no such pack.
      packs.folder(id)
      const jobs = createProgramJobs({ packs, inference }, [measureEngineJob], createJobRegistry())
      const { result, failures } = await context.run(`Trying ${id}`, { jobs }, (work) =>
        work.start(measureEngineJob, { packId: id, choice: anyEngine }),
      )
      const head = `${id} on ${result.cpu}, ${result.cores} cores:`
      return { document: { pack: id, ...result }, lines: [head, ...result.trials.map(trialLine)], failures }
    } finally {
      await inference.dispose()
    }
  }
}
