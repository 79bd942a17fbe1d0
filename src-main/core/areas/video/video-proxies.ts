import { existsSync } from 'node:fs'
import { join } from 'node:path'
import pLimit from 'p-limit'
import { AppError } from '#shared/errors.ts'
import { makeStudyFolder } from '../../files/make-study-folder.ts'
import { proxiesFolder } from '../../files/study-path.ts'
import type { MediaTools } from '../../media/types.ts'
import type { StoredVideo } from '../study/video-repository.ts'
import type { JobControl } from '../../jobs/job-control.ts'
import { throwIfCancelled } from '../../jobs/throw-if-cancelled.ts'
import { CACHE_LIMITS, keepWithin, markUsed, removePartial } from './bounded-cache.ts'
import { proxyStages } from './proxy-stages.ts'
import { missingSentence } from '../study/missing-sentence.ts'

export interface VideoProxiesDeps {
  /** Absolute path of the study. */
  readonly studyFolder: string
  readonly readonly: boolean
  readonly media: Pick<MediaTools, 'makeProxy'>
  /** As `sameVideoFile`. */
  readonly sameFile: (video: StoredVideo, signal: AbortSignal) => Promise<string | null>
}

/** What `makeProxy` may have written, depending on the ffmpeg. */
const EXTENSIONS = ['mkv', 'webm']

/** A player asks for a file many times a minute. */
const MARKED_EVERY_MS = 60_000

export type VideoProxies = ReturnType<typeof createVideoProxies>

/** Copies for the player, named after the content, so that a video that is moved keeps its own. */
export function createVideoProxies({ studyFolder, readonly, media, sameFile }: VideoProxiesDeps) {
  const folder = proxiesFolder(studyFolder)
  const closing = new AbortController()
  const making = new Set<string>()
  const marked = new Map<string, number>()
  // Encoding takes every core there is.
  const limit = pLimit(1)

  const fileOf = ({ sha256 }: StoredVideo): string | null =>
    EXTENSIONS.map((extension) => join(folder, `${sha256}.${extension}`)).find((file) => existsSync(file)) ??
    null

  const make = async (video: StoredVideo, control: JobControl): Promise<void> => {
    const signal = AbortSignal.any([control.signal, closing.signal])
    throwIfCancelled(signal)
    control.stage(proxyStages.checking)
    const file = await sameFile(video, signal)
    if (file === null) throw new AppError('file-unreadable', missingSentence(video))
    await makeStudyFolder(studyFolder, folder)
    await removePartial(folder)
    control.stage(proxyStages.writing)
    const { durationMs } = video.probe
    const onProgress = (doneMs: number): void => {
      control.progress(Math.min(doneMs, durationMs), durationMs)
    }
    await media.makeProxy({ file, target: join(folder, video.sha256), signal, onProgress })
    await keepWithin(folder, CACHE_LIMITS.proxies, (name) => name.startsWith(video.sha256))
  }

  return {
    /** Absolute path; null when there is none. */
    file(video: StoredVideo): string | null {
      const file = fileOf(video)
      if (file === null || readonly) return file
      const now = Date.now()
      if (now - (marked.get(file) ?? 0) > MARKED_EVERY_MS) {
        marked.set(file, now)
        void markUsed(file)
      }
      return file
    },
    state(video: StoredVideo): 'none' | 'making' | 'ready' {
      if (making.has(video.sha256)) return 'making'
      return fileOf(video) === null ? 'none' : 'ready'
    },
    /** Throws AppError `conflict`, `study-readonly`, `file-unreadable`, `cancelled` or what encoding throws. */
    async make(video: StoredVideo, control: JobControl): Promise<void> {
      const { sha256, fileName } = video
      if (readonly) {
        throw new AppError(
          'study-readonly',
          'The study was opened for reading only: no copy can be made in it.',
        )
      }
      if (making.has(sha256)) {
        throw new AppError('conflict', `A copy of ${fileName} for the player is being made already.`)
      }
      if (fileOf(video) !== null) return
      making.add(sha256)
      try {
        await limit(() => make(video, control))
      } finally {
        making.delete(sha256)
      }
    },
    async close(): Promise<void> {
      closing.abort()
      // Whatever waited has seen the abort when this one's turn comes.
      await limit(() => undefined)
    },
  }
}
