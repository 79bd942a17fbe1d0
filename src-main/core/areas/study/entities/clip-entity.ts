import { z } from 'zod'
import { clipOriginSchema } from '#shared/domain/cut.ts'
import { AppError } from '#shared/errors.ts'
import { spanText } from '#shared/time/timecode.ts'
import type { ClipRepository, ClipState, StoredClip } from '../clip-repository.ts'
import type { VideoRepository } from '../video-repository.ts'
import type { Key } from '../../../journal/changes.ts'
import type { Entity } from '../../../journal/entity.ts'

export const clipValueSchema = z.object({
  /** Uid of its video. */
  video: z.string(),
  startMs: z.number(),
  endMs: z.number(),
  origin: clipOriginSchema,
  /** Kept, but neither predicted nor exported. */
  excluded: z.boolean(),
})
export type ClipValue = z.infer<typeof clipValueSchema>

export const CLIP = 'clip'

const partsSchema = z.tuple([z.string()])

export function clipKey(uid: string): Key {
  return [uid]
}

/** Null for one that is cut away: its row stays, with all that hangs on it. */
export function clipValue(clip: Omit<StoredClip, 'uid'>): ClipValue | null {
  const { videoUid: video, startMs, endMs, origin, state } = clip
  return state === 'removed' ? null : { video, startMs, endMs, origin, excluded: state === 'excluded' }
}

export interface ClipEntityDeps {
  readonly clips: ClipRepository
  readonly videos: VideoRepository
}

export function clipEntity({ clips, videos }: ClipEntityDeps): Entity<ClipValue> {
  const uidOf = (key: Key): string => partsSchema.parse(key)[0]

  function put(uid: string, { video, startMs, endMs, origin, excluded }: ClipValue): void {
    const state: ClipState = excluded ? 'excluded' : 'active'
    const clipId = clips.idOf(uid)
    if (clipId !== null) {
      clips.mark(clipId, { state, origin })
      return
    }
    const videoId = videos.idOf(video)
    if (videoId === null) throw new AppError('not-found', 'The video of this clip is not in the study.')
    clips.insert({ videoId, startMs, endMs, state, origin, uid })
  }

  function cutAway(uid: string): void {
    const clip = clips.stored(uid)
    const clipId = clips.idOf(uid)
    if (clip !== null && clipId !== null) clips.mark(clipId, { state: 'removed', origin: clip.origin })
  }

  return {
    entity: CLIP,
    schema: clipValueSchema,
    areas: ['clips', 'library', 'captions', 'predictions'],
    isGiven: true,
    read(key) {
      const clip = clips.stored(uidOf(key))
      return clip === null ? null : clipValue(clip)
    },
    write(key, value) {
      if (value === null) cutAway(uidOf(key))
      else put(uidOf(key), value)
    },
    describe(key) {
      const clip = clips.placeOf(uidOf(key))
      if (clip === null) return 'clip'
      const { patientCode, visitLabel, ordinal, state } = clip
      const which = state === 'removed' ? 'clip that was cut away' : `clip ${ordinal}`
      return `${which} of ${patientCode} ${visitLabel}`
    },
    say: ({ startMs, endMs, excluded }) => `${spanText({ startMs, endMs })}${excluded ? ', excluded' : ''}`,
    authorOf: () => null,
    placeOf(key) {
      const clip = clips.placeOf(uidOf(key))
      if (clip === null) return null
      return { kind: 'cut', videoId: clip.videoId, clipId: clip.state === 'removed' ? null : clip.clipId }
    },
    touches(key) {
      const clip = clips.placeOf(uidOf(key))
      return clip === null ? null : { clips: [clip.clipId], visits: [clip.sessionId] }
    },
    *all() {
      for (const clip of clips.present()) {
        const value = clipValue(clip)
        if (value !== null) yield [clipKey(clip.uid), value]
      }
    },
    afterwards(keys) {
      const sessions = new Set(keys.flatMap((key) => clips.placeOf(uidOf(key))?.sessionId ?? []))
      for (const sessionId of sessions) clips.renumber(sessionId)
    },
  }
}
