import type { Removable, RemovalCount } from '#shared/domain/removal.ts'
import type { Study } from '#core/study-services.ts'
import { AppError } from '#shared/errors.ts'
import type { CliContext } from '../cli-context.ts'
import type { Outcome } from '../outcome.ts'

export interface RemoveOptions {
  readonly study: string
  readonly patient: string
  readonly visit?: string
  /** Name of its file. */
  readonly video?: string
  /** Its number within the visit. */
  readonly clip?: string
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

/** Throws AppError `not-found`, `bad-request`. */
function find({ removals, library }: Study, { patient, visit, video, clip }: RemoveOptions): Removable {
  if (video !== undefined && clip !== undefined) {
    throw new AppError('bad-request', 'Give --video or --clip, not both.')
  }
  if (visit === undefined) {
    if (video === undefined && clip === undefined) return removals.patient(patient)
    throw new AppError('bad-request', 'A video or a clip is that of one visit: give --visit as well.')
  }
  const session = library
    .sessions()
    .find(({ patientCode, visitLabel }) => patientCode === patient && visitLabel === visit)
  const where = `visit “${visit}” of a patient ${patient}`
  if (session === undefined) throw new AppError('not-found', `There is no ${where} in the study.`)
  if (video === undefined && clip === undefined) return { kind: 'visit', id: session.id }
  const found = library
    .clips()
    .find(
      ({ sessionId, fileName, ordinal }) =>
        sessionId === session.id && (video === undefined ? String(ordinal) === clip : fileName === video),
    )
  const what = video === undefined ? `clip ${clip ?? ''}` : `video “${video}”`
  if (found === undefined) throw new AppError('not-found', `There is no ${what} in the ${where}.`)
  return video === undefined ? { kind: 'clip', id: found.id } : { kind: 'video', id: found.videoId }
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
