import { LEAST_PATIENTS, protocolPlanSchema, usualPermutations } from '#shared/domain/protocol.ts'
import type { PrimaryStatistic, Protocol, ProtocolPlan } from '#shared/domain/protocol.ts'
import type { FeatureKind, HeadId } from '#shared/domain/head-kind.ts'

/** A plan as it is typed. */
export interface ProtocolForm {
  title: string
  question: string
  head: HeadId
  features: FeatureKind
  primary: PrimaryStatistic
  permutations: string
  alpha: string
  minPatients: string
  unblinded: boolean
  reason: string
}

/** Of the protocol that is amended, or empty. */
export function formOf(before: Protocol | null): ProtocolForm {
  if (before === null) {
    return {
      ...{ title: '', question: '', head: 'ridge', features: 'mean', primary: 'q2' },
      ...{ permutations: String(usualPermutations('ridge')), alpha: '0.05' },
      ...{ minPatients: String(LEAST_PATIENTS), unblinded: false, reason: '' },
    }
  }
  const { title, question, head, features, primary, test, minPatients, ratings } = before.content
  return {
    ...{ title, question, head, features, primary, unblinded: ratings.unblinded, reason: '' },
    ...{
      permutations: String(test.permutations),
      alpha: String(test.alpha),
      minPatients: String(minPatients),
    },
  }
}

/** What else a plan says. */
export interface PlannedWith {
  readonly scaleId: string
  readonly itemIds: readonly string[]
  readonly packId: string
  /** Name; null where the features are of none. */
  readonly promptSet: string | null
  readonly amends: number | null
}

const words: Readonly<Record<string, string>> = {
  permutations: 'Permutations are a whole number from 19 to 9,999.',
  alpha: 'Alpha is a number from 0.001 to 0.1.',
  minPatients: `A fit needs at least ${String(LEAST_PATIENTS)} patients.`,
}

const numberIn = (text: string): number => Number(text.trim().replace(',', '.'))

/** The plan, or the first thing that is not right with it. */
export function planOf(
  form: ProtocolForm,
  given: PlannedWith,
): { readonly plan: ProtocolPlan } | { readonly problem: string } {
  const { reason, permutations, alpha, minPatients, ...said } = form
  const read = protocolPlanSchema.safeParse({
    ...said,
    ...{ permutations: numberIn(permutations), alpha: numberIn(alpha), minPatients: numberIn(minPatients) },
    ...{ scaleId: given.scaleId, itemIds: [...given.itemIds], packId: given.packId },
    promptSet: form.features === 'prompts' ? given.promptSet : null,
    amends: given.amends === null ? null : { n: given.amends, reason },
  })
  if (read.success) return { plan: read.data }
  const [issue] = read.error.issues
  return { problem: words[String(issue?.path[0])] ?? issue?.message ?? 'Something is missing.' }
}
