import { stat } from 'node:fs/promises'
import type { Video } from '#shared/domain/clip.ts'
import type { StoredVideo } from '../study/video-repository.ts'
import { presentFile } from '../study/present-file.ts'
import { compareParts, compareVideo } from '../study/same-video.ts'
import type { StudyContext } from '../study/study-context.ts'

/** A file in a video's place that was compared with what was imported. */
interface Compared {
  /** Tells it from any other file, from itself after a change, and what is on record from what was. */
  readonly print: string
  readonly content: 'same' | 'replaced'
}

/**
 * Which videos may be shown: a player asks for parts of a file many times a minute, so that what was compared is not
 * compared again until the file changes.
 */
export function createShownVideos(context: StudyContext) {
  const { folder, repositories, announce } = context
  const compared = new Map<number, Compared>()
  const comparing = new Map<number, Promise<string | null>>()
  const closing = new AbortController()

  const note = (videoId: number, now: Compared | null): void => {
    const before = compared.get(videoId)?.content
    if (now === null) compared.delete(videoId)
    else compared.set(videoId, now)
    if (before !== now?.content && [before, now?.content].includes('replaced')) announce(['library'])
  }

  const compareWhole = async (video: StoredVideo, file: string): Promise<string | null> => {
    // Before it is read: a change in between leaves another print, which is met the next time.
    const printNow = await printOf(file)
    const found = await compareVideo(context, video, closing.signal).catch(() => null)
    if (found === null || printNow === null) return null
    // It may have been put on record that the file was touched.
    const stored = repositories.videos.get(video.id) ?? video
    note(video.id, { print: withRecord(printNow, stored), content: found.isSame ? 'same' : 'replaced' })
    return found.isSame ? found.file : null
  }

  return {
    /** Absolute path of a video that is there and the recording that was imported, else null. */
    async file(video: StoredVideo): Promise<string | null> {
      const file = presentFile(folder, video)
      const print = file === null ? null : await printOf(file)
      if (file === null || print === null) return null
      const known = compared.get(video.id)
      if (known?.print === withRecord(print, video)) return known.content === 'same' ? file : null
      const whole =
        comparing.get(video.id) ?? compareWhole(video, file).finally(() => comparing.delete(video.id))
      comparing.set(video.id, whole)
      return whole
    },
    /** As far as it can be told without reading the whole video. */
    async lookAt(video: StoredVideo): Promise<void> {
      const file = presentFile(folder, video)
      const printNow = file === null ? null : await printOf(file)
      if (file === null || printNow === null) return
      const print = withRecord(printNow, video)
      if (compared.get(video.id)?.print === print) return
      const content = await compareParts(file, video).catch(() => 'unsure' as const)
      note(video.id, content === 'unsure' ? null : { print, content })
    },
    replaced: (): ReadonlySet<number> =>
      new Set([...compared].filter(([, { content }]) => content === 'replaced').map(([id]) => id)),
    content: (videoId: number): Video['content'] => compared.get(videoId)?.content ?? 'unsure',
    close(): void {
      closing.abort()
    },
  }
}

/** Null when it is gone by now. */
async function printOf(file: string): Promise<string | null> {
  const status = await stat(file, { bigint: true }).catch(() => null)
  if (status === null) return null
  const { dev, ino, size, mtimeNs, ctimeNs } = status
  return [file, dev, ino, size, mtimeNs, ctimeNs].join(' ')
}

function withRecord(print: string, { modifiedMs, partsSha256 }: StoredVideo): string {
  return `${print} ${String(modifiedMs)} ${String(partsSha256)}`
}
