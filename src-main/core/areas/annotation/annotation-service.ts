import type { z } from 'zod'
import { changedAnnotationSchema, newAnnotationSchema, newTierSchema } from '#shared/domain/annotation.ts'
import type { Annotated, Annotation, NewTier, Tier } from '#shared/domain/annotation.ts'
import { videoSpan } from '#shared/domain/video-span.ts'
import { AppError } from '#shared/errors.ts'
import type { TimeSpan } from '#shared/time/interval.ts'
import { inTransaction } from '../../db/sql.ts'
import type { Key } from '../../journal/changes.ts'
import { randomUid } from '../../journal/uid.ts'
import { ANNOTATION, annotationKey } from '../study/entities/annotation-entity.ts'
import type { JournalledAnnotation } from '../study/entities/annotation-entity.ts'
import { TIER, tierKey, tierValue } from '../study/entities/tier-entity.ts'
import type { StudyContext } from '../study/study-context.ts'
import { placeProblem, valueProblem } from './annotation-problem.ts'
import type { AnnotationService } from './service.ts'
import type { StoredTier } from './tier-repository.ts'

export function createAnnotationService(context: StudyContext): AnnotationService {
  const { db, journal } = context
  const { annotations, tiers, clips, videos, raters } = context.repositories

  function tierOf(uid: string): StoredTier {
    const tier = tiers.get(uid)
    if (tier === null || tier.deleted) throw new AppError('not-found', 'This tier is not in the study.')
    return tier
  }

  function ownTierOf(uid: string): StoredTier {
    const tier = tierOf(uid)
    if (tier.builtIn)
      throw new AppError('conflict', `The tier “${tier.name}” belongs to every study and stays as it is.`)
    return tier
  }

  /** Where something lies, and by what it is called on every computer. */
  function placeOf(of: Annotated): { placeUid: string; within: TimeSpan; isVideo: boolean } {
    if ('clipId' in of) {
      const [clip, placeUid] = [clips.get(of.clipId), clips.uidOf(of.clipId)]
      if (clip === null || placeUid === null)
        throw new AppError('not-found', 'This clip is not in the study.')
      return { placeUid, within: clip, isVideo: false }
    }
    const [video, placeUid] = [videos.get(of.videoId), videos.uidOf(of.videoId)]
    if (video === null || placeUid === null)
      throw new AppError('not-found', 'This video is not in the study.')
    return { placeUid, within: videoSpan(video.probe), isVideo: true }
  }

  function changeTier(
    action: string,
    { uid, after, by }: { uid: string; after: NewTier | null; by: string | null },
  ): void {
    const name = after?.name ?? tiers.nameOf(uid) ?? ''
    journal.change({
      ...{ action, label: `tier “${name}”`, rater: by },
      changes: [{ entity: TIER, key: tierKey(uid), after }],
    })
  }

  /** An annotation that a rater made, with its key. Throws AppError `not-found`. */
  function madeBy(uid: string): { annotation: Annotation; raterCode: string; key: Key } {
    const annotation = annotations.get(uid)
    const { raterCode = null, raterId = null } = annotation ?? {}
    if (annotation === null || raterCode === null || raterId === null) {
      throw new AppError('not-found', 'This annotation is not in the study.')
    }
    const { tierUid, of } = annotation
    const { placeUid } = placeOf(of)
    return {
      annotation,
      raterCode,
      key: annotationKey({ placeUid, raterUid: raters.uidOf(raterId) ?? '', tierUid, uid }),
    }
  }

  function carryOut(
    action: string,
    change: { key: Key; after: JournalledAnnotation | null; by: string | null },
  ): void {
    const { key, after, by } = change
    const label = journal.describe(ANNOTATION, key, by)
    journal.change({
      action,
      label,
      rater: by,
      changes: [{ entity: ANNOTATION, key, after }],
    })
  }

  function requireFit(
    tier: Tier,
    of: Annotated,
    said: Pick<JournalledAnnotation, 'startMs' | 'endMs' | 'value'>,
  ): void {
    const problem = valueProblem(tier, said.value) ?? placeProblem(tier, { span: said, ...placeOf(of) })
    if (problem !== null) throw new AppError('out-of-range', `The annotation ${problem}.`)
  }

  function stored(uid: string): Annotation {
    const found = annotations.get(uid)
    if (found === null) throw new Error('An annotation that was just written is there.')
    return found
  }

  return {
    tiers: () => tiers.list().map(toTier),
    createTier(request, by) {
      const tier = parsed(newTierSchema, request, 'This is no tier.')
      const uid = randomUid()
      changeTier('tier.create', { uid, after: tierValue(tier), by })
      return toTier(tierOf(uid))
    },
    renameTier(uid, wanted, by) {
      const name = parsed(newTierSchema.shape.name, wanted, 'This is no name.')
      changeTier('tier.rename', { uid, after: { ...tierValue(ownTierOf(uid)), name }, by })
      return toTier(tierOf(uid))
    },
    deleteTier(uid, by) {
      ownTierOf(uid)
      changeTier('tier.delete', { uid, after: null, by })
    },
    list: (asked) => annotations.list(asked),
    get: (uid) => annotations.get(uid),
    put(request, sight, by) {
      const { tierUid, of, raterId, ...said } = parsed(newAnnotationSchema, request, 'This is no annotation.')
      const uid = randomUid()
      inTransaction(db, () => {
        const tier = ownTierOf(tierUid)
        requireFit(tier, of, said)
        const raterCode = raters.get(raterId)?.code
        if (raterCode === undefined) throw new AppError('not-found', 'This rater is not in the study.')
        const key = annotationKey({
          placeUid: placeOf(of).placeUid,
          raterUid: raters.uidOf(raterId) ?? '',
          tierUid,
          uid,
        })
        const after = { ...said, origin: 'typed', synthetic: false, sight: sight ?? null } as const
        carryOut('annotation.put', { key, after, by: by === undefined ? raterCode : by })
      })
      return stored(uid)
    },
    change({ uid, ...request }, sight, by) {
      const said = parsed(changedAnnotationSchema, request, 'This is no annotation.')
      inTransaction(db, () => {
        const { annotation, raterCode, key } = madeBy(uid)
        requireFit(ownTierOf(annotation.tierUid), annotation.of, said)
        if (isSame(annotation, said)) return
        const after = { ...said, origin: 'typed', synthetic: false, sight: sight ?? null } as const
        carryOut('annotation.change', { key, after, by: by === undefined ? raterCode : by })
      })
      return stored(uid)
    },
    delete(uid, by) {
      inTransaction(db, () => {
        const { raterCode, key } = madeBy(uid)
        carryOut('annotation.delete', { key, after: null, by: by === undefined ? raterCode : by })
      })
    },
  }
}

const toTier = ({ uid, builtIn, ...tier }: StoredTier): Tier => ({ uid, builtIn, ...tierValue(tier) })

type Said = Pick<JournalledAnnotation, 'startMs' | 'endMs' | 'value'>

const isSame = (a: Said, b: Said): boolean =>
  a.startMs === b.startMs && a.endMs === b.endMs && JSON.stringify(a.value) === JSON.stringify(b.value)

/** Throws AppError `bad-request` with the first thing that is wrong. */
function parsed<Value>(schema: z.ZodType<Value>, request: unknown, what: string): Value {
  const result = schema.safeParse(request)
  if (!result.success) throw new AppError('bad-request', result.error.issues[0]?.message ?? what)
  return result.data
}
