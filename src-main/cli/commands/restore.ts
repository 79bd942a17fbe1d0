import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { StudyBackup } from '#shared/domain/backup.ts'
import { AppError } from '#shared/errors.ts'
import type { CliContext } from '../cli-context.ts'
import type { Outcome } from '../outcome.ts'

function describe({ name, contents, problem }: StudyBackup): string {
  if (contents === null) return `  ${name}: ${problem ?? ''}`
  const { patients, sessions, captions, scores, lastEditUtc } = contents
  const edited = lastEditUtc === null ? '' : `, last edit ${lastEditUtc}`
  return `  ${name}: ${patients} patients, ${sessions} sessions, ${captions} captions, ${scores} scores${edited}`
}

/** `restore … --list` */
export function listBackupsCommand(given: { study: string }) {
  return (context: CliContext): Promise<Outcome> => {
    const backups = context.backups(given.study)
    return Promise.resolve({
      document: { backups },
      lines:
        backups.length === 0 ? ['There is no backup of this study.'] : ['Backups:', ...backups.map(describe)],
      failures: [],
    })
  }
}

/** A name of the list, or a path. */
function fileOf(context: CliContext, study: string, from: string): string {
  const listed = join(context.path(study), 'backups', from)
  return existsSync(listed) ? listed : context.path(from)
}

function newestReadable(backups: readonly StudyBackup[]): string {
  const newest = backups.find(({ contents }) => contents !== null)
  if (newest === undefined)
    throw new AppError('not-found', 'There is no backup of this study that can be read.')
  return newest.name
}

/** `restore`: the newest backup, or the one that is named. */
export function restoreCommand(given: { study: string; from?: string }) {
  return async (context: CliContext): Promise<Outcome> => {
    const from = fileOf(context, given.study, given.from ?? newestReadable(context.backups(given.study)))
    const replaced = context.restore(given.study, from)
    const summary = await context.read(given.study, (study) => study.library.summary())
    const { patients, sessions, clips } = summary
    return {
      document: { restored: from, replaced, study: summary },
      lines: [
        `Put back ${from}: ${summary.title}, ${patients} patients, ${sessions} sessions, ${clips} clips.`,
        ...(replaced === null ? [] : [`The file that was there is kept in ${replaced}.`]),
      ],
      failures: [],
    }
  }
}
