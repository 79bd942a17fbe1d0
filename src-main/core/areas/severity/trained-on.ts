import { faceReasonSentence } from '#shared/domain/face-reason.ts'
import type { ClipTextPack } from '#shared/domain/pack.ts'
import { counted } from '#shared/counted.ts'
import { featureWords, headWords } from '#shared/domain/head-kind.ts'
import type { FeatureKind, HeadId } from '#shared/domain/head-kind.ts'
import type { PromptSet } from '#shared/domain/prompt-set.ts'
import { hiddenPartsSentence } from '#shared/domain/severity-target.ts'
import type { SeverityTarget } from '#shared/domain/severity-target.ts'
import type { LoadedPack } from '../../packs/loaded-pack.ts'
import { thresholdFor } from './moments.ts'
import type { LikePatients } from './one-person.ts'
import { itemName } from './training-set.ts'
import type { TrainingSet } from './training-set.ts'

/** With what a model was fitted. */
export interface FittedWith {
  readonly pack: LoadedPack<ClipTextPack>
  readonly head: HeadId
  readonly features: FeatureKind
  /** Whose prompts the features are of; null where they are of none. */
  readonly promptSet: PromptSet | null
  /** Of whom a person said that they are different people. */
  readonly like: readonly LikePatients[]
  /** All items of the fit that were rated in the same visits as this one. */
  readonly sharing: readonly TrainingSet[]
}

function formatShare(share: number): string {
  return `${Math.round(100 * share)} %`
}

function unblindedSentence({ nUnblinded }: TrainingSet): string {
  if (nUnblinded === 0) return ''
  const were = nUnblinded === 1 ? '1 rating was' : `${nUnblinded} ratings were`
  return ` ${were} made with estimates in view.`
}

/** Stays with every estimate. */
function invisibleSentence(target: SeverityTarget): string {
  const { faceVisible, notOnFace, parts } = target
  if (parts !== undefined) {
    const hidden = hiddenPartsSentence(target)
    return hidden === null
      ? ''
      : ` Warning: ${hidden} Of them at most what goes along with the others is estimated.`
  }
  return faceVisible
    ? ''
    : ` Warning: a face does not show this item. ${faceReasonSentence(notOnFace)} Somebody insisted, and what is estimated is at most what goes along with it.`
}

function consensusSentence({ nConsensus }: TrainingSet): string {
  return nConsensus === 0
    ? ''
    : ` Where raters agreed on a consensus, it alone counts: ${counted(nConsensus, 'session')}.`
}

function apartSentence({ rows }: TrainingSet, like: readonly LikePatients[]): string {
  const used = new Set(rows.map(({ patientCode }) => patientCode))
  const pairs = like.filter(({ codes }) => codes.every((code) => used.has(code)))
  if (pairs.length === 0) return ''
  return ` Said to be different people, though they look like one: ${pairs.map(({ codes }) => codes.join(' and ')).join('; ')}.`
}

/** Of one model of several items: whose say in it is as great as the item's own. */
function jointSentence(set: TrainingSet, { head, sharing }: Pick<FittedWith, 'head' | 'sharing'>): string {
  const others = sharing.filter(({ item }) => item.id !== set.item.id)
  if (!headWords[head].isJoint || others.length === 0) return ''
  return ` Fitted together with ${others.map(({ item }) => itemName(item)).join(', ')}.`
}

/** Travels with every estimate of the model. */
export function trainedOnSentence(
  set: TrainingSet,
  { pack, head, features, promptSet, like, sharing }: FittedWith,
  date: Date,
): string {
  const { rows, nPatients, nClips, raters, item } = set
  const kind = set.synthetic ? 'synthetic ratings (made up for demonstration)' : 'ratings'
  const by = raters.length === 1 ? `rater ${raters.join()}` : `the mean of raters ${raters.join(', ')}`
  const { title, version } = pack.manifest
  const day = date.toISOString().slice(0, 10)
  const prompts =
    promptSet === null
      ? ''
      : ` (“${promptSet.name}”: ${promptSet.classes.map(({ label }) => label).join(', ')}; likely is above ${formatShare(thresholdFor(promptSet.classes.length))})`
  const isPlain = head === 'ridge' && features === 'mean'
  const how = isPlain ? '' : ` ${headWords[head].title} on ${featureWords[features].title}${prompts}.`
  return `Trained on ${kind} of ${itemName(item)} by ${by}: ${nPatients} patients, ${rows.length} sessions, ${nClips} clips; pack ${title} ${version}; ${day}.${how}${jointSentence(set, { head, sharing })}${invisibleSentence(item)}${unblindedSentence(set)}${consensusSentence(set)}${apartSentence(set, like)}`
}
