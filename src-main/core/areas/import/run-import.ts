import { statSync } from 'node:fs'
import { basename } from 'node:path'
import { counted, countedAll } from '#shared/counted.ts'
import type { ImportCounts } from '#shared/domain/import-plan.ts'
import { AppError, isAppError } from '#shared/errors.ts'
import { isDiskFull } from '../../files/os-errors.ts'
import { explainSqlError, inTransaction } from '../../db/sql.ts'
import { openProblem } from '../../media/probe/probe.ts'
import { shownName } from '../../files/shown-name.ts'
import { isNetworkPath, toStoredPath } from '../../files/study-path.ts'
import type { JobControl } from '../../jobs/job-control.ts'
import type { StudyContext } from '../study/study-context.ts'
import { networkSentence } from '../study/missing-sentence.ts'
import { applySession, countStates } from './apply-session.ts'
import type { AppliedSession } from './apply-session.ts'
import { copyVideo, removeCopies, removePartialCopies, requireSpace } from './copy-videos.ts'
import type { CopiedVideo } from './copy-videos.ts'
import type { PreparedImport } from './prepared-import.ts'
import { referenced } from './rehearse.ts'
import type { SessionDraft, VideoDraft } from './session-draft.ts'
import { refusal } from './walk-folder.ts'

export interface ImportRun {
  /** What is imported. */
  readonly folders: readonly string[]
  readonly copyVideos: boolean
  /** Code of who imports; null for nobody named. */
  readonly by: string | null
  /**
   * What tells this import from others in the journal, those that went on with it apart: it is taken back as a whole.
   */
  readonly batch: string
  readonly control: JobControl
  /** Sessions are added here as soon as they are on disk. */
  readonly applied: AppliedSession[]
}

/**
 * Session by session, each in one transaction. Throws AppError `cancelled` or `disk-full`, with a sentence
 * that says how much is saved.
 */
export async function runImport(
  context: StudyContext,
  prepared: PreparedImport,
  run: ImportRun,
): Promise<void> {
  const { control, applied } = run
  const { drafts } = prepared
  const total = drafts.reduce((sum, { videos }) => sum + videos.length, 0)
  const saved = () => `${String(applied.length)} of ${String(drafts.length)} sessions are saved`
  let done = 0
  control.progress(0, total)
  if (run.copyVideos) {
    await removePartialCopies(context.folder)
    await requireSpace(context.folder, bytesToCopy(context, drafts))
  }
  try {
    for (const draft of drafts) {
      await control.gate.wait()
      if (control.signal.aborted) throw cancelled(saved())
      const finished = done
      const onVideo = (index: number) => {
        control.progress(finished + index, total)
      }
      applied.push(await importSession(context, draft, { run, onVideo }))
      done += draft.videos.length
      control.progress(done, total)
    }
  } catch (error) {
    if (control.signal.aborted) {
      tellOfAll(context, prepared, run)
      throw cancelled(saved(), error)
    }
    throw isDiskFull(error) ? diskFull(error, saved()) : explainSqlError(error)
  }
  tellOfAll(context, prepared, run)
}

function cancelled(saved: string, cause?: unknown): AppError {
  return isAppError(cause) && cause.code === 'cancelled'
    ? cause
    : new AppError('cancelled', `The import was cancelled: ${saved}, nothing is half done.`, { cause })
}

function diskFull(cause: unknown, saved: string): AppError {
  const message = `The disk is full: ${saved}, nothing is half done. Make room and import again.`
  return new AppError('disk-full', message, { cause })
}

async function importSession(
  context: StudyContext,
  draft: SessionDraft,
  work: { run: ImportRun; onVideo: (index: number) => void },
): Promise<AppliedSession> {
  const { copyVideos } = work.run
  const present = draft.videos.map(checkUnchanged)
  const videos = copyVideos ? present : present.map((video) => checkPlace(context.folder, video))
  const unchanged = { ...draft, videos }
  const copies = new Map<string, CopiedVideo>()
  try {
    const ready = copyVideos
      ? { ...unchanged, videos: await copyNew(context, unchanged, { ...work, copies }) }
      : unchanged
    const placeOf = (video: VideoDraft) => copies.get(video.path) ?? referenced(context.folder, video)
    const applied = inTransaction(context.db, () => {
      const changes = context.journal.gather({ isTold: false })
      const session = applySession(context, ready, { placeOf, changes })
      const { by, batch } = work.run
      changes.write({ action: 'import.session', label: importLabel(ready, session), rater: by, batch })
      return session
    })
    await removeUnused(context, copies)
    return applied
  } catch (error) {
    await removeCopies(copies.values())
    throw error
  }
}

const changedCount = ({ new: added, changed }: ImportCounts): number => added + changed

function importLabel(
  { patientCode, visitLabel }: SessionDraft,
  { videos, captions, scores }: AppliedSession,
): string {
  const counts = countedAll([
    [changedCount(countStates(videos)), 'video'],
    [changedCount(captions), 'caption'],
    [changedCount(scores), 'score'],
  ])
  const label = `import of ${patientCode} ${visitLabel}`
  return counts === null ? label : `${label}: ${counts}`
}

/** In the list of steps all sessions are one, which is taken back as a whole. */
function tellOfAll({ journal }: StudyContext, { drafts }: PreparedImport, run: ImportRun): void {
  const { applied, batch, by, folders } = run
  const changed = applied.flatMap((session, index) => {
    const isChanged = session.state === 'new' || session.state === 'changed'
    return isChanged ? [{ ...session, patientCode: drafts[index]?.patientCode }] : []
  })
  // The only one says it itself.
  if (changed.length === 0) return
  const visits = journal.standingCount(batch)
  if (visits < 2) return
  const sum = (countsOf: (session: AppliedSession) => ImportCounts): number =>
    changed.reduce((total, session) => total + changedCount(countsOf(session)), 0)
  const isAll = visits === changed.length
  const counts = countedAll([
    [new Set(changed.map(({ patientCode }) => patientCode)).size, 'patient'],
    [changed.length, 'visit'],
    [sum(({ videos }) => countStates(videos)), 'video'],
    [sum(({ captions }) => captions), 'caption'],
    [sum(({ scores }) => scores), 'score'],
  ])
  const [folder = ''] = folders
  const what =
    folders.length === 1 ? `folder ${shownName(basename(folder))}` : counted(folders.length, 'folder')
  const label = isAll ? String(counts) : `${counted(visits, 'visit')}, in more than one go`
  journal.note({ action: 'import.all', label: `import of ${what}: ${label}`, rater: by, batch })
}

/** What lies there now must be what the preview read: its hash and length are about to be believed. */
function checkUnchanged(video: VideoDraft): VideoDraft {
  if (video.content === null) return video
  const status = statSync(video.path, { throwIfNoEntry: false })
  const isSame = status?.size === video.bytes && Math.trunc(status.mtimeMs) === video.modifiedMs
  if (isSame) return video
  const what =
    status === undefined ? 'is not there any more.' : 'was changed since the preview. Preview again.'
  return refuseVideo(video, what)
}

/** A video that stays where it is must lie where a study may lead to. */
function checkPlace(studyFolder: string, video: VideoDraft): VideoDraft {
  if (video.content === null || !isNetworkPath(toStoredPath(studyFolder, video.path))) return video
  return {
    ...video,
    content: null,
    refusal: refusal(video.shown, 'file-unreadable', networkSentence(video.path)),
  }
}

function refuseVideo(video: VideoDraft, what: string): VideoDraft {
  const reason = refusal(video.shown, 'file-unreadable', `${shownName(video.path)} ${what}`)
  return { ...video, content: null, refusal: reason }
}

function isNewTo({ repositories }: StudyContext, { content }: VideoDraft): boolean {
  return content !== null && repositories.videos.byHash(content.sha256).length === 0
}

function bytesToCopy(context: StudyContext, drafts: readonly SessionDraft[]): number {
  return drafts
    .filter((draft) => draft.refusal === null)
    .flatMap(({ videos }) => videos)
    .filter((video) => isNewTo(context, video))
    .reduce((sum, { bytes }) => sum + bytes, 0)
}

/** A video that cannot be copied is refused alone; a full disk or cancelling ends the import. */
async function copyNew(
  context: StudyContext,
  draft: SessionDraft,
  work: { run: ImportRun; onVideo: (index: number) => void; copies: Map<string, CopiedVideo> },
): Promise<VideoDraft[]> {
  if (draft.refusal !== null) return [...draft.videos]
  const { signal, gate } = work.run.control
  const videos: VideoDraft[] = []
  for (const [index, video] of draft.videos.entries()) {
    await gate.wait()
    signal.throwIfAborted()
    work.onVideo(index)
    const { content } = video
    if (content === null || !isNewTo(context, video)) {
      videos.push(video)
      continue
    }
    try {
      work.copies.set(video.path, await copyVideo(context.folder, { draft, video, content, signal }))
      videos.push(video)
    } catch (error) {
      if (signal.aborted || isDiskFull(error)) throw error
      videos.push(
        isAppError(error)
          ? { ...video, content: null, refusal: refusal(video.shown, error.code, error.message) }
          : refuseVideo(video, openProblem(error)),
      )
    }
  }
  return videos
}

/** A twin within the session was copied, then refused: nothing in the study points to its copy. */
async function removeUnused(
  { repositories }: StudyContext,
  copies: ReadonlyMap<string, CopiedVideo>,
): Promise<void> {
  const unused = [...copies.values()].filter(({ path }) => repositories.videos.byPath(path).length === 0)
  await removeCopies(unused)
}
