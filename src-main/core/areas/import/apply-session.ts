import { parse } from 'node:path'
import type {
  ImportCounts,
  ImportPlanSession,
  ImportRefusal,
  ImportState,
} from '#shared/domain/import-plan.ts'
import { refusedCount } from '#shared/domain/import-plan.ts'
import type { Session } from '#shared/domain/session.ts'
import { videoLengthMs, videoSpan } from '#shared/domain/video-span.ts'
import { shownName } from '../../files/shown-name.ts'
import type { GatheredChanges } from '../../journal/journal.ts'
import { SYNTHETIC_VISIT, syntheticVisit } from '../study/entities/synthetic-visit-entity.ts'
import { VIDEO, videoKey } from '../study/entities/video-entity.ts'
import { VISIT, visitKey } from '../study/entities/visit-entity.ts'
import { moveTo } from '../study/move-video.ts'
import { presentFile } from '../study/present-file.ts'
import type { StudyContext } from '../study/study-context.ts'
import { applyCaptions } from './apply-captions.ts'
import { applyScores } from './apply-scores.ts'
import type { SessionDraft, VideoContent, VideoDraft } from './session-draft.ts'
import { refusal } from './walk-folder.ts'

/** Where a new video will lie. */
export interface VideoPlace {
  /** As the study stores it. */
  readonly path: string
  readonly copied: boolean
  readonly modifiedMs: number
}

export interface SessionPlan {
  placeOf(video: VideoDraft): VideoPlace
  /** Takes what is changed, and carries it out. */
  readonly changes: GatheredChanges
}

export interface AppliedSession {
  readonly state: ImportState
  readonly videos: ImportPlanSession['videos']
  readonly captions: ImportCounts
  readonly scores: ImportCounts
  readonly refusals: readonly ImportRefusal[]
}

export function noCounts(): ImportCounts {
  return { new: 0, known: 0, changed: 0, refused: 0 }
}

/**
 * Brings one session into the study and says what became of each part. Call within a transaction: a preview
 * does the very same and rolls back, so that what it shows is what will happen.
 */
export function applySession(
  context: StudyContext,
  draft: SessionDraft,
  { placeOf, changes }: SessionPlan,
): AppliedSession {
  const conflict = draft.refusal ?? dateConflict(context, draft)
  if (conflict !== null) return refuseWhole(draft, conflict)
  const existing = context.repositories.sessions.find(draft.patientCode, draft.visitLabel)
  const session = existing ?? addSession(context, draft, changes)
  const isUpdated = existing !== null && updateSession(context, draft, { session: existing, changes })
  const synthetic = draft.synthetic || session.synthetic
  const videos = applyVideos(context, { draft, session, placeOf, changes })
  const captions = applyCaptions(context, { draft, session, synthetic, changes })
  const scores = applyScores(context, { draft, session, synthetic, changes })
  const refusals = [
    ...draft.refusedVideos,
    ...videos.refusals,
    ...draft.refusedCaptions,
    ...captions.refusals,
    ...draft.refusedScores,
    ...scores.refusals,
  ]
  captions.counts.refused += refusedCount(draft.refusedCaptions)
  scores.counts.refused += refusedCount(draft.refusedScores)
  const all = [countStates(videos.list), captions.counts, scores.counts]
  const base = { videos: videos.list, captions: captions.counts, scores: scores.counts }
  if (existing === null && all.every((counts) => counts.new === 0)) {
    // There is nothing else of a new one.
    changes.takeBack()
    const empty = refusals.length > 0 ? [] : [emptySession(draft)]
    return { ...base, state: 'refused', refusals: [...refusals, ...empty] }
  }
  const hasChanged = isUpdated || all.some((counts) => counts.new > 0 || counts.changed > 0)
  return { ...base, state: existing === null ? 'new' : hasChanged ? 'changed' : 'known', refusals }
}

export function countStates(videos: ImportPlanSession['videos']): ImportCounts {
  const counts = noCounts()
  for (const { state } of videos) counts[state] += 1
  return counts
}

function emptySession(draft: SessionDraft): ImportRefusal {
  const what = 'holds no video, caption or score, so there is no visit to import.'
  return refusal(draft.folder, 'empty-session', `${draft.folder} ${what}`)
}

function dateConflict({ repositories }: StudyContext, draft: SessionDraft): ImportRefusal | null {
  const existing = repositories.sessions.find(draft.patientCode, draft.visitLabel)
  const dates = [existing?.visitDate ?? null, draft.visitDate]
  if (dates.includes(null) || dates[0] === dates[1]) return null
  const what = `patient ${draft.patientCode} has a visit “${draft.visitLabel}” on ${String(dates[0])} already, not on ${String(dates[1])}. Give this one another name.`
  return refusal(draft.folder, 'conflict', `${draft.folder}: ${what}`)
}

/** Every part of it counts as refused; the reason is told once. */
function refuseWhole(draft: SessionDraft, reason: ImportRefusal): AppliedSession {
  const message = 'Not imported, because its session was refused.'
  return {
    state: 'refused',
    videos: [
      ...draft.videos.map((video) => planVideo(video, 'refused', video.refusal?.message ?? message)),
      ...draft.refusedVideos.map(planUnread),
    ],
    captions: { ...noCounts(), refused: draft.captions.length + refusedCount(draft.refusedCaptions) },
    scores: { ...noCounts(), refused: draft.scores.length + refusedCount(draft.refusedScores) },
    refusals: [reason, ...draft.refusedVideos, ...draft.refusedCaptions, ...draft.refusedScores],
  }
}

function addSession({ repositories }: StudyContext, draft: SessionDraft, changes: GatheredChanges): Session {
  const { patientCode: patient, visitLabel, visitDate, synthetic } = draft
  const uid = repositories.sessions.uidFor(patient, visitLabel)
  const key = visitKey(uid)
  changes.put({ entity: VISIT, key, before: null, after: { patient, visitLabel, visitDate } })
  if (synthetic) changes.put({ entity: SYNTHETIC_VISIT, key, before: null, after: syntheticVisit })
  const made = repositories.sessions.get(repositories.sessions.idOf(uid) ?? 0)
  if (made === null) throw new Error('A visit that was just made is there.')
  return made
}

/** A date that was not known is filled in, and what was once marked as made up stays marked. */
function updateSession(
  { repositories }: StudyContext,
  draft: SessionDraft,
  { session, changes }: { session: Session; changes: GatheredChanges },
): boolean {
  const visitDate = session.visitDate ?? draft.visitDate
  const synthetic = session.synthetic || draft.synthetic
  if (visitDate === session.visitDate && synthetic === session.synthetic) return false
  const { patientCode: patient, visitLabel } = session
  const key = visitKey(repositories.sessions.uidOf(session.id) ?? '')
  changes.put({ entity: VISIT, key, after: { patient, visitLabel, visitDate } })
  if (synthetic) changes.put({ entity: SYNTHETIC_VISIT, key, after: syntheticVisit })
  return true
}

function planVideo(video: VideoDraft, state: ImportState, message: string | null) {
  const probe = video.content?.probe
  const durationMs = probe === undefined ? null : videoLengthMs(probe)
  return { file: video.shown, state, bytes: video.bytes, durationMs, message }
}

/** A name that is too long, a link that leads nowhere: refused before anything was read. */
function planUnread({ file, message }: ImportRefusal): ImportPlanSession['videos'][number] {
  return { file, state: 'refused', bytes: 0, durationMs: null, message }
}

interface VideoWork {
  readonly draft: SessionDraft
  readonly session: Session
  readonly changes: GatheredChanges
  placeOf(video: VideoDraft): VideoPlace
}

function applyVideos(
  context: StudyContext,
  work: VideoWork,
): { list: ImportPlanSession['videos']; refusals: ImportRefusal[] } {
  const { draft } = work
  const refusals: ImportRefusal[] = []
  const originals = originalsOf(draft.videos)
  const list = draft.videos.map((video) => {
    const refuse = (reason: ImportRefusal) => {
      refusals.push(reason)
      return planVideo(video, 'refused', reason.message)
    }
    const { content } = video
    if (content === null)
      return refuse(video.refusal ?? refusal(video.shown, 'file-unreadable', video.fileName))
    const original = originals.get(content.sha256)
    if (original !== undefined && original !== video) {
      const message = `${shownName(video.fileName)} has the same content as ${shownName(original.fileName)} in this session, which is taken instead.`
      return refuse(refusal(video.shown, 'duplicate', message))
    }
    const elsewhere = holderElsewhere(context, content.sha256, work.session)
    if (elsewhere !== null) {
      const message = `${shownName(video.fileName)} is in the study already, as ${elsewhere}: one recording belongs to one visit.`
      return refuse(refusal(video.shown, 'conflict', message))
    }
    return applyVideo(context, work, { video, content })
  })
  context.repositories.clips.renumber(work.session.id)
  return { list: [...list, ...draft.refusedVideos.map(planUnread)], refusals }
}

/**
 * By content, the one whose name the copies' names are made of: `a` of `a`, `a copy`, `Copy of a` and `a (2)`, in whatever
 * language the copy was made; else the first.
 */
function originalsOf(videos: readonly VideoDraft[]): Map<string, VideoDraft> {
  const originals = new Map<string, VideoDraft>()
  for (const video of videos) {
    if (video.content === null) continue
    const { sha256 } = video.content
    const known = originals.get(sha256)
    if (known === undefined || isMadeOf(known.fileName, video.fileName)) originals.set(sha256, video)
  }
  return originals
}

function isMadeOf(copy: string, original: string): boolean {
  const stem = (name: string) => parse(name).name.toLowerCase()
  return stem(copy) !== stem(original) && stem(copy).includes(stem(original))
}

function holderElsewhere({ repositories }: StudyContext, sha256: string, session: Session): string | null {
  const holders = repositories.videos.byHash(sha256)
  const holder = holders.find(({ sessionId }) => sessionId !== session.id)
  if (holder === undefined || holders.some(({ sessionId }) => sessionId === session.id)) return null
  const other = repositories.sessions.get(holder.sessionId)
  return `${shownName(holder.fileName)} of ${other?.patientCode ?? ''}, visit “${other?.visitLabel ?? ''}”`
}

function applyVideo(
  context: StudyContext,
  { session, placeOf, changes }: VideoWork,
  { video, content }: { video: VideoDraft; content: VideoContent },
) {
  const { videos, clips } = context.repositories
  const stored = videos.ofSession(session.id)
  const known = stored.find(({ sha256 }) => sha256 === content.sha256)
  if (known !== undefined) {
    // The file the study knew is gone or was changed, and here is the same content again. Its clips stay as they
    // were cut.
    if (presentFile(context.folder, known) === null) moveTo(context, known, video)
    return planVideo(video, 'known', null)
  }
  const namesake = stored.some(({ fileName }) => fileName === video.fileName)
  const { fileName, bytes } = video
  const id = videos.insert({ sessionId: session.id, fileName, bytes, ...content, ...placeOf(video) })
  clips.insert({ videoId: id, ...videoSpan(content.probe), state: 'active', origin: 'whole' })
  const visit = context.repositories.sessions.uidOf(session.id) ?? ''
  changes.put({ entity: VIDEO, key: videoKey(videos.uidOf(id) ?? ''), before: null, after: { visit } })
  if (!namesake) return planVideo(video, 'new', null)
  const message = `A video called ${shownName(fileName)} with other content is in this session. This one becomes a further clip; the earlier one stays with its captions.`
  return planVideo(video, 'changed', message)
}
