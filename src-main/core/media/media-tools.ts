import { stat } from 'node:fs/promises'
import { shownName } from '../files/shown-name.ts'
import { makeBlurredCopy } from './encode/blurred-copy.ts'
import { readVideoFrames } from './frames/frame-reader.ts'
import { openProblem, probeVideo, unreadable } from './probe/probe.ts'
import type { VideoFacts } from './probe/probe-report.ts'
import { readFrameTimes } from './frames/frame-times.ts'
import { makeVideoProxy } from './encode/proxy.ts'
import { readVideoSound } from './previews/sound.ts'
import { readStripPictures } from './previews/strip-pictures.ts'
import { makeThumbnail, WHOLE_PICTURE } from './previews/thumbnail.ts'
import type { DecodedFrame, FfmpegTools, FrameRequest, MediaTools } from './types.ts'
import { writeJpeg } from './previews/write-jpeg.ts'

/** Clips of one video follow each other; a few videos at once are enough. */
const maxRemembered = 64

/** The media side of the core over one pair of ffmpeg and ffprobe. */
export function createMediaTools(tools: FfmpegTools): MediaTools {
  const remembered = new Map<string, VideoFacts>()

  /** Probed once as long as the file is the same by size and time. */
  async function factsOf(file: string, signal?: AbortSignal): Promise<VideoFacts> {
    const status = await stat(file).catch((error: unknown) => {
      throw unreadable(file, openProblem(error), error)
    })
    const key = `${file}\0${status.size}\0${status.mtimeMs}`
    const known = remembered.get(key)
    if (known !== undefined) return known
    const facts = await probeVideo(tools, file, signal)
    remembered.set(key, facts)
    const oldest = remembered.keys().next().value
    if (remembered.size > maxRemembered && oldest !== undefined) remembered.delete(oldest)
    return facts
  }

  async function* readFrames(request: FrameRequest): AsyncGenerator<DecodedFrame, void, void> {
    const facts = await factsOf(request.file, request.signal)
    yield* readVideoFrames({ tools, facts }, request)
  }

  return {
    tools,
    readFrames,
    async probe(file, signal) {
      return (await factsOf(file, signal)).probe
    },
    async remarks(file, signal) {
      const { remarks } = await factsOf(file, signal)
      return remarks.map((remark) => `${shownName(file)} ${remark}`)
    },
    async frameTimes(file, signal) {
      return await readFrameTimes({ tools, facts: await factsOf(file, signal) }, file, signal)
    },
    async *readSound(request) {
      yield* readVideoSound({ tools, facts: await factsOf(request.file, request.signal) }, request)
    },
    async *readStripPictures(request) {
      yield* readStripPictures({ tools, facts: await factsOf(request.file, request.signal) }, request)
    },
    async makeProxy(request) {
      return await makeVideoProxy({ tools, facts: await factsOf(request.file, request.signal) }, request)
    },
    async makeBlurredCopy(request) {
      return await makeBlurredCopy({ tools, facts: await factsOf(request.file, request.signal) }, request)
    },
    async writeJpeg(file, picture) {
      await writeJpeg(tools, file, picture)
    },
    async thumbnail(file, timeMs, { width, crop = WHOLE_PICTURE }) {
      const request = { file, timeMs, width, crop }
      return await makeThumbnail({ tools, facts: await factsOf(file) }, request)
    },
  }
}
