import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { dictionaryBeside, isRedcapRecords } from '#core/areas/import/redcap-files.ts'
import { covariateRange, covariateSchema, knownAtVisits, sayCovariate } from '#shared/domain/covariate.ts'
import { counted } from '#shared/counted.ts'
import { AppError } from '#shared/errors.ts'
import type { CliContext } from '../cli-context.ts'
import type { Outcome } from '../outcome.ts'

/** `covariates list`: which there are, and what is known at each visit. */
export function covariatesListCommand({ study: folder }: { readonly study: string }) {
  return (context: CliContext): Promise<Outcome> =>
    context.read(folder, ({ covariates, library }) => {
      const kinds = covariates.kinds()
      const known = knownAtVisits(library.sessions(), kinds, covariates.known())
      const visits = library.sessions().map(({ id, patientCode, visitLabel }) => ({
        ...{ patientCode, visitLabel },
        values: Object.fromEntries(known.get(id) ?? []),
      }))
      const said = visits.map(({ patientCode, visitLabel, values }) => {
        const parts = kinds.flatMap((kind) => {
          const value = values[kind.id]
          return value === undefined ? [] : [`${kind.id} ${sayCovariate(kind, value)}`]
        })
        return `${patientCode} ${visitLabel}: ${parts.length === 0 ? 'nothing known' : parts.join(', ')}`
      })
      const lines = kinds.map(
        (kind) => `${kind.id} (of the ${kind.of}): ${kind.name}, ${covariateRange(kind)}`,
      )
      return { document: { kinds, visits }, lines: [...lines, ...said], failures: [] }
    })
}

async function read(context: CliContext, file: string): Promise<Buffer> {
  return readFile(context.path(file)).catch((error: unknown) => {
    throw new AppError('file-unreadable', `${basename(file)} cannot be read.`, { cause: error })
  })
}

interface ImportRequest {
  readonly study: string
  readonly file: string
  readonly dryRun?: boolean
}

/** `covariates import`: from a table with a row for each patient or visit. */
export function covariatesImportCommand({ study: folder, file, dryRun = false }: ImportRequest) {
  return async (context: CliContext): Promise<Outcome> => {
    const dictionary = isRedcapRecords(basename(file)) ? await dictionaryBeside(context.path(file)) : null
    const given = { fileName: basename(file), bytes: await read(context, file), dictionary }
    return context.open(folder, (study) => {
      const taken = study.imports.covariates(given, { dryRun })
      const said = `${counted(taken.new, 'value')} new, ${String(taken.changed)} changed, ${String(taken.known)} known, ${String(taken.refused.length)} refused`
      return {
        document: { dryRun, ...taken },
        lines: [dryRun ? `Nothing was written. It would give: ${said}.` : `Imported: ${said}.`],
        failures: taken.refused.map(({ line, message }) => ({
          item: line === null ? given.fileName : `${given.fileName}, line ${String(line)}`,
          message,
        })),
      }
    })
  }
}

interface SetRequest {
  readonly study: string
  readonly patient: string
  readonly visit: string
  readonly values: readonly string[]
}

/** `covariates set`: `name=value`, nothing after the sign to take it away. */
export function covariatesSetCommand({ study: folder, patient, visit, values }: SetRequest) {
  return (context: CliContext): Promise<Outcome> =>
    context.open(folder, ({ covariates, library }) => {
      const session = library
        .sessions()
        .find(({ patientCode, visitLabel }) => patientCode === patient && visitLabel === visit)
      if (session === undefined) {
        throw new AppError('not-found', `There is no visit “${visit}” of a patient ${patient} in the study.`)
      }
      const typed = values.map((text) => {
        const at = text.indexOf('=')
        if (at < 1) throw new AppError('bad-request', `“${text}” is not a name, “=”, and a value or nothing.`)
        return [text.slice(0, at), text.slice(at + 1)] as const
      })
      covariates.save({ sessionId: session.id, values: Object.fromEntries(typed) })
      return {
        document: { patient, visit, values: Object.fromEntries(typed) },
        lines: [`${counted(typed.length, 'covariate')} of ${patient} ${visit} saved.`],
        failures: [],
      }
    })
}

/** `covariates define`: a kind of the study's own, from a JSON file. */
export function covariatesDefineCommand({ study: folder, file }: Pick<ImportRequest, 'study' | 'file'>) {
  return async (context: CliContext): Promise<Outcome> => {
    const covariate = parse((await read(context, file)).toString('utf8'), basename(file))
    return context.open(folder, ({ covariates }) => {
      covariates.define(covariate)
      return {
        document: covariate,
        lines: [`${covariate.name}: ${covariateRange(covariate)}.`],
        failures: [],
      }
    })
  }
}

function parse(text: string, name: string) {
  let json: unknown
  try {
    json = JSON.parse(text.replace(/^\uFEFF/u, ''))
  } catch (error) {
    throw new AppError('bad-request', `${name} is not valid JSON.`, { cause: error })
  }
  const { data, error } = covariateSchema.safeParse(json)
  if (data !== undefined) return data
  const [issue] = error.issues
  throw new AppError(
    'bad-request',
    `${name} is not a covariate${issue === undefined ? '' : ` at “${issue.path.join('.')}”: ${issue.message}`}`,
  )
}
