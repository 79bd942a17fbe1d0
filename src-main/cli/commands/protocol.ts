import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { counted } from '#shared/counted.ts'
import { protocolPlanSchema, shortHash } from '#shared/domain/protocol.ts'
import type { Protocol, ProtocolPlan } from '#shared/domain/protocol.ts'
import { protocolAsText } from '#shared/domain/protocol-text.ts'
import { AppError } from '#shared/errors.ts'
import type { CliContext } from '../cli-context.ts'
import type { Outcome } from '../outcome.ts'

function line({ content, sha256, amendedBy, nFits }: Protocol): string {
  const { n, title, items, scale, frozenUtc, frozenBy } = content
  const by = frozenBy === null ? '' : ` by ${frozenBy}`
  const state = amendedBy === null ? counted(nFits, 'fit') : `amended by protocol ${String(amendedBy)}`
  return `${String(n)}  ${title}: ${items.map(({ id }) => id).join(', ')} of ${scale.id}; frozen ${frozenUtc}${by}, SHA-256 ${shortHash(sha256)}; ${state}`
}

/** `protocol list`: what is frozen. */
export function protocolListCommand({ study: folder }: { readonly study: string }) {
  return (context: CliContext): Promise<Outcome> =>
    context.read(folder, ({ protocols }) => {
      const all = protocols.list()
      return { document: { protocols: all }, lines: all.map(line), failures: [] }
    })
}

/** `protocol show`: one of them, whole. */
export function protocolShowCommand({ study: folder, n }: { readonly study: string; readonly n: number }) {
  return (context: CliContext): Promise<Outcome> =>
    context.read(folder, ({ protocols }) => {
      const protocol = protocols.byNumber(n)
      return {
        document: { ...protocol },
        lines: protocolAsText(protocol).trimEnd().split('\n'),
        failures: [],
      }
    })
}

function parse(text: string, name: string): ProtocolPlan {
  let json: unknown
  try {
    json = JSON.parse(text.replace(/^\uFEFF/u, ''))
  } catch (error) {
    throw new AppError('bad-request', `${name} is not valid JSON.`, { cause: error })
  }
  const { data, error } = protocolPlanSchema.safeParse(json)
  if (data !== undefined) return data
  const [issue] = error.issues
  const where = issue === undefined || issue.path.length === 0 ? '' : ` at “${issue.path.join('.')}”`
  throw new AppError('bad-request', `${name} is not a plan${where}: ${issue?.message ?? 'unknown'}`)
}

interface FreezeRequest {
  readonly study: string
  readonly file: string
  readonly by?: string
}

/** `protocol freeze`: what a JSON file plans. */
export function protocolFreezeCommand({ study: folder, file, by }: FreezeRequest) {
  return async (context: CliContext): Promise<Outcome> => {
    const text = await readFile(context.path(file), 'utf8').catch((error: unknown) => {
      throw new AppError('file-unreadable', `${basename(file)} cannot be read.`, { cause: error })
    })
    const plan = parse(text, basename(file))
    return context.open(folder, (study) => {
      if (by !== undefined && study.raters.whoIs(by) === null) {
        throw new AppError('not-found', `There is no rater ${by} in the study.`)
      }
      const protocol = study.protocols.freeze(plan, by ?? null)
      return { document: { ...protocol }, lines: [`Frozen: ${line(protocol)}`], failures: [] }
    })
  }
}
