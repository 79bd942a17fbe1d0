import type { Removable, RemovalCount } from '#shared/domain/removal.ts'
import type { Study } from '#core/study-services.ts'
import { AppError } from '#shared/errors.ts'
import type { CliContext } from '../cli-context.ts'
import type { Outcome } from '../outcome.ts'

export interface RemoveOptions {
  readonly study: string
  readonly patient: string
  readonly visit?: string
  readonly dryRun?: true
  readonly confirm?: string
  readonly deleteBackups?: true
}

/** `remove`: what goes, and with `--confirm` that it goes. */
export function removeCommand(options: RemoveOptions) {
  const { study: folder, patient, dryRun, confirm, deleteBackups = false } = options
  return (context: CliContext): Promise<Outcome> => {
    if (dryRun === true) {
      return context.read(folder, (study) => {
        const count = study.removals.count(find(study, options))
        return {
          document: { removed: false, count },
          lines: [`Would be removed of ${count.name}:`, ...describe(count), ...backupLines(count, 'hold')],
          failures: [],
        }
      })
    }
    if (confirm === undefined) {
      const message = `Nothing was removed. Look with --dry-run what would go, then give --confirm ${patient}.`
      return Promise.reject(new AppError('bad-request', message))
    }
    return context.open(folder, async (study) => {
      const request = { what: find(study, options), confirmed: confirm, deleteBackups, rater: null }
      const { count, finished, keptBackups } = await study.removals.remove(request)
      const rest = finished
        ? []
        : ['Something is in use by another program: the rest goes when the study is next opened.']
      return {
        document: { removed: true, finished, count, keptBackups },
        lines: [
          `Removed of ${count.name}:`,
          ...describe(count),
          ...rest,
          ...backupLines({ backups: keptBackups }, 'still hold'),
        ],
        failures: [],
      }
    })
  }
}

/** Throws AppError `not-found`. */
function find({ removals, library }: Study, { patient, visit }: RemoveOptions): Removable {
  if (visit === undefined) return removals.patient(patient)
  const session = library
    .sessions()
    .find(({ patientCode, visitLabel }) => patientCode === patient && visitLabel === visit)
  if (session === undefined) {
    throw new AppError('not-found', `There is no visit “${visit}” of a patient ${patient} in the study.`)
  }
  return { kind: 'visit', id: session.id }
}

function describe(count: RemovalCount): string[] {
  const { visits, videos, copiedVideos, clips, captions, captionRaters, scores, scoreRaters } = count
  const { predictedClips, faces, estimates, severityModels, journalEntries } = count
  return [
    `  ${visits} visits, ${videos} videos (${copiedVideos} of them copies in the study; the others are not touched), ${clips} clips`,
    `  ${captions} captions by ${captionRaters} raters, ${scores} scores by ${scoreRaters} raters`,
    `  ${predictedClips} predicted clips, ${faces} appearances of faces`,
    `  ${severityModels} severity models that learnt from it, ${estimates} estimates`,
    `  the texts of ${journalEntries} entries of the journal`,
  ]
}

function backupLines({ backups }: Pick<RemovalCount, 'backups'>, verb: string): string[] {
  if (backups.length === 0) return []
  return [`These backups ${verb} it:`, ...backups.map(({ name, madeUtc }) => `  ${name} of ${madeUtc}`)]
}
