import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import pLimit from 'p-limit'
import type { ClipDetail, ClipRow, Video } from '#shared/domain/clip.ts'
import type { Session } from '#shared/domain/session.ts'
import { counted } from '#shared/counted.ts'
import { AppError, isAppError } from '#shared/errors.ts'
import { compareNaturally } from '../../files/file-names.ts'
import { makeStudyFolder } from '../../files/make-study-folder.ts'
import { thumbnailsFolder } from '../../files/study-path.ts'
import { writeAtomically } from '../../files/write-atomically.ts'
import { isPlayable } from '../../media/probe/playable.ts'
import type { MediaTools } from '../../media/types.ts'
import type { ShownClasses } from '../study/clip-repository.ts'
import type { StoredVideo } from '../study/video-repository.ts'
import type { ClassChoice } from '../prediction/service.ts'
import { createMissingVideos } from './missing-videos.ts'
import { presentFile } from '../study/present-file.ts'
import { relinkVideos } from './relink-videos.ts'
import { likelySameFile, replacedSentence } from '../study/same-video.ts'
import type { LibraryService } from './service.ts'
import type { PeopleService } from '../people/service.ts'
import type { VideoService } from '../video/service.ts'
import type { StudyContext } from '../study/study-context.ts'
import { note } from '../study/noted.ts'
import { missingSentence } from '../study/missing-sentence.ts'

/** More rows than these are read faster with all others. */
const READ_ONE_BY_ONE = 30

const THUMBNAIL_WIDTH = 320
/** Decoding is heavy: more at once would only slow the player down. */
const THUMBNAILS_AT_ONCE = 2

export interface LibraryServiceDeps {
  readonly media: Pick<MediaTools, 'thumbnail'>
  readonly videos: Pick<VideoService, 'proxyState' | 'lookAt' | 'content' | 'replaced'>
  readonly people: Pick<PeopleService, 'clipQuality'>
  /** What was found damaged when the study was opened, one sentence each. */
  readonly damages?: readonly string[]
  /** Not given where no predictions are shown. */
  readonly chosenClasses?: (choice: ClassChoice) => ShownClasses | null
}

export function createLibraryService(context: StudyContext, deps: LibraryServiceDeps): LibraryService {
  const { folder, repositories } = context
  const { clips, sessions, study, videos } = repositories
  const thumbnails = createThumbnails(context, deps.media)
  const missing = createMissingVideos(context, deps.videos)
  /** A clip whose video is not there, or is another one, has that problem until it is found again. */
  const withMissing = (rows: readonly ClipRow[]): ClipRow[] => {
    const replaced = deps.videos.replaced()
    return rows.map((row) => {
      const isMissing = missing.ids().has(row.videoId)
      if (row.problem !== null || (!isMissing && !replaced.has(row.videoId))) return row
      const video = videos.get(row.videoId)
      if (video === null) return row
      return { ...row, problem: isMissing ? missingSentence(video) : replacedSentence(video) }
    })
  }
  const classesOf = (choice: ClassChoice | null): ShownClasses | null =>
    choice === null ? null : (deps.chosenClasses?.(choice) ?? null)

  const withMissingCounted = (counts: ReturnType<typeof study.counts>): typeof counts => {
    if (missing.ids().size === 0 && deps.videos.replaced().size === 0) return counts
    const sound = clips.rows(null).filter(({ problem }) => problem === null)
    const more = withMissing(sound).filter(({ problem }) => problem !== null)
    return { ...counts, problemClips: counts.problemClips + more.length }
  }

  return {
    summary() {
      const record = study.get()
      if (record === null)
        throw new AppError('study-unreadable', 'The study has no title: its making was cut off.')
      return {
        title: record.title,
        folderName: basename(folder),
        schemaVersion: study.schemaVersion(),
        lookOnly: context.db.readonly,
        damages: [...(deps.damages ?? [])],
        ...withMissingCounted(study.counts()),
      }
    },
    sessions: () => inOrder(sessions.list()),
    clips: (choice = null) =>
      groupBySession(withMissing(clips.rows(classesOf(choice))), inOrder(sessions.list())),
    rows({ clipIds, sessionIds }, choice = null) {
      const classes = classesOf(choice)
      const wanted = new Set([...clipIds, ...sessionIds.flatMap((id) => clips.idsOfSession(id))])
      const found =
        wanted.size > READ_ONE_BY_ONE
          ? clips.rows(classes).filter(({ id }) => wanted.has(id))
          : [...wanted].flatMap((id) => clips.row(id, classes) ?? [])
      return groupBySession(withMissing(found), inOrder(sessions.list()))
    },
    clip(clipId, choice = null) {
      const row = clips.row(clipId, classesOf(choice))
      const video = row === null ? null : videos.get(row.videoId)
      if (row === null || video === null) throw new AppError('not-found', 'This clip is not in the study.')
      return toDetail({
        row,
        video,
        folder,
        problems: clips.problems(clipId),
        proxy: deps.videos.proxyState(video.id),
        content: deps.videos.content(video.id),
        quality: deps.people.clipQuality(clipId),
      })
    },
    videoFile(videoId) {
      const video = videos.get(videoId)
      return video === null ? null : presentFile(folder, video)
    },
    thumbnailFile: (clipId) => thumbnails.file(clipId),
    lookForMissing: () => missing.look(),
    async relink(searched, control, by = null) {
      const result = await relinkVideos(context, searched, control)
      if (result.found > 0) {
        const label = `${counted(result.found, 'video')} found again in another place`
        note(context, { action: 'video.relink', label, rater: by })
      }
      await missing.look()
      return result
    },
  }
}

/** By patient, visit date (visits without one last), visit label. */
function inOrder(sessions: readonly Session[]): Session[] {
  return [...sessions].sort(
    (a, b) =>
      compareNaturally(a.patientCode, b.patientCode) ||
      compareNaturally(a.visitDate ?? '9999', b.visitDate ?? '9999') ||
      compareNaturally(a.visitLabel, b.visitLabel),
  )
}

/** Sorting the few sessions and filling them is much faster than sorting the many clips. */
function groupBySession(rows: readonly ClipRow[], sessions: readonly Session[]): ClipRow[] {
  const groups = new Map<number, ClipRow[]>(sessions.map(({ id }) => [id, []]))
  for (const row of rows) groups.get(row.sessionId)?.push(row)
  return [...groups.values()].flatMap((group) => group.sort((a, b) => a.ordinal - b.ordinal || a.id - b.id))
}

function toDetail(parts: {
  row: ClipRow
  video: StoredVideo
  folder: string
  problems: ClipDetail['problems']
  proxy: Video['proxy']
  content: Video['content']
  quality: ClipDetail['quality']
}): ClipDetail {
  const { row, folder, problems, proxy, content, quality } = parts
  const { id, sessionId, fileName, sha256, bytes, probe } = parts.video
  const missing = presentFile(folder, parts.video) === null
  const video: Video = {
    id,
    sessionId,
    fileName,
    sha256,
    bytes,
    probe,
    playable: isPlayable(probe),
    proxy,
    missing,
    content,
  }
  const ofPlace = placeProblems(parts.video, video)
  // A pass that met another recording has noted the same.
  const others = problems.filter(({ message }) => ofPlace.every((problem) => problem.message !== message))
  return { row, video, problems: [...ofPlace, ...others], quality }
}

function placeProblems(stored: StoredVideo, { missing, content }: Video): ClipDetail['problems'] {
  if (missing) return [{ code: 'missing', message: missingSentence(stored) }]
  return content === 'replaced' ? [{ code: 'replaced', message: replacedSentence(stored) }] : []
}

/** Pictures named after the video's content and the time, so that a moved video keeps its own. */
function createThumbnails(context: StudyContext, media: LibraryServiceDeps['media']) {
  const limit = pLimit(THUMBNAILS_AT_ONCE)
  const inWork = new Map<string, Promise<string | null>>()
  const { clips, videos } = context.repositories

  async function make(
    target: string,
    source: { video: StoredVideo; timeMs: number },
  ): Promise<string | null> {
    const file = await likelySameFile(context, source.video)
    if (file === null) return null
    try {
      const jpeg = await media.thumbnail(file, source.timeMs, { width: THUMBNAIL_WIDTH })
      await makeStudyFolder(context.folder, thumbnailsFolder(context.folder))
      await writeAtomically(target, jpeg)
      return target
    } catch (error) {
      if (isAppError(error) && error.code === 'media-unreadable') return null
      throw error
    }
  }

  return {
    file(clipId: number): Promise<string | null> {
      const clip = clips.get(clipId)
      const video = clip === null ? null : videos.get(clip.videoId)
      if (clip === null || video === null) return Promise.resolve(null)
      const timeMs = Math.round((clip.startMs + clip.endMs) / 2)
      const target = join(thumbnailsFolder(context.folder), `${video.sha256}-${String(timeMs)}.jpg`)
      if (existsSync(target)) return Promise.resolve(target)
      const making =
        inWork.get(target) ??
        context.making.add(limit(() => make(target, { video, timeMs })).finally(() => inWork.delete(target)))
      inWork.set(target, making)
      return making
    },
  }
}
