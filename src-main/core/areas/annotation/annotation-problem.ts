import type { AnnotationSpan, AnnotationValue, Tier } from '#shared/domain/annotation.ts'
import { holdsTime } from '#shared/time/interval.ts'
import type { TimeSpan } from '#shared/time/interval.ts'
import { formatTimecode } from '#shared/time/timecode.ts'
import { spanProblem, tolerant } from '../study/caption-span.ts'

interface Spanned {
  readonly span: AnnotationSpan
  /** Of the clip or the video. */
  readonly within: TimeSpan
  /** A video as a whole is nothing that an annotation can be about. */
  readonly isVideo: boolean
}

/** Null when a span fits its tier and lies where it belongs, else what is wrong, to follow “The annotation”. */
export function placeProblem(tier: Tier, { span, within, isVideo }: Spanned): string | null {
  const { startMs, endMs } = span
  const isWhole = startMs === null && endMs === null
  if (isWhole) {
    if (isVideo || tier.span === 'interval' || tier.span === 'point') return `needs a time in “${tier.name}”`
    return null
  }
  if (startMs === null) return 'ends without a beginning'
  if (tier.span === 'clip') return `is of a whole clip in “${tier.name}” and has no time`
  if (tier.span === 'point')
    return endMs === null ? pointProblem(startMs, within) : `is a point in “${tier.name}” and has no end`
  return endMs === null ? 'begins without an end' : spanProblem({ startMs, endMs }, within)
}

function pointProblem(timeMs: number, within: TimeSpan): string | null {
  if (holdsTime(tolerant(within), timeMs)) return null
  return `(${formatTimecode(timeMs)}) lies outside of ${formatTimecode(within.startMs)} to ${formatTimecode(within.endMs)}`
}

/** Null when a value fits its tier, else what is wrong, to follow “The annotation”. */
export function valueProblem({ name, values }: Tier, value: AnnotationValue): string | null {
  if (value.kind !== values.kind) return `has a ${value.kind} where “${name}” takes a ${values.kind}`
  if (value.kind === 'code' && values.kind === 'code') {
    const isKnown = values.codes.some(({ code }) => code === value.code)
    return isKnown ? null : `has the code “${value.code}”, which “${name}” does not have`
  }
  if (value.kind !== 'number' || values.kind !== 'number') return null
  const { min, max } = values
  if ((min === null || value.number >= min) && (max === null || value.number <= max)) return null
  const bounds = [min === null ? null : `from ${min}`, max === null ? null : `to ${max}`]
  return `has ${value.number} where “${name}” goes ${bounds.filter((bound) => bound !== null).join(' ')}`
}
