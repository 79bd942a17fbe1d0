import type { ImportCounts, ImportRefusal } from '#shared/domain/import-plan.ts'
import type { CliContext } from '../cli-context.ts'
import type { Failure, Outcome } from '../outcome.ts'

interface ImportRequest {
  readonly study: string
  readonly folders: readonly string[]
  readonly dryRun: boolean
  readonly copy: boolean
}

function toFailure({ file, line, message }: ImportRefusal): Failure {
  return { item: line === null ? file : `${file}, line ${line}`, message }
}

function row(what: string, counts: ImportCounts): string {
  return `${what.padEnd(9)} ${counts.new} new, ${counts.known} known, ${counts.changed} changed, ${counts.refused} refused`
}

export function importCommand({ study: given, folders, dryRun, copy }: ImportRequest) {
  return (context: CliContext): Promise<Outcome> =>
    context.open(given, async (study) => {
      const paths = folders.map((folder) => context.path(folder))
      const { result: plan } = await context.work('Looking through folders', (control) =>
        study.imports.preview(paths, control),
      )
      const { result } = dryRun
        ? { result: plan }
        : await context.work('Importing', (control) =>
            study.imports.run(plan.planId, { copyVideos: copy }, control),
          )
      const { videos, captions, scores, refusals } = result
      return {
        document: { dryRun, sessions: plan.sessions, videos, captions, scores, bytes: plan.bytes, refusals },
        lines: [
          dryRun ? 'Nothing was written. An import would give:' : 'Imported:',
          row('videos', videos),
          row('captions', captions),
          row('scores', scores),
        ],
        failures: refusals.map(toFailure),
      }
    })
}
