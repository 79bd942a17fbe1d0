import type { ImportCounts, ImportRefusal } from '#shared/domain/import-plan.ts'
import type { Session } from '#shared/domain/session.ts'
import { CAPTION, captionKey, captionValue } from '../study/entities/caption-entity.ts'
import type { CaptionValue } from '../study/entities/caption-entity.ts'
import type { GatheredChanges } from '../../journal/journal.ts'
import { readProblem } from '../../exchange/read-problem.ts'
import { shownName } from '../../files/shown-name.ts'
import type { StoredRater } from '../rating/rater-repository.ts'
import type { CaptionKey } from '../annotation/caption-repository.ts'
import type { ClipToCut } from '../study/clip-repository.ts'
import { spanProblem } from '../study/caption-span.ts'
import type { StudyContext } from '../study/study-context.ts'
import { clipOfCaption, spanOf } from './clip-of-caption.ts'
import { raterFor } from '../study/rater-for.ts'
import { createRefusalList } from './refusal-list.ts'
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
  /** Takes what is changed, and carries it out. */
  readonly changes: GatheredChanges
}

export function refuseSource({ file, line }: Source, code: string, what: string): ImportRefusal {
  return toRefusal(file, readProblem({ fileName: shownName(file), line }, code, what))
}

type Outcome = 'new' | 'known' | 'changed' | ImportRefusal

/** Call within a transaction, after the videos of the session are in. */
export function applyCaptions(context: StudyContext, work: SessionWork): AppliedRows {
  const counts: ImportCounts = { new: 0, known: 0, changed: 0, refused: 0 }
  const refusals = createRefusalList()
  const clipsOf = createClipFinder(context, work)
  const seen = new Map<string, CaptionDraft>()
  const raters = new Map<string, StoredRater>()
  const stored = readStored(context)
  for (const caption of work.draft.captions) {
    const clips = clipsOf(caption.video)
    const outcome =
      clips.length === 0
        ? refuseSource(
            caption.source,
            'no-such-video',
            `The session has no video ${shownName(caption.video)}.`,
          )
        : applyCaption(context, { work, caption, clips, seen, raters, stored })
    if (typeof outcome === 'string') counts[outcome] += 1
    else {
      counts.refused += 1
      refusals.add(outcome)
    }
  }
  return { counts, refusals: refusals.list() }
}

/**
 * The clips of a file name, those cut away too: of the content that lies under this name in the folder, else of the
 * newest video of this name in the study. None when there is no such video.
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
  const read = new Map<number, readonly ClipToCut[]>()
  return (fileName: string): readonly ClipToCut[] => {
    const video = exact.get(fileName) ?? folded.get(fileName.toLowerCase())
    if (video === undefined) return []
    const clips = read.get(video.id) ?? repositories.clips.ofVideo(video.id)
    read.set(video.id, clips)
    return clips
  }
}

/** What the study has, clip by clip: a file has tens of thousands of captions, and few clips. */
interface StoredCaptions {
  find(key: CaptionKey): CaptionValue | null
  /** Is there from now on. */
  put(key: CaptionKey, value: CaptionValue): void
}

function readStored({ repositories }: StudyContext): StoredCaptions {
  const byClip = new Map<number, Map<string, CaptionValue>>()
  const nameOf = ({ raterId, startMs, endMs }: Omit<CaptionKey, 'clipId'>): string =>
    `${raterId} ${startMs} ${endMs}`
  const ofClip = (clipId: number): Map<string, CaptionValue> => {
    const known =
      byClip.get(clipId) ??
      new Map(repositories.captions.list(clipId).map((each) => [nameOf(each), captionValue(each)]))
    byClip.set(clipId, known)
    return known
  }
  return {
    find: (key) => ofClip(key.clipId).get(nameOf(key)) ?? null,
    put(key, value) {
      ofClip(key.clipId).set(nameOf(key), value)
    },
  }
}

interface CaptionWork {
  readonly work: SessionWork
  readonly caption: CaptionDraft
  /** Of its video, those cut away too. */
  readonly clips: readonly ClipToCut[]
  /** Looked up before, by code. */
  readonly raters: Map<string, StoredRater>
  readonly stored: StoredCaptions
  /** Captions of this import so far, by what tells them apart. */
  readonly seen: Map<string, CaptionDraft>
}

function applyCaption(context: StudyContext, given: CaptionWork): Outcome {
  const { work, caption, clips, seen, raters, stored } = given
  const { place, problem } = clipOfCaption(
    caption,
    clips.filter(({ state }) => state !== 'removed'),
  )
  const wasKnown = () => wasCutAway(context, { caption, clips })
  if (place === null) {
    return wasKnown() ? 'known' : refuseSource(caption.source, 'no-such-clip', problem)
  }
  const { clip, span } = place
  const outside = spanProblem(span, clip)
  if (outside !== null) {
    return wasKnown() ? 'known' : refuseSource(caption.source, 'out-of-range', `The caption ${outside}.`)
  }
  const identity = JSON.stringify([clip.id, caption.raterCode, span.startMs, span.endMs])
  const earlier = seen.get(identity)
  if (earlier !== undefined && earlier.text !== caption.text) {
    const what = `Another caption of ${shownName(caption.video)} by ${caption.raterCode} came before (line ${String(earlier.source.line)}); that one is taken.`
    return refuseSource(caption.source, 'duplicate', what)
  }
  seen.set(identity, caption)
  const rater = raters.get(caption.raterCode) ?? raterFor(context, caption.raterCode)
  raters.set(caption.raterCode, rater)
  const key: CaptionKey = { clipId: clip.id, raterId: rater.id, ...span }
  const current = stored.find(key)
  if (current?.text === caption.text) return 'known'
  if (current === null && wasKnown()) return 'known'
  return write({ work, caption, clip, rater, key, current, stored })
}

function write({
  work,
  caption,
  clip,
  rater,
  key,
  current,
  stored,
}: Pick<CaptionWork, 'work' | 'caption' | 'stored'> & {
  clip: ClipToCut
  rater: StoredRater
  key: CaptionKey
  current: CaptionValue | null
}): Outcome {
  if (current?.origin === 'typed') {
    const what = `The caption of ${shownName(caption.video)} by ${caption.raterCode} was written in the program and differs; it was left as it is.`
    return refuseSource(caption.source, 'conflict', what)
  }
  if (current !== null && rater.code !== caption.raterCode) {
    const what = `${caption.raterCode} is rater ${rater.code} now, whose caption of ${shownName(caption.video)} differs; it was left as it is.`
    return refuseSource(caption.source, 'conflict', what)
  }
  const synthetic = work.synthetic || caption.synthetic
  const after = captionValue({ text: caption.text, origin: 'imported', synthetic, sight: null })
  work.changes.put({
    entity: CAPTION,
    key: captionKey({ ...key, clipUid: clip.uid, raterUid: rater.uid }),
    before: current,
    after,
  })
  stored.put(key, after)
  return current === null ? 'new' : 'changed'
}

/** Imported before its clip was cut away: what became of it since then is for people to say, not for the file. */
function wasCutAway(
  { repositories }: StudyContext,
  { caption, clips }: Pick<CaptionWork, 'caption' | 'clips'>,
): boolean {
  const rater = repositories.raters.whoIs(caption.raterCode)
  return clips.some((clip) => {
    if (rater === null || clip.state !== 'removed' || !clip.captioned) return false
    const key = { clipId: clip.id, raterId: rater.id, ...spanOf(caption, clip) }
    return repositories.captions.find(key)?.text === caption.text
  })
}
