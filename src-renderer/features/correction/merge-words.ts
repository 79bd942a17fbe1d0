import type { MergePlan, Mergeable } from '#shared/domain/correction.ts'
import type { AskedMerge } from '../../stores/corrections.ts'
import { formatPlural } from '../../ui/number-text.ts'

/** One of two who are one: rater by code, visit by name. */
export interface OneOfTwo {
  readonly id: number
  readonly name: string
}

export function oneWhoGoes(asked: AskedMerge): OneOfTwo {
  if (asked.kind === 'raters') return { id: asked.rater.id, name: asked.rater.code }
  return { id: asked.visit.id, name: asked.visit.visitLabel }
}

export function mergeWords(asked: AskedMerge): { title: string; description: string; list: string } {
  if (asked.kind === 'raters') {
    const { code } = asked.rater
    return {
      title: `Merge rater ${code} into another`,
      description: `If both codes are one person: what ${code} wrote and scored becomes the other’s, and there is no ${code} any more.`,
      list: 'Other rater',
    }
  }
  const { patientCode, visitLabel } = asked.visit
  return {
    title: `Merge visit ${patientCode} ${visitLabel} into another`,
    description: `If both are one visit: videos, people, captions and scores become those of the other, and there is no “${visitLabel}” any more.`,
    list: `Other visit of ${patientCode}`,
  }
}

export function mergeableOf(asked: AskedMerge, into: OneOfTwo): Mergeable {
  return asked.kind === 'raters'
    ? { kind: 'raters', from: asked.rater.code, into: into.name }
    : { kind: 'visits', from: asked.visit.id, into: into.id }
}

const inWords = (parts: readonly string[]): string => {
  const last = parts.at(-1) ?? ''
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`
}

/** What of the one who goes is the other's afterwards. */
export function movingWords({ videos, captions, annotations, scores }: MergePlan, name: string): string {
  const counts = [
    [videos, 'video'],
    [captions, 'caption'],
    [annotations, 'annotation'],
    [scores, 'score'],
  ] as const
  const parts = counts.filter(([count]) => count > 0).map(([count, noun]) => formatPlural(count, noun))
  if (parts.length === 0) return `There is nothing of ${name} to go along.`
  const isOne = parts.length === 1 && counts.some(([count]) => count === 1)
  return `${inWords(parts)} of ${name} ${isOne ? 'goes' : 'go'} along.`
}

/** How both agree where both say something; null where they never do. */
export function sameWords({ same }: MergePlan): string | null {
  if (same === 0) return null
  return `In ${formatPlural(same, 'place')} both say the same: one stays.`
}

/** So many places are listed; how many more there are is said. */
export const LISTED = 6

export function moreWords({ differing, cells }: MergePlan): string | null {
  const more = differing - Math.min(LISTED, cells.length)
  return more > 0 ? `and ${formatPlural(more, 'more place')}` : null
}
