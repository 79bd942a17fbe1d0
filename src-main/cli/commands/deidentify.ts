import { deidentifyJob } from '#core/areas/deidentify/deidentify-job.ts'
import type { DeidentifiedClip } from '#core/areas/deidentify/service.ts'
import type { Study } from '#core/study-services.ts'
import { AppError } from '#shared/errors.ts'
import type { CliContext } from '../cli-context.ts'
import type { Outcome } from '../outcome.ts'

/** As on the command line. */
export interface DeidentifyOptions {
  readonly out: string
  readonly clip?: readonly number[]
  readonly keepSound?: boolean
}

function chooseClips(study: Study, given: readonly number[] | undefined): number[] {
  if (given !== undefined) return [...given]
  const clips = study.library.clips().filter(({ excluded }) => !excluded)
  if (clips.length === 0) throw new AppError('nothing-to-do', 'This study has no clips to copy.')
  return clips.map(({ id }) => id)
}

function fileLine({ fileName, frames, facesBlurred, rounds }: DeidentifiedClip): string {
  const again = rounds === 1 ? '' : `, made ${String(rounds)} times`
  return `  ${fileName}: ${String(frames)} frames looked at, ${String(facesBlurred)} faces blurred${again}`
}

export function deidentifyCommand(given: { readonly study: string } & DeidentifyOptions) {
  return (context: CliContext): Promise<Outcome> =>
    context.open(given.study, async (study) => {
      const folder = context.path(given.out)
      const keepSound = given.keepSound ?? false
      const clipIds = chooseClips(study, given.clip)
      const { result, failures } = await context.run('De-identifying', study, (jobs) =>
        jobs.start(deidentifyJob, { clipIds, keepSound, folder, by: null }),
      )
      const { files } = result
      const heading =
        files.length === 0
          ? ['No copy was written.']
          : [`Wrote to ${folder}; in none of them could another face than the patient's be found:`]
      return { document: { folder, keepSound, files }, lines: [...heading, ...files.map(fileLine)], failures }
    })
}
