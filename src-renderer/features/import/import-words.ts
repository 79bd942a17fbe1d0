import type {
  ImportName,
  ImportCounts,
  ImportInference,
  ImportPlan,
  ImportState,
} from '#shared/domain/import-plan.ts'
import { raterCodeSchema } from '#shared/domain/rater.ts'
import { formatPlural } from '../../ui/number-text.ts'

export const stateWords: Readonly<Record<ImportState, string>> = {
  new: 'New',
  known: 'Known',
  changed: 'Changed',
  refused: 'Refused',
}

export const stateTones: Readonly<Record<ImportState, 'accent' | 'neutral' | 'warn' | 'danger'>> = {
  new: 'accent',
  known: 'neutral',
  changed: 'warn',
  refused: 'danger',
}

/** `4 new, 1 refused`; only what is there. */
export function countWords(counts: ImportCounts): string {
  const parts = (['new', 'changed', 'known', 'refused'] as const)
    .filter((state) => counts[state] > 0)
    .map((state) => `${String(counts[state])} ${state}`)
  return parts.length === 0 ? 'none' : parts.join(', ')
}

/** How many videos, captions and scores confirming would write. */
export function writtenBy(plan: ImportPlan): number {
  return [plan.videos, plan.captions, plan.scores].reduce(
    (sum, counts) => sum + counts.new + counts.changed,
    0,
  )
}

/** What a table writes, and what it is taken for. */
export function inferenceWords({ kind, written, taken }: ImportInference): string {
  return `“${written}” is ${kind} “${taken}”`
}

/** Code of the rater that a name is taken for, as typed; null for none. */
export function raterOf({ name, raterCode }: ImportName, raters: ReadonlyMap<string, string | null>) {
  const chosen = raters.get(name)
  return chosen === undefined ? raterCode : chosen
}

/** Whether each name that is a rater's has a code that can be one. */
export function areRatersNamed(plan: ImportPlan, raters: ReadonlyMap<string, string | null>): boolean {
  const codes = plan.names.map((found) => raterOf(found, raters))
  return codes.every((code) => code === null || raterCodeSchema.safeParse(code).success)
}

/** Text on the button that confirms. */
export function confirmWords(plan: ImportPlan): string {
  const videos = plan.videos.new + plan.videos.changed
  if (videos > 0) return `Import ${formatPlural(videos, 'video')}`
  return writtenBy(plan) > 0 ? 'Import captions and scores' : 'Nothing to import'
}
