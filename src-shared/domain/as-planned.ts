import { featureWords, headWords } from './head-kind.ts'
import type { FeatureKind, HeadId } from './head-kind.ts'
import type { PromptClass } from './prompt-set.ts'
import { shortHash } from './protocol.ts'
import type { Protocol, ProtocolContent } from './protocol.ts'

/** What decides a fit. */
export interface FitAsked {
  readonly scaleId: string
  /** With their ranges as they are now. */
  readonly items: readonly {
    readonly id: string
    readonly name: string
    readonly min: number
    readonly max: number
  }[]
  readonly head: HeadId
  readonly features: FeatureKind
  /** Whose prompts the features are of; null where they are of none. */
  readonly promptSet: { readonly name: string; readonly classes: readonly PromptClass[] } | null
  readonly pack: { readonly id: string; readonly version: string; readonly sha256: string }
  readonly unblinded: boolean
}

type Named = ProtocolContent['items'][number]

const listed = (items: readonly Pick<Named, 'name'>[]): string => items.map(({ name }) => name).join(', ')

function itemDeviations({ items }: ProtocolContent, asked: FitAsked): string[] {
  const planned = new Map(items.map((item) => [item.id, item]))
  const isSame = items.length === asked.items.length && asked.items.every(({ id }) => planned.has(id))
  const moved = asked.items.filter(({ id, min, max }) => {
    const plan = planned.get(id)
    return plan !== undefined && (plan.min !== min || plan.max !== max)
  })
  return [
    ...(isSame ? [] : [`Planned together: ${listed(items)}; fitted together: ${listed(asked.items)}.`]),
    ...moved.map(({ name }) => `The range of ${name} is another than when it was planned.`),
  ]
}

function promptsOf(promptSet: FitAsked['promptSet']): string {
  return promptSet === null
    ? ''
    : JSON.stringify([promptSet.name, promptSet.classes.map(({ label, sentence }) => [label, sentence])])
}

/** In what a fit is not as it was planned, one sentence each; what becomes of the data is not looked at. */
export function planDeviations(content: ProtocolContent, asked: FitAsked): string[] {
  const { head, features, pack, ratings } = content
  return [
    ...itemDeviations(content, asked),
    ...(head === asked.head
      ? []
      : [`Planned head: ${headWords[head].title}; fitted: ${headWords[asked.head].title}.`]),
    ...(features === asked.features
      ? []
      : [
          `Planned features: ${featureWords[features].title}; fitted: ${featureWords[asked.features].title}.`,
        ]),
    ...(features === asked.features && promptsOf(content.promptSet) !== promptsOf(asked.promptSet)
      ? ['The prompts are others than when it was planned.']
      : []),
    ...(pack.sha256 === asked.pack.sha256
      ? []
      : [
          `Planned pack: ${pack.id} ${pack.version} (${shortHash(pack.sha256)}); fitted: ${asked.pack.id} ${asked.pack.version} (${shortHash(asked.pack.sha256)}).`,
        ]),
    ...(ratings.unblinded === asked.unblinded
      ? []
      : [
          asked.unblinded
            ? 'Ratings made with estimates in view count, which the protocol leaves out.'
            : 'Ratings made with estimates in view are left out, which the protocol counts.',
        ]),
  ]
}

/**
 * The protocol that a fit is measured by: of those that nothing has taken the place of and that plan any of its items, the newest that it
 * follows, else the newest. Null where there is none.
 */
export function protocolFor(protocols: readonly Protocol[], asked: FitAsked): Protocol | null {
  const ids = new Set(asked.items.map(({ id }) => id))
  const about = protocols.filter(
    ({ content, amendedBy }) =>
      amendedBy === null && content.scale.id === asked.scaleId && content.items.some(({ id }) => ids.has(id)),
  )
  return about.findLast(({ content }) => planDeviations(content, asked).length === 0) ?? about.at(-1) ?? null
}
