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
import type { GatheredChanges } from '../../journal/journal.ts'
import type { MediaTools } from '../../media/types.ts'
import { createClipEditRepository } from './clip-edit-repository.ts'
import type { ClipMark } from './clip-edit-repository.ts'
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
 * Cutting long videos into clips. Rows of clips are never deleted: each step is the change of a few states, kept with
 * what they were before, so that taking it back brings captions and predictions along. Texts are not part of a step:
 * what was written on a clip stays on it, whether it is there or was cut away.
 */
export function createCutService(context: StudyContext, deps: CutServiceDeps): CutService {
  const { db, repositories } = context
  const { videos, clips } = repositories
  const edits = createClipEditRepository(db)
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
    editId: edits.newestId(videoId),
  })

  /** Clips take the states that are on record, in one transaction. */
  const setBack = (
    videoId: number,
    step: { id: number; marks: readonly ClipMark[]; undone: boolean },
  ): void => {
    for (const mark of step.marks) clips.mark(mark.clipId, mark)
    edits.setUndone(step.id, step.undone)
    clips.renumber(findVideo(videoId).sessionId)
  }

  const announced = (videoId: number, change: () => boolean): CutState => {
    if (inTransaction(db, change)) context.announce(['clips', 'library', 'captions', 'predictions'])
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
      announced(videoId, () => {
        const video = findVideo(videoId)
        const plan = planEdit({ clips: presentClips(videoId), video: videoSpan(video.probe) }, edit)
        return carryOut(video, plan, { kind: edit.kind, by })
      }),
    undo: (videoId, editId) =>
      announced(videoId, () => {
        const newest = edits.newest(videoId)
        if (newest?.id !== editId) {
          throw new AppError(
            'conflict',
            'This step is not the newest one: only the newest can be taken back.',
          )
        }
        setBack(videoId, { id: editId, marks: newest.before, undone: true })
        return true
      }),
    redo: (videoId, editId) =>
      announced(videoId, () => {
        const undone = edits.firstUndone(videoId)
        if (undone?.id !== editId) {
          const what =
            'Only the step that was taken back last can be done again, and only before another one is made.'
          throw new AppError('conflict', what)
        }
        setBack(videoId, { id: editId, marks: undone.after, undone: false })
        return true
      }),
  }
}

function toCutClip({ id, startMs, endMs, origin, state, captioned }: ClipToCut): CutClip {
  return { id, startMs, endMs, origin, captioned, excluded: state === 'excluded' }
}

const CARRIED = { action: 'caption.carry', label: 'captions that went along with a cut' }

/** Makes the function that carries a planned step out; call it within a transaction. */
function createStepWriter({ db, repositories, journal, nowUtc }: StudyContext) {
  const { clips, captions } = repositories
  const edits = createClipEditRepository(db)

  /** The clip is there afterwards, and has what was said of those whose place it takes. */
  const put = (videoId: number, { span, origin, excluded }: PutClip, step: Step): void => {
    const state = excluded ? 'excluded' : 'active'
    const known = clips.find(videoId, span)
    const clipId = known?.id ?? clips.insert({ videoId, ...span, state, origin })
    if (known === null) {
      step.before.push({ clipId, state: 'removed', origin })
      step.after.push({ clipId, state, origin })
    } else mark(known, { clipId, state, origin }, step)
    carry(clipId, span, step)
  }

  const mark = (clip: ClipToCut, after: ClipMark, step: Step): void => {
    if (clip.state === after.state && clip.origin === after.origin) return
    step.before.push({ clipId: clip.id, state: clip.state, origin: clip.origin })
    step.after.push(after)
    clips.mark(clip.id, after)
  }

  /** Of two texts on one thing the later one stays; the other is in its history. */
  const carry = (clipId: number, span: PutClip['span'], { sources, texts }: Step): void => {
    const clipUid = clips.uidOf(clipId) ?? ''
    const carried = sources
      .filter(({ clip }) => overlaps(clip, span))
      .map((source): CaptionSource => ({ ...source, takesWhole: source.takesWhole(span) }))
    for (const caption of carryCaptions(carried, span)) {
      const there = captions.find({ ...caption, clipId })
      if (there !== null && (there.text === caption.text || there.updatedUtc >= caption.updatedUtc)) continue
      texts.put({
        entity: CAPTION,
        key: captionKey({ ...caption, clipUid }),
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
    { kind, by }: { kind: CutEdit['kind']; by: string | null },
  ): boolean => {
    const stays = new Set(plan.put.map(({ span }) => spanKey(span)))
    const removed = plan.removed.filter((clip) => !stays.has(spanKey(clip)))
    const texts = journal.gather()
    const step: Step = { before: [], after: [], texts, sources: sourcesOf({ ...plan, removed }) }
    for (const clip of removed) mark(clip, { clipId: clip.id, state: 'removed', origin: clip.origin }, step)
    for (const clip of plan.put) put(video.id, clip, step)
    texts.write({ ...CARRIED, rater: by, canBeTakenBack: false })
    if (step.before.length === 0) return false
    edits.insert({ videoId: video.id, kind, before: step.before, after: step.after }, nowUtc())
    clips.renumber(video.sessionId)
    return true
  }
}

/** A clip that makes way, read before anything is written. */
type Source = Omit<CaptionSource, 'takesWhole'> & { takesWhole(target: PutClip['span']): boolean }

/** What a step did so far. */
interface Step {
  readonly before: ClipMark[]
  readonly after: ClipMark[]
  /** Texts that are carried along; taking the step back leaves them where they are. */
  readonly texts: GatheredChanges
  readonly sources: readonly Source[]
}

function spanKey({ startMs, endMs }: PutClip['span']): string {
  return `${startMs} ${endMs}`
}
