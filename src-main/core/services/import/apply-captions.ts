import type { ImportCounts, ImportRefusal } from '#shared/domain/import-plan.ts'
import type { Session } from '#shared/domain/session.ts'
import { readProblem } from '../../exchange/read-problem.ts'
import { shownName } from '../../files/shown-name.ts'
import type { CaptionKey } from '../../repositories/caption-repository.ts'
import type { ClipSpan } from '../../repositories/clip-repository.ts'
import { SPAN_TOLERANCE_MS, spanProblem } from '../caption-service.ts'
import type { StudyContext } from '../study-context.ts'
import { raterFor } from './rater-for.ts'
import { toRefusal } from './session-draft.ts'
import type { CaptionDraft, SessionDraft, Source } from './session-draft.ts'

export interface AppliedRows {
  readonly counts: ImportCounts
  readonly refusals: readonly ImportRefusal[]
}

export interface SessionWork {
  readonly draft: SessionDraft
  readonly session: Session
  /** Captions and scores of this session were made up. */
  readonly synthetic: boolean
}

export function refuseSource({ file, line }: Source, code: string, what: string): ImportRefusal {
  return toRefusal(file, readProblem({ fileName: shownName(file), line }, code, what))
}

type Outcome = 'new' | 'known' | 'changed' | ImportRefusal

/** Call within a transaction, after the videos of the session are in. */
export function applyCaptions(context: StudyContext, work: SessionWork): AppliedRows {
  const counts: ImportCounts = { new: 0, known: 0, changed: 0, refused: 0 }
  const refusals: ImportRefusal[] = []
  const clipOf = createClipFinder(context, work)
  const seen = new Map<string, CaptionDraft>()
  for (const caption of work.draft.captions) {
    const clip = clipOf(caption.video)
    const outcome =
      clip === null
        ? refuseSource(
            caption.source,
            'no-such-video',
            `The session has no video ${shownName(caption.video)}.`,
          )
        : applyCaption(context, { work, caption, clip, seen })
    if (typeof outcome === 'string') counts[outcome] += 1
    else {
      counts.refused += 1
      refusals.push(outcome)
    }
  }
  return { counts, refusals }
}

/**
 * The clip of a file name: by the content that lies under this name in the folder, else by the newest video
 * of this name in the study.
 */
function createClipFinder({ repositories }: StudyContext, { draft, session }: SessionWork) {
  const stored = repositories.videos.ofSession(session.id)
  const byHash = new Map(stored.map((video) => [video.sha256, video]))
  const exact = new Map(stored.map((video) => [video.fileName, video]))
  const folded = new Map(stored.map((video) => [video.fileName.toLowerCase(), video]))
  for (const { fileName, content } of draft.videos) {
    const video = content === null ? undefined : byHash.get(content.sha256)
    if (video === undefined) continue
    exact.set(fileName, video)
    folded.set(fileName.toLowerCase(), video)
  }
  return (fileName: string): ClipSpan | null => {
    const video = exact.get(fileName) ?? folded.get(fileName.toLowerCase())
    return video === undefined ? null : (repositories.clips.ofVideo(video.id)[0] ?? null)
  }
}

interface CaptionWork {
  readonly work: SessionWork
  readonly caption: CaptionDraft
  readonly clip: ClipSpan
  /** Captions of this import so far, by what tells them apart. */
  readonly seen: Map<string, CaptionDraft>
}

function applyCaption(context: StudyContext, { work, caption, clip, seen }: CaptionWork): Outcome {
  const { captions } = context.repositories
  const span = spanOf(caption, clip)
  const problem = spanProblem(span, clip)
  if (problem !== null) return refuseSource(caption.source, 'out-of-range', `The caption ${problem}.`)
  const identity = JSON.stringify([clip.id, caption.raterCode, span.startMs, span.endMs])
  const earlier = seen.get(identity)
  if (earlier !== undefined && earlier.text !== caption.text) {
    const what = `Another caption of ${shownName(caption.video)} by ${caption.raterCode} came before (line ${String(earlier.source.line)}); that one is taken.`
    return refuseSource(caption.source, 'duplicate', what)
  }
  seen.set(identity, caption)
  const key: CaptionKey = { clipId: clip.id, raterId: raterFor(context, caption.raterCode), ...span }
  const current = captions.find(key)
  if (current?.text === caption.text) return 'known'
  const content = {
    text: caption.text,
    origin: 'imported',
    synthetic: work.synthetic || caption.synthetic,
  } as const
  if (current === null) {
    captions.insert(key, content, context.nowUtc())
    return 'new'
  }
  if (current.origin === 'typed') {
    const what = `The caption of ${shownName(caption.video)} by ${caption.raterCode} was written in the program and differs; it was left as it is.`
    return refuseSource(caption.source, 'conflict', what)
  }
  captions.update(current.id, content, context.nowUtc())
  return 'changed'
}

function spanOf(caption: CaptionDraft, clip: ClipSpan): { startMs: number | null; endMs: number | null } {
  const { startMs, endMs, mayBeWhole } = caption
  const isWhole =
    startMs !== null &&
    endMs !== null &&
    startMs <= clip.startMs + SPAN_TOLERANCE_MS &&
    endMs >= clip.endMs - SPAN_TOLERANCE_MS
  return mayBeWhole && isWhole ? { startMs: null, endMs: null } : { startMs, endMs }
}
