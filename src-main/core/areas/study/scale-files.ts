import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { anchorFault, anchorsSchema } from '#shared/domain/anchors.ts'
import type { Anchors } from '#shared/domain/anchors.ts'
import { scaleSchema } from '#shared/domain/scale.ts'
import type { Scale } from '#shared/domain/scale.ts'
import { AppError } from '#shared/errors.ts'

const withAnchorsSchema = z.object({ anchors: anchorsSchema.optional() })

export interface ScaleFile {
  readonly scale: Scale
  /** The site's own texts, where the file has them. */
  readonly anchors: Anchors | null
}

/** Throws AppError `bad-request` with the first thing that is wrong. */
export function readScaleFile(json: string): ScaleFile {
  let data: unknown
  try {
    data = JSON.parse(json.replace(/^\uFEFF/u, ''))
  } catch (error) {
    throw new AppError('bad-request', 'The file of the scale is not valid JSON.', { cause: error })
  }
  const parsed = scaleSchema.safeParse(data)
  const texts = withAnchorsSchema.safeParse(data)
  if (parsed.success && texts.success) {
    const anchors = texts.data.anchors ?? null
    const fault = anchors === null ? null : anchorFault(parsed.data, anchors)
    if (fault !== null) throw new AppError('bad-request', `The file is not a scale: ${fault}`)
    return { scale: parsed.data, anchors }
  }
  const issue = (parsed.error ?? texts.error)?.issues[0]
  const place = issue === undefined || issue.path.length === 0 ? '' : ` at “${issue.path.join('.')}”`
  throw new AppError('bad-request', `The file is not a scale${place}: ${issue?.message ?? 'unknown reason'}`)
}

/** What {@link readScaleFile} reads. */
export function writeScaleFile({ scale, anchors }: ScaleFile): string {
  return `${JSON.stringify(anchors === null ? scale : { ...scale, anchors }, null, 2)}\n`
}

/** Negative symptoms first, for which the estimates are; what came with an earlier version stays in front. */
const order = [
  ...['panss-negative', 'cains', 'bnss', 'sans'],
  ...['panss-positive', 'panss-general', 'panss-6', 'madrs', 'ham-d17', 'phq-9'],
]

function rank(id: string): number {
  const index = order.indexOf(id)
  return index === -1 ? order.length : index
}

/** Those that the program ships, in the order in which they are shown. */
export function shippedScales(scalesFolder: string): Scale[] {
  const files = readdirSync(scalesFolder).filter((name) => name.endsWith('.json'))
  const shipped = files
    .sort()
    .map((name) => readScaleFile(readFileSync(join(scalesFolder, name), 'utf8')).scale)
  return shipped.sort((a, b) => rank(a.id) - rank(b.id))
}
