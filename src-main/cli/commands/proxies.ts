import { proxyJob } from '#core/areas/video/proxy-job.ts'
import type { CliContext } from '../cli-context.ts'
import type { Outcome } from '../outcome.ts'

/** Copies for the player of all videos that it cannot play and that have none. */
export function proxiesCommand(given: { readonly study: string }) {
  return (context: CliContext): Promise<Outcome> =>
    context.open(given.study, async (study) => {
      const videoIds = study.videos.unplayable()
      if (videoIds.length === 0) {
        return { document: { made: 0 }, lines: ['The player can play every video already.'], failures: [] }
      }
      const { result, failures } = await context.run('Copying for the player', study, (jobs) =>
        jobs.start(proxyJob, { videoIds: [...videoIds] }),
      )
      const lines = [`Made copies of ${result.made} of ${videoIds.length} videos for the player.`]
      return { document: { ...result }, lines, failures }
    })
}
