import { importJob, importOf } from '#core/areas/import/import-job.ts'
import type { ImportChoice } from '#core/areas/import/import-job.ts'
import { importPreviewJob } from '#core/areas/import/import-preview-job.ts'
import type { Study } from '#core/study-services.ts'
import type {
  ImportCounts,
  ImportInference,
  ImportName,
  ImportNote,
  ImportRefusal,
} from '#shared/domain/import-plan.ts'
import type { CliContext } from '../cli-context.ts'
import type { Failure, Outcome } from '../outcome.ts'

interface ImportRequest {
  readonly study: string
  readonly folders: readonly string[]
  readonly dryRun: boolean
  readonly copy: boolean
  /** Whether what is taken by inference is taken. */
  readonly acceptInferred: boolean
  readonly missingCodes: readonly string[]
  /** Names in captions that are raters', or not. */
  readonly raters: readonly Pick<ImportName, 'name' | 'raterCode'>[]
}

function toFailure({ file, line, message }: ImportRefusal): Failure {
  return { item: line === null ? file : `${file}, line ${line}`, message }
}

function row(what: string, counts: ImportCounts): string {
  return `${what.padEnd(9)} ${counts.new} new, ${counts.known} known, ${counts.changed} changed, ${counts.refused} refused`
}

function noteLine({ file, line, message }: ImportNote): string {
  return `  ${line === null ? file : `${file}, line ${line}`}: ${message}`
}

function inferenceLine({ file, line, kind, written, taken, reason, rows }: ImportInference): string {
  return `  ${file}, from line ${line}, ${rows} ${rows === 1 ? 'row' : 'rows'}: “${written}” is ${kind} “${taken}” (${reason})`
}

function inferredLines(inferences: readonly ImportInference[], isAccepted: boolean): string[] {
  if (inferences.length === 0) return []
  const title = isAccepted
    ? 'Taken by inference:'
    : 'Could be taken by inference, and is only with --accept-inferred:'
  return [title, ...inferences.map(inferenceLine)]
}

function choiceFor({ name }: ImportName, chosen: ReadonlyMap<string, string | null>) {
  const raterCode = chosen.get(name)
  return raterCode === undefined ? {} : { raterCode }
}

function nameLines(names: readonly ImportName[]): string[] {
  if (names.length === 0) return []
  const line = ({ name, captions, raterCode }: ImportName) =>
    `  “${name}” (captions: ${captions}): ${raterCode === null ? 'no rater, left out' : `rater ${raterCode}`}`
  return [
    'Names in captions; --rater "NAME=CODE" makes one a rater, --rater "NAME=" none:',
    ...names.map(line),
  ]
}

function importPlan(
  study: Study,
  context: CliContext,
  { planId, ...choice }: ImportChoice & { readonly planId: string },
) {
  const input = importOf(study.imports, planId, choice)
  if (input === null) throw new RangeError('a plan is gone that was just made')
  return context.run('Importing', study, (jobs) => jobs.start(importJob, input))
}

export function importCommand(request: ImportRequest) {
  const { study: given, folders, dryRun, copy, acceptInferred, missingCodes, raters } = request
  return (context: CliContext): Promise<Outcome> =>
    context.open(given, async (study) => {
      const paths = folders.map((folder) => context.path(folder))
      const looked = { folders: paths, missingCodes: [...missingCodes], withInferences: acceptInferred }
      const { result: plan } = await context.run('Looking through folders', study, (jobs) =>
        jobs.start(importPreviewJob, looked),
      )
      const { inferences } = plan
      const chosen = new Map(raters.map(({ name, raterCode }) => [name, raterCode]))
      const names = plan.names.map((found) => ({ ...found, ...choiceFor(found, chosen) }))
      const declined = acceptInferred ? [] : inferences.map(({ id }) => id)
      const { result } = dryRun
        ? { result: plan }
        : await importPlan(study, context, {
            ...{ planId: plan.planId, copyVideos: copy, declined, raters, by: null },
          })
      const { videos, captions, scores, refusals, notes } = result
      return {
        document: {
          dryRun,
          sessions: plan.sessions,
          ...{ videos, captions, scores, bytes: plan.bytes, refusals, notes, inferences, names },
        },
        lines: [
          dryRun ? 'Nothing was written. An import would give:' : 'Imported:',
          row('videos', videos),
          row('captions', captions),
          row('scores', scores),
          ...(notes.length === 0 ? [] : ['How it was read:', ...notes.map(noteLine)]),
          ...inferredLines(inferences, acceptInferred),
          ...nameLines(names),
        ],
        failures: refusals.map(toFailure),
      }
    })
}
