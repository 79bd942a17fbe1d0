import { z } from 'zod'
import { annotationSpanSchema, annotationValueSchema } from '#shared/domain/annotation.ts'
import type { Annotated, Annotation } from '#shared/domain/annotation.ts'
import { sightSchema } from '#shared/domain/sight.ts'
import { AppError } from '#shared/errors.ts'
import type { AnnotationPlace, AnnotationRepository } from '../../annotation/annotation-repository.ts'
import type { TierRepository } from '../../annotation/tier-repository.ts'
import { byWhom } from '../by-whom.ts'
import type { Key } from '../../../journal/changes.ts'
import type { Entity } from '../../../journal/entity.ts'
import type { RaterRepository } from '../../rating/rater-repository.ts'
import type { ClipRepository } from '../clip-repository.ts'
import type { SessionRepository } from '../session-repository.ts'
import type { VideoRepository } from '../video-repository.ts'

export const annotationContentSchema = annotationSpanSchema.extend({
  value: annotationValueSchema,
  origin: z.enum(['typed', 'imported']),
  synthetic: z.boolean(),
  /** What the rater could have known; null where nobody kept it. */
  sight: sightSchema.nullable(),
})
export type JournalledAnnotation = z.infer<typeof annotationContentSchema>

export const ANNOTATION = 'annotation'

const partsSchema = z.tuple([z.string(), z.string(), z.string(), z.string()])

/** Uids of the clip or the video, of the rater and of the tier, and its own. */
export function annotationKey(annotation: {
  readonly placeUid: string
  readonly raterUid: string
  readonly tierUid: string
  readonly uid: string
}): Key {
  const { placeUid, raterUid, tierUid, uid } = annotation
  return [placeUid, raterUid, tierUid, uid]
}

/** Null for what a run proposed: that is no edit. */
export function journalledAnnotation(annotation: Annotation): JournalledAnnotation | null {
  const { startMs, endMs, value, origin, synthetic, sight } = annotation
  return origin === 'proposed' ? null : { startMs, endMs, value, origin, synthetic, sight }
}

export interface AnnotationEntityDeps {
  readonly annotations: AnnotationRepository
  readonly tiers: TierRepository
  readonly clips: ClipRepository
  readonly videos: VideoRepository
  readonly sessions: SessionRepository
  readonly raters: RaterRepository
}

/** What raters and files say in the tiers; captions are an entity of their own. */
export function annotationEntity(deps: AnnotationEntityDeps): Entity<JournalledAnnotation> {
  const { annotations, tiers, clips, videos, sessions, raters } = deps

  function annotated(placeUid: string): Annotated | null {
    const clipId = clips.idOf(placeUid)
    if (clipId !== null) return { clipId }
    const videoId = videos.idOf(placeUid)
    return videoId === null ? null : { videoId }
  }

  /** Null when its clip or video, its rater or its tier is not in the study. */
  function locate(key: Key): AnnotationPlace | null {
    const [placeUid, raterUid, tierUid, uid] = partsSchema.parse(key)
    const [of, rater, tier] = [annotated(placeUid), raters.byUid(raterUid), tiers.get(tierUid)]
    return of === null || rater === null || tier === null ? null : { uid, tier, of, raterId: rater.id }
  }

  /** Null too when it is somebody else's by now. */
  function find(key: Key): Annotation | null {
    const [, raterUid, , uid] = partsSchema.parse(key)
    const found = annotations.get(uid)
    const isTheirs = found?.raterId === null || found?.raterId === raters.byUid(raterUid)?.id
    return isTheirs ? (found ?? null) : null
  }

  function sessionOf(placeUid: string): number | null {
    const videoId = videos.idOf(placeUid)
    return (
      clips.placeOf(placeUid)?.sessionId ?? (videoId === null ? null : videos.get(videoId)?.sessionId) ?? null
    )
  }

  /** E.g. `P001 baseline clip 3`. */
  function whereIs(placeUid: string): string {
    const clip = clips.placeOf(placeUid)
    if (clip !== null) {
      const which = clip.state === 'removed' ? 'a clip that was cut away' : `clip ${clip.ordinal}`
      return `${clip.patientCode} ${clip.visitLabel} ${which}`
    }
    const sessionId = sessionOf(placeUid)
    const session = sessionId === null ? null : sessions.get(sessionId)
    return session === null ? 'a clip' : `${session.patientCode} ${session.visitLabel}`
  }

  return {
    entity: ANNOTATION,
    schema: annotationContentSchema,
    areas: ['annotations'],
    read(key) {
      const found = find(key)
      return found === null ? null : journalledAnnotation(found)
    },
    write(key, value, { madeUtc }) {
      if (value === null) {
        if (find(key) !== null) annotations.remove(partsSchema.parse(key)[3])
        return
      }
      const place = locate(key)
      if (place === null) {
        const what = 'The clip or the video of this annotation, its rater or its tier is not in the study.'
        throw new AppError('not-found', what)
      }
      if (annotations.isSaid(place, value)) {
        throw new AppError('conflict', 'This rater says so in this tier already, of the very same time.')
      }
      annotations.put(place, value, madeUtc)
    },
    describe(key, reader) {
      const [placeUid, raterUid, tierUid] = partsSchema.parse(key)
      const by = byWhom(raters, raterUid, reader)
      const tier = tiers.nameOf(tierUid)
      const what = tier === null ? 'annotation' : `annotation in “${tier}”`
      return `${what} of ${whereIs(placeUid)}${by}`
    },
    say({ value }) {
      if (value.kind === 'number') return String(value.number)
      const said = value.kind === 'text' ? value.text : value.code
      return said === '' ? 'no text' : said
    },
    authorOf(key) {
      const [placeUid, raterUid] = partsSchema.parse(key)
      return { rater: raters.codeOf(raterUid) ?? raterUid, sessionId: sessionOf(placeUid) }
    },
    placeOf: () => null,
    touches(key) {
      const of = annotated(partsSchema.parse(key)[0])
      return of !== null && 'clipId' in of ? { clips: [of.clipId] } : null
    },
    *all() {
      for (const { placeUid, raterUid, annotation } of annotations.all()) {
        const { tierUid, uid } = annotation
        const value = journalledAnnotation(annotation)
        if (value !== null) yield [annotationKey({ placeUid, raterUid, tierUid, uid }), value]
      }
    },
  }
}
