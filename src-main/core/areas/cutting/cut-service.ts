import type { CutClip, CutEdit, CutState } from '#shared/domain/cut.ts'
import { videoSpan } from '#shared/domain/video-span.ts'
import { AppError } from '#shared/errors.ts'
import { isWithin, overlaps } from '#shared/time/interval.ts'
import { carryCaptions } from './carry-captions.ts'
import type { CaptionSource } from './carry-captions.ts'
import { requireAllowedCount } from './clip-spans.ts'
import { planEdit } from './plan-edit.ts'
import type { EditPlan, PutClip } from './plan-edit.ts'
import { proposeSpans } from './propose-spans.ts'
import { snapSpans } from './snap-to-frames.ts'
import { inTransaction } from '../../db/sql.ts'
import { CAPTION, captionKey, captionValue } from '../study/entities/caption-entity.ts'
import { CLIP, clipKey, clipValue } from '../study/entities/clip-entity.ts'
import type { GatheredChanges, WantedChange } from '../../journal/journal.ts'
import type { MediaTools } from '../../media/types.ts'
import { stepLabel } from './step-label.ts'
import type { ClipToCut } from '../study/clip-repository.ts'
import type { StoredVideo } from '../study/video-repository.ts'
import { sameVideoFile } from '../study/same-video.ts'
import type { CutService } from './service.ts'
import type { PeopleService } from '../people/service.ts'
import type { VideoService } from '../video/service.ts'
import type { StudyContext } from '../study/study-context.ts'
import { throwIfCancelled } from '../../jobs/throw-if-cancelled.ts'

export interface CutServiceDeps {
  readonly media: Pick<MediaTools, 'readSound'>
  readonly people: Pick<PeopleService, 'subject'>
  readonly videos: Pick<VideoService, 'frameTimes'>
}

/**
 * Cutting long videos into clips. Rows of clips are never deleted: each step is the change of a few states, so that taking
 * it back brings captions and predictions along. Texts are not part of a step: what was written on a clip stays on it,
 * whether it is there or was cut away.
 */
export function createCutService(context: StudyContext, deps: CutServiceDeps): CutService {
  const { db, repositories } = context
  const { videos, clips } = repositories
  const carryOut = createStepWriter(context)

  const findVideo = (videoId: number): StoredVideo => {
    const video = videos.get(videoId)
    if (video === null) throw new AppError('not-found', 'This video is not in the study.')
    return video
  }
  const presentClips = (videoId: number): ClipToCut[] =>
    clips.ofVideo(videoId).filter(({ state }) => state !== 'removed')

  const state = (videoId: number): CutState => ({
    videoId,
    startMs: videoSpan(findVideo(videoId).probe).startMs,
    durationMs: findVideo(videoId).probe.durationMs,
    clips: presentClips(videoId).map(toCutClip),
  })

  const changed = (videoId: number, change: () => unknown): CutState => {
    inTransaction(db, change)
    return state(videoId)
  }

  return {
    state,
    async propose(videoId, method, control) {
      const video = findVideo(videoId)
      const { fileName, probe } = video
      const file = await sameVideoFile(context, video, control.signal)
      if (file === null) {
        const what = `The video “${fileName}” is not where the study expects it. Find the folder it moved to.`
        throw new AppError('file-unreadable', what)
      }
      const source = { fileName, file, probe, media: deps.media, subject: () => deps.people.subject(videoId) }
      const { spans, note } = await proposeSpans(source, method, control)
      const { timesMs } = await deps.videos.frameTimes(videoId)
      throwIfCancelled(control.signal)
      const snapped = snapSpans(spans, { timesMs, video: videoSpan(probe) })
      requireAllowedCount(snapped.length)
      return { videoId, method, spans: snapped, note }
    },
    edit: (videoId, edit, by = null) =>
      changed(videoId, () => {
        const video = findVideo(videoId)
        const plan = planEdit({ clips: presentClips(videoId), video: videoSpan(video.probe) }, edit)
        return carryOut(video, plan, { edit, by })
      }),
  }
}

function toCutClip({ id, startMs, endMs, origin, state, captioned }: ClipToCut): CutClip {
  return { id, startMs, endMs, origin, captioned, excluded: state === 'excluded' }
}

const CARRIED = { action: 'caption.carry', label: 'captions that went along with a cut' }

/** Makes the function that carries a planned step out; call it within a transaction. */
function createStepWriter({ repositories, journal }: StudyContext) {
  const { clips, captions, raters, videos, sessions } = repositories

  /** The clip is there afterwards, in the row of its span where there is one. */
  const put = (video: StoredVideo, { span, origin, excluded }: PutClip): ChangedClip => {
    const known = clips.find(video.id, span)
    const state = excluded ? 'excluded' : 'active'
    const uid = known?.uid ?? clips.uidFor({ videoId: video.id, ...span, state, origin })
    const after = { ...span, state, origin } as const
    return { uid, span, before: known === null ? null : clipIn(video, known), after: clipIn(video, after) }
  }

  const clipIn = (video: StoredVideo, clip: Pick<ClipToCut, 'startMs' | 'endMs' | 'state' | 'origin'>) =>
    clipValue({ ...clip, videoUid: videos.uidOf(video.id) ?? '' })

  /** Of two texts on one thing the later one stays; the other is in its history. */
  const carry = ({ uid: clipUid, span }: ChangedClip, { sources, texts }: Carrying): void => {
    const clipId = clips.idOf(clipUid) ?? 0
    const carried = sources
      .filter(({ clip }) => overlaps(clip, span))
      .map((source): CaptionSource => ({ ...source, takesWhole: source.takesWhole(span) }))
    for (const caption of carryCaptions(carried, span)) {
      const there = captions.find({ ...caption, clipId })
      if (there !== null && (there.text === caption.text || there.updatedUtc >= caption.updatedUtc)) continue
      texts.put({
        entity: CAPTION,
        key: captionKey({ ...caption, clipUid, raterUid: raters.uidOf(caption.raterId) ?? '' }),
        before: there === null ? null : captionValue(there),
        after: captionValue(caption),
      })
    }
  }

  const sourcesOf = ({ removed, put: spans, wholeCaptions }: EditPlan): Source[] =>
    removed
      .filter(({ captioned, state }) => captioned && (wholeCaptions === 'into-each' || state === 'active'))
      .map((clip) => {
        const around = spans.filter(({ span }) => isWithin(clip, span)).map(({ span }) => span)
        const takesWhole = (span: PutClip['span']) =>
          wholeCaptions === 'into-each' || (around.length === 1 && around[0] === span)
        return { clip, captions: captions.list(clip.id), takesWhole }
      })

  /** False when nothing changed: then there is no step. */
  return (
    video: StoredVideo,
    plan: EditPlan,
    { edit, by }: { edit: CutEdit; by: string | null },
  ): boolean => {
    const stays = new Set(plan.put.map(({ span }) => spanKey(span)))
    const removed = plan.removed.filter((clip) => !stays.has(spanKey(clip)))
    const sources = sourcesOf({ ...plan, removed })
    const there = plan.put.map((clip) => put(video, clip))
    const changes: WantedChange[] = [
      ...removed.map((clip) => changeOf({ uid: clip.uid, before: clipIn(video, clip), after: null })),
      ...there.map(changeOf),
    ]
    const session = sessions.get(video.sessionId)
    const label = stepLabel(
      edit,
      session === null ? 'a visit' : `${session.patientCode} ${session.visitLabel}`,
    )
    const written = journal.change({ action: `clip.${edit.kind}`, label, rater: by, changes })
    if (written === null) return false
    const texts = journal.gather()
    for (const clip of there) carry(clip, { texts, sources })
    texts.write({ ...CARRIED, rater: by, canBeTakenBack: false })
    return true
  }
}

/** A clip that a step puts. */
interface ChangedClip {
  readonly uid: string
  readonly span: PutClip['span']
  readonly before: unknown
  readonly after: unknown
}

function changeOf({ uid, before, after }: Omit<ChangedClip, 'span'>): WantedChange {
  return { entity: CLIP, key: clipKey(uid), before, after }
}

/** A clip that makes way, read before anything is written. */
type Source = Omit<CaptionSource, 'takesWhole'> & { takesWhole(target: PutClip['span']): boolean }

/** What goes along with a step. */
interface Carrying {
  /** Texts that are carried along; taking the step back leaves them where they are. */
  readonly texts: GatheredChanges
  readonly sources: readonly Source[]
}

function spanKey({ startMs, endMs }: PutClip['span']): string {
  return `${startMs} ${endMs}`
}
