import { join } from 'node:path'
import type { VideoStrip } from '#shared/domain/strip.ts'
import { isAppError } from '#shared/errors.ts'
import type { InFlight } from '../../async/in-flight.ts'
import { makeStudyFolder } from '../../files/make-study-folder.ts'
import { stripsFolder } from '../../files/study-path.ts'
import type { StoredVideo } from '../study/video-repository.ts'
import { presentFile } from '../study/present-file.ts'
import { missingSentence } from '../study/missing-sentence.ts'
import { CACHE_LIMITS, keepWithin, markUsed } from './bounded-cache.ts'
import { makeStrip, type StripWork } from './make-strip.ts'
import { createNewestFirst } from './newest-first.ts'
import { isWhole, readStripFolder, sheetFile, type StoredStrip } from './strip-folder.ts'
import { stripShape, type StripShape } from './strip-shape.ts'
import { createThrottle } from './throttle.ts'
import { WAVEFORM_STEP_MS } from './waveform.ts'

export interface VideoStripsDeps {
  /** Absolute path of the study. */
  readonly studyFolder: string
  readonly readonly: boolean
  readonly making: InFlight
  /** Whether it is still in the study. */
  readonly isKnown: (video: StoredVideo) => boolean
  readonly media: StripWork['media']
  /** As `sameVideoFile`. */
  readonly sameFile: (video: StoredVideo, signal: AbortSignal) => Promise<string | null>
}

/** A strip that is being made, or could not be. */
interface Making {
  readonly shape: StripShape
  /** The same content may be in several sessions. */
  readonly videoIds: Set<number>
  tiles: number
  peaks: Float32Array | null
  failure: string | null
}

const TOLD_EVERY_MS = 500

export type VideoStrips = ReturnType<typeof createVideoStrips>

/** Filmstrips of whole videos: read from the study's cache, or made one after the other in the background. */
export function createVideoStrips(deps: VideoStripsDeps) {
  const { studyFolder, readonly, media, sameFile } = deps
  const makings = new Map<string, Making>()
  const background = createNewestFirst()
  const closing = new AbortController()
  const listeners = new Set<(videoId: number) => void>()
  const folderOf = ({ sha256 }: StoredVideo): string => join(stripsFolder(studyFolder), sha256)

  const notify = ({ videoIds }: Making): void => {
    for (const videoId of videoIds) for (const listener of listeners) listener(videoId)
  }

  const make = async (video: StoredVideo, making: Making): Promise<void> => {
    const throttle = createThrottle(TOLD_EVERY_MS, () => {
      notify(making)
    })
    const stopped = deps.making.signal()
    try {
      await makeFor(video, making, throttle.changed)
      makings.delete(video.sha256)
    } catch (error) {
      // It is asked for again where it is still wanted.
      if (stopped.aborted) makings.delete(video.sha256)
      // Kept until the study is closed: asking again would only fail again.
      making.failure = failureSentence(video, error)
    }
    throttle.stop()
    if (!closing.signal.aborted) notify(making)
  }

  const makeFor = async (video: StoredVideo, making: Making, changed: () => void): Promise<void> => {
    const { shape } = making
    // Removed while it waited for its turn.
    if (!deps.isKnown(video)) return
    const signal = AbortSignal.any([closing.signal, deps.making.signal()])
    const file = await sameFile(video, signal)
    // Moved while it waited for its turn: the next request gets that answer.
    if (file === null) return
    const { hasAudio } = video.probe
    await makeStudyFolder(studyFolder, folderOf(video))
    const work = { media, file, hasAudio, folder: folderOf(video), shape, signal }
    await makeStrip(work, {
      tiles(count) {
        making.tiles = count
        changed()
      },
      peaks(peaks) {
        making.peaks = peaks
        changed()
      },
    })
    const inUse = (name: string): boolean => name === video.sha256 || makings.has(name)
    await keepWithin(stripsFolder(studyFolder), CACHE_LIMITS.strips, inUse)
  }

  /** Null when it can be made. */
  const obstacle = (video: StoredVideo): string | null => {
    if (readonly) return 'The study was opened for reading only, and nobody has made this filmstrip yet.'
    return presentFile(studyFolder, video) === null ? missingSentence(video) : null
  }

  return {
    /** What there is; begins to make the rest. */
    async get(video: StoredVideo): Promise<VideoStrip> {
      const shape = stripShape(video.probe)
      const stored = await readStripFolder(folderOf(video), shape)
      const making = makings.get(video.sha256)
      if (making !== undefined) {
        making.videoIds.add(video.id)
        return toStrip(video.id, making)
      }
      if (isWhole(stored, shape)) {
        if (!readonly) await markUsed(folderOf(video))
        return toStrip(video.id, { shape, ...stored, failure: null })
      }
      const failure = obstacle(video)
      if (failure !== null) return toStrip(video.id, { shape, ...stored, failure })
      const begun: Making = { shape, videoIds: new Set([video.id]), ...inMaking(stored), failure: null }
      makings.set(video.sha256, begun)
      background.add(() => deps.making.add(make(video, begun)))
      return toStrip(video.id, begun)
    },
    sheetFile: (video: StoredVideo, sheet: number): string => sheetFile(folderOf(video), sheet),
    onChange(listener: (videoId: number) => void): () => void {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
    async close(): Promise<void> {
      closing.abort()
      listeners.clear()
      await background.close()
    },
  }
}

function inMaking({ tiles, peaks }: StoredStrip): Pick<Making, 'tiles' | 'peaks'> {
  return { tiles, peaks }
}

function toStrip(videoId: number, strip: Omit<Making, 'videoIds'>): VideoStrip {
  const { tiles: total, ...shape } = strip.shape
  const { tiles, peaks, failure } = strip
  const isReady = tiles === total && peaks !== null
  return {
    videoId,
    state: failure !== null ? 'failed' : isReady ? 'ready' : 'making',
    message: failure,
    ...shape,
    tiles,
    waveform: peaks === null || peaks.length === 0 ? null : { stepMs: WAVEFORM_STEP_MS, peaks },
  }
}

function failureSentence({ fileName }: StoredVideo, error: unknown): string {
  return isAppError(error) ? error.message : `The filmstrip of ${fileName} could not be written to the study.`
}
