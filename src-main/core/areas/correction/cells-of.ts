import type { Annotation } from '#shared/domain/annotation.ts'
import type { Caption } from '#shared/domain/caption.ts'
import { ANNOTATION, annotationKey, journalledAnnotation } from '../study/entities/annotation-entity.ts'
import type { JournalledAnnotation } from '../study/entities/annotation-entity.ts'
import { CAPTION, captionKey, captionValue } from '../study/entities/caption-entity.ts'
import type { CaptionValue } from '../study/entities/caption-entity.ts'
import { COVARIATE, covariateKey } from '../study/entities/covariate-entity.ts'
import { SCORE, scoreKey } from '../study/entities/score-entity.ts'
import type { ScoreValue } from '../study/entities/score-entity.ts'
import type { StudyRepositories } from '../study/study-context.ts'
import type { Cell } from './shared-cells.ts'

/** Uids of the two who become one. */
export interface Two {
  readonly from: string
  readonly into: string
}

const captionSaid = (value: unknown): unknown => {
  const { text } = value as CaptionValue
  return text === '' ? null : text
}

const scoreSaid = (value: unknown): unknown => {
  const { value: number, missingReason } = value as ScoreValue
  return [number, missingReason]
}

const annotationSaid = (value: unknown): unknown => (value as JournalledAnnotation).value

interface Half<Item> {
  readonly item: Item
  readonly place: string
}

/** Those of the one who goes, each with what the one who stays has at the same place. */
function paired<Item>(
  items: Iterable<{ readonly of: string; readonly half: Half<Item> }>,
  { from, into }: Two,
): { item: Item; there: Item | null }[] {
  const going: Half<Item>[] = []
  const staying = new Map<string, Item>()
  for (const { of, half } of items) {
    if (of === from) going.push(half)
    else if (of === into) staying.set(half.place, half.item)
  }
  return going.map(({ item, place }) => ({ item, there: staying.get(place) ?? null }))
}

interface OfClip {
  readonly clipUid: string
  readonly caption: Caption
}

export function captionsOfRaters({ captions }: StudyRepositories, two: Two): Cell[] {
  function* items() {
    for (const { clipUid, raterUid, caption } of captions.all()) {
      const place = JSON.stringify([clipUid, caption.startMs, caption.endMs])
      yield { of: raterUid, half: { item: { clipUid, caption }, place } }
    }
  }
  const keyOf = ({ clipUid, caption }: OfClip, raterUid: string) =>
    captionKey({ ...caption, clipUid, raterUid })
  return paired<OfClip>(items(), two).map(({ item, there }) => ({
    ...{ entity: CAPTION, from: keyOf(item, two.from), to: keyOf(item, two.into), said: captionSaid },
    value: captionValue(item.caption),
    there: there === null ? null : { key: keyOf(there, two.into), value: captionValue(there.caption) },
  }))
}

interface Place {
  readonly placeUid: string
  readonly annotation: Annotation
}

/** In the tiers of one's own; two codes of one interval are two. */
export function annotationsOfRaters({ annotations }: StudyRepositories, two: Two): Cell[] {
  function* items() {
    for (const { placeUid, raterUid, annotation } of annotations.all()) {
      const { tierUid, startMs, endMs, value } = annotation
      const code = value.kind === 'code' ? value.code : null
      const place = JSON.stringify([placeUid, tierUid, startMs, endMs, code])
      yield { of: raterUid, half: { item: { placeUid, annotation }, place } }
    }
  }
  const keyOf = ({ placeUid, annotation: { tierUid, uid } }: Place, raterUid: string) =>
    annotationKey({ placeUid, raterUid, tierUid, uid })
  return paired<Place>(items(), two).map(({ item, there }) => ({
    ...{ entity: ANNOTATION, from: keyOf(item, two.from), to: keyOf(item, two.into), said: annotationSaid },
    value: journalledAnnotation(item.annotation),
    there:
      there === null ? null : { key: keyOf(there, two.into), value: journalledAnnotation(there.annotation) },
  }))
}

type OfItem = ReturnType<StudyRepositories['scores']['all']> extends Iterable<infer Item> ? Item : never

/** By two raters, of all visits. */
export function scoresOfRaters(repositories: StudyRepositories, two: Two): Cell[] {
  return scoreCells(repositories, two, 'raterUid')
}

/** Of two visits, by all raters. */
export function scoresOfVisits(repositories: StudyRepositories, two: Two): Cell[] {
  return scoreCells(repositories, two, 'sessionUid')
}

/** What is known of two visits. */
export function covariatesOfVisits({ covariates }: StudyRepositories, two: Two): Cell[] {
  const items = covariates.known().map((item) => ({
    of: item.sessionUid,
    half: { item, place: item.covariateId },
  }))
  return paired(items, two).map(({ item: { covariateId: id, value }, there }) => ({
    ...{ entity: COVARIATE, from: covariateKey(two.from, id), to: covariateKey(two.into, id) },
    said: (stand: unknown) => stand,
    value: { value },
    there: there === null ? null : { key: covariateKey(two.into, id), value: { value: there.value } },
  }))
}

function scoreCells({ scores }: StudyRepositories, two: Two, by: 'raterUid' | 'sessionUid'): Cell[] {
  const keyOf = (score: OfItem, uid: string) => scoreKey({ ...score, [by]: uid })
  function* items() {
    for (const score of scores.all())
      yield { of: score[by], half: { item: score, place: JSON.stringify(keyOf(score, '')) } }
  }
  return paired<OfItem>(items(), two).map(({ item, there }) => ({
    ...{ entity: SCORE, from: keyOf(item, two.from), to: keyOf(item, two.into), said: scoreSaid },
    value: item.stored,
    there: there === null ? null : { key: keyOf(there, two.into), value: there.stored },
  }))
}
