import { z } from 'zod'
import { captionOrigins } from '#shared/domain/caption.ts'
import type { Caption } from '#shared/domain/caption.ts'
import { sightSchema } from '#shared/domain/sight.ts'
import { AppError } from '#shared/errors.ts'
import type { CaptionKey, CaptionRepository } from '../../annotation/caption-repository.ts'
import type { ClipRepository } from '../clip-repository.ts'
import type { RaterRepository } from '../../rating/rater-repository.ts'
import { byWhom } from '../by-whom.ts'
import type { Key } from '../../../journal/changes.ts'
import type { Entity } from '../../../journal/entity.ts'

export const captionValueSchema = z.object({
  text: z.string(),
  /** Null in versions from before there was a journal: only that of the newest was kept. */
  origin: z.enum(captionOrigins).nullable(),
  synthetic: z.boolean(),
  /** What the rater could have known; null where nobody kept it. */
  sight: sightSchema.nullable(),
})
export type CaptionValue = z.infer<typeof captionValueSchema>

export const CAPTION = 'caption'

const partsSchema = z.tuple([z.string(), z.string(), z.number().nullable(), z.number().nullable()])

/** By the clip, the rater, and the span that it is about; null and null for the whole clip. */
export function captionKey(caption: {
  readonly clipUid: string
  readonly raterUid: string
  readonly startMs: number | null
  readonly endMs: number | null
}): Key {
  return [caption.clipUid, caption.raterUid, caption.startMs, caption.endMs]
}

export function captionValue({
  text,
  origin,
  synthetic,
  sight,
}: Omit<CaptionValue, 'sight'> & Pick<Caption, 'sight'>): CaptionValue {
  return { text, origin, synthetic, sight: sight ?? null }
}

export interface CaptionEntityDeps {
  readonly captions: CaptionRepository
  readonly clips: ClipRepository
  readonly raters: RaterRepository
}

export function captionEntity({ captions, clips, raters }: CaptionEntityDeps): Entity<CaptionValue> {
  /** Null when its clip or its rater is not in the study. */
  function locate(key: Key, known = new Map<string, number>()): CaptionKey | null {
    const [clipUid, raterUid, startMs, endMs] = partsSchema.parse(key)
    const clipId = known.get(`clip ${clipUid}`) ?? clips.idOf(clipUid)
    const raterId = known.get(`rater ${raterUid}`) ?? raters.byUid(raterUid)?.id
    if (clipId === null || raterId === undefined) return null
    known.set(`clip ${clipUid}`, clipId).set(`rater ${raterUid}`, raterId)
    return { clipId, raterId, startMs, endMs }
  }
  return {
    entity: CAPTION,
    schema: captionValueSchema,
    areas: ['captions', 'library'],
    read(key) {
      const place = locate(key)
      const found = place === null ? null : captions.find(place)
      return found === null ? null : captionValue(found)
    },
    write(key, value, { madeUtc, isSameRevision, known }) {
      const place = locate(key, known)
      if (place === null)
        throw new AppError('not-found', 'The clip of this caption, or its rater, is not in the study.')
      if (value === null) captions.remove(place)
      else
        captions.put(
          place,
          { ...value, origin: value.origin ?? 'typed' },
          { nowUtc: madeUtc, isSameRevision },
        )
    },
    describe(key, reader) {
      const [clipUid, raterUid] = partsSchema.parse(key)
      const by = byWhom(raters, raterUid, reader)
      const clip = clips.placeOf(clipUid)
      if (clip === null) return `caption of a clip${by}`
      const { patientCode, visitLabel, ordinal, state } = clip
      const which = state === 'removed' ? 'a clip that was cut away' : `clip ${ordinal}`
      return `caption of ${patientCode} ${visitLabel} ${which}${by}`
    },
    say: ({ text }) => (text === '' ? 'no text' : text),
    authorOf(key) {
      const [clipUid, raterUid] = partsSchema.parse(key)
      return {
        rater: raters.codeOf(raterUid) ?? raterUid,
        sessionId: clips.placeOf(clipUid)?.sessionId ?? null,
      }
    },
    placeOf(key) {
      const clip = clips.placeOf(partsSchema.parse(key)[0])
      return clip === null || clip.state === 'removed' ? null : { kind: 'caption', clipId: clip.clipId }
    },
    touches(key) {
      const place = locate(key)
      return place === null ? null : { clips: [place.clipId] }
    },
    *all() {
      for (const { clipUid, raterUid, caption } of captions.all())
        yield [captionKey({ ...caption, clipUid, raterUid }), captionValue(caption)]
    },
  }
}
